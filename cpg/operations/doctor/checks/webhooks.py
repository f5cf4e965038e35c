"""Whether other programs are told what they asked for: addresses that were switched off after failures."""

from collections.abc import Iterator

from accounts.models import Webhook
from cpg.operations.doctor.findings import Finding, not_used, notice, well


def look() -> Iterator[Finding]:
    """Without naming the addresses: the administration does, to those who may know."""
    hooks = list(Webhook.objects.values_list("is_active", "off_reason"))
    stopped = [reason for is_active, reason in hooks if not is_active and reason]
    if stopped:
        yield notice(
            f"Appels sortants arrêtés après des échecs\u00a0: {len(stopped)} sur {len(hooks)}.",
            "L’administration (Appels sortants) dit pourquoi\u00a0: réparez, puis remettez en service.",
        )
    elif hooks:
        yield well("Les appels sortants sont en service.")
    else:
        yield not_used("Aucun appel sortant.")
