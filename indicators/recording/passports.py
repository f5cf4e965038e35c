"""Complete the passport of an indicator: a revision of its definition, with a reason."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from indicators.models import DefinitionRevision, Indicator
from indicators.passports import KEYS, LONGEST_TEXT
from indicators.recording.definitions import define


@transaction.atomic
def complete_passport(
    *,
    indicator: Indicator,
    texts: Mapping[str, str],
    reason: str,
    expected_version: int | None,
    actor: User | None,
    origin: Origin,
) -> DefinitionRevision:
    """Write the passport whole; a rubric that is left out or empty is "à compléter" again."""
    written = {key: text.replace("\r\n", "\n").strip() for key, text in texts.items()}
    if unknown := sorted(set(written) - KEYS):
        raise Refusal(f"Un passeport n’a pas de rubrique «\u00a0{unknown[0]}\u00a0».", "unknown_rubric")
    if any(len(text) > LONGEST_TEXT for text in written.values()):
        raise Refusal(f"Une rubrique a {LONGEST_TEXT} caractères au plus.", "text_too_long")
    return define(
        indicator=indicator,
        changed={"passport": {key: text for key, text in written.items() if text}},
        reason=reason,
        actor=actor,
        origin=origin,
        expected_version=expected_version,
    )
