"""Writing a commentary: an act of the contract."""

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, StaleVersion, require
from commitments.models import Contract, Origin, lock_contract, open_change
from cpg.shared.periods import Month
from dashboards.commentary.agreement import cited_in
from dashboards.commentary.parts import Figures
from dashboards.commentary.subjects import Subject
from dashboards.models.commentary import CommentaryRevision

STALE = "Quelqu’un a écrit ce commentaire entre-temps\u00a0: relisez son texte, puis choisissez."
UNCHANGED = "Ce texte est déjà enregistré ainsi, avec les chiffres d’aujourd’hui."
OUTSIDE = "Ce mois n’est pas un mois du contrat."


@transaction.atomic
def write_commentary(
    *,
    contract: Contract,
    subject: Subject,
    month: Month,
    text: str,
    figures: Figures,
    expected_version: int,
    actor: User | None,
    origin: Origin,
) -> CommentaryRevision:
    """`figures` are those of today, of which the text keeps what it cites; an empty text takes the proposed one again.
    `expected_version` is the one that the person read, 0 where nothing was written.
    """
    locked = lock_contract(contract.pk)
    require(actor, Verb.CLOSE, locked)
    if month.year not in locked.years:
        raise Refusal(OUTSIDE, "outside_contract")
    written = CommentaryRevision.objects.filter(contract=locked, month=month.first_day, subject=subject.key)
    latest = written.order_by("-version").first()
    version = latest.version if latest else 0
    if expected_version != version:
        raise StaleVersion(expected_version, version, STALE)
    cited = cited_in(text, figures) if text else {}
    if (text, cited) == ((latest.text, latest.figures) if latest else ("", {})):
        raise Refusal(UNCHANGED, "unchanged")
    change = open_change(locked, actor=actor, origin=origin, verb="write_commentary")
    return CommentaryRevision.objects.create(
        contract=locked,
        indicator=subject.indicator,
        subject=subject.key,
        month=month.first_day,
        version=version + 1,
        change=change,
        text=text,
        figures=cited,
    )
