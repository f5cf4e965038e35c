"""What proves a month: a file or a link is attached, and may be withdrawn with a reason. Nothing is erased."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from accounts.rights import Verb
from commitments.models import Change, Origin, lock_contract, open_change
from cpg.shared import french
from indicators.domain.periods import Month
from indicators.files.kinds import RefusedFileError, kind_of, name_for
from indicators.files.store import discard, store
from indicators.models import Evidence, Indicator
from indicators.recording.admission import reason_to_refuse
from indicators.recording.refusals import Refusal, require
from indicators.selectors import today_in_paris

MEGABYTE = 1024 * 1024
SCHEMES = {"http", "https"}
LONGEST_LINK = 500
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as somebody sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """Where a proof is kept by somebody else; `name` is what the person calls it."""

    url: str
    name: str = ""


def attach(
    *, indicator: Indicator, month: Month, proof: SentFile | Link, actor: User | None, origin: Origin
) -> Evidence:
    """Attach a proof to a month, closed or not: a proof changes no figure. The same proof twice is one.

    A file is on disk before its row is written, and taken away again where the row cannot be.
    """
    if isinstance(proof, Link):
        return _attach(indicator, month, actor, origin, described_link(proof))
    described = described_file(proof)
    described["stored_as"] = stored_as = store(proof.content)
    try:
        attached = _attach(indicator, month, actor, origin, described)
    except BaseException:
        discard(stored_as)
        raise
    if attached.stored_as != stored_as:
        discard(stored_as)
    return attached


@transaction.atomic
def withdraw(*, evidence: Evidence, reason: str, actor: User | None, origin: Origin) -> Evidence:
    """Take a proof back: it is no longer given to anybody, its row and its file stay."""
    contract = lock_contract(evidence.indicator.contract_id)
    require(actor, Verb.RECORD, evidence.indicator)
    standing = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if standing.withdrawn_id is not None:
        raise Refusal("Cette preuve est déjà retirée.", "already_withdrawn")
    if not reason.strip():
        raise Refusal("Dites pourquoi vous retirez cette preuve.", "reason_missing")
    standing.withdrawn = open_change(
        contract, actor=actor, origin=origin, verb="withdraw", reason=reason.strip()
    )
    standing.save(update_fields=["withdrawn"])
    return standing


@transaction.atomic
def _attach(
    indicator: Indicator, month: Month, actor: User | None, origin: Origin, described: dict[str, str | int]
) -> Evidence:
    contract = lock_contract(indicator.contract_id)
    require(actor, Verb.RECORD, indicator)
    if refusal := reason_to_refuse(indicator, month, today=today_in_paris(), closed=()):
        raise refusal
    of_month = Evidence.objects.filter(indicator=indicator, month=month.first_day)
    same = of_month.filter(withdrawn=None, url=described.get("url", ""), sha256=described.get("sha256", ""))
    if (found := same.first()) is not None:
        return found
    held = of_month.aggregate(held=Sum("size"))["held"] or 0
    most = settings.EVIDENCE_MONTH_MEGABYTES
    if held + int(described.get("size", 0)) > most * MEGABYTE:
        raise Refusal(
            f"Les preuves de ce mois dépasseraient {most}{french.NO_BREAK}Mo en tout : joignez un lien.",
            "month_full",
        )
    change: Change = open_change(contract, actor=actor, origin=origin, verb="attach")
    return Evidence.objects.create(indicator=indicator, month=month.first_day, change=change, **described)


def described_file(sent: SentFile) -> dict[str, str | int]:
    """The columns of a file that is taken; its content is stored by whoever attaches it. Raises Refusal."""
    most = settings.EVIDENCE_MEGABYTES
    if len(sent.content) > most * MEGABYTE:
        raise Refusal(f"Ce fichier dépasse {most}{french.NO_BREAK}Mo : joignez un lien.", "file_too_large")
    try:
        kind = kind_of(sent.content, sent.name)
    except RefusedFileError as error:
        raise Refusal(str(error), "file_refused") from error
    return {
        "name": name_for(sent.name, kind),
        "content_type": kind.content_type,
        "size": len(sent.content),
        "sha256": hashlib.sha256(sent.content).hexdigest(),
    }


def described_link(link: Link) -> dict[str, str | int]:
    """Only an address that a browser opens as a page, with no password in it."""
    url = link.url.strip()
    try:
        parts = urlsplit(url)
        is_page = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_page = False
    if not is_page or any(character.isspace() or not character.isprintable() for character in url):
        raise Refusal("Un lien commence par https:// ou http:// et nomme un serveur.", "not_a_link")
    if parts.username is not None or parts.password is not None:
        raise Refusal("Un lien ne contient ni identifiant ni mot de passe.", "link_with_password")
    if len(url) > LONGEST_LINK:
        raise Refusal(f"Un lien a {LONGEST_LINK} caractères au plus.", "link_too_long")
    return {"url": url, "name": (link.name.strip() or str(parts.hostname))[:LONGEST_NAME]}
