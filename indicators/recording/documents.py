"""The signed document of an avenant: attached with it or later, a wrong one replaced with a reason."""

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.attaching import Columns, Kept, attach_kept, keep
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import Refusal, StaleVersion, require
from commitments.models import Change, Origin, lock_contract, open_change
from indicators.models import SignedDocument, TargetVersion

STALE_DOCUMENT = "Le document signé a changé entre-temps\u00a0: relisez, puis décidez."


def attach_document(
    *,
    version: TargetVersion,
    document: SentFile | Link,
    actor: User | None,
    origin: Origin,
    replaces: int = 0,
    reason: str = "",
) -> SignedDocument:
    """Attach the document of an avenant that was recorded before. `replaces` is the one that the caller saw in its
    place, 0 for none: it is withdrawn by the same act, with a reason, and stays in the history.
    """
    with keep([document]) as kept, transaction.atomic():
        contract = lock_contract(version.contract_id)
        require(actor, Verb.AMEND, contract)
        if not version.is_avenant:
            raise Refusal("Seul un avenant a un document signé.", "not_an_avenant")
        standing = version.documents.filter(withdrawn=None).first()
        held = standing.pk if standing else 0
        if replaces != held:
            raise StaleVersion(replaces, held, STALE_DOCUMENT)
        if standing is None:
            change = open_change(contract, actor=actor, origin=origin, verb="attach_document")
        else:
            _check_replacement(standing, kept[0].columns, reason)
            change = open_change(
                contract, actor=actor, origin=origin, verb="replace_document", reason=reason.strip()
            )
            standing.withdrawn = change
            standing.save(update_fields=["withdrawn"])
        return add_document(version, kept[0], change)


def add_document(version: TargetVersion, kept: Kept, change: Change) -> SignedDocument:
    """Within an act whose contract is locked by the caller. What was replaced does not count in the size of all: a
    wrong document could else no longer be replaced.
    """
    return attach_kept(
        kept,
        beside=SignedDocument.objects.filter(version=version, withdrawn=None),
        what="cet avenant",
        code="documents_full",
        create=lambda columns: SignedDocument.objects.create(version=version, change=change, **columns),
    )


def _check_replacement(standing: SignedDocument, sent: Columns, reason: str) -> None:
    if (standing.url, standing.sha256) == (sent.get("url", ""), sent.get("sha256", "")):
        raise Refusal("Ce document est déjà celui qui est joint.", "same_document")
    if not reason.strip():
        raise Refusal("Dites pourquoi ce document remplace l’autre.", "reason_missing")
