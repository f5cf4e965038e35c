"""What a person said of the file of an import, as plain data that is kept with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commitments.ledger.tables import readings
from commitments.ledger.tables.readings import Choices
from indicators.imports.preparing import NO_REASONS, Reasons


@dataclass(frozen=True, slots=True)
class Answers:
    """How the file is read, and why validated values change."""

    choices: Choices = readings.AS_IT_IS
    reasons: Reasons = NO_REASONS

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.choices.sheet,
            "hidden": self.choices.hidden,
            "left_out": sorted(self.choices.left_out),
            "renamed": dict(self.choices.renamed),
            "given": dict(self.choices.given),
            "reason": self.reasons.every,
            "reasons": dict(self.reasons.by_key),
        }

    @classmethod
    def of_report(cls, report: Mapping[str, Any]) -> "Answers":
        """Those that were given so far; none for an import that nothing was asked of."""
        kept = report.get("answers", {})
        choices = Choices(
            kept.get("sheet", ""),
            kept.get("hidden", ""),
            frozenset(kept.get("left_out", ())),
            kept.get("renamed", {}),
            kept.get("given", {}),
        )
        return cls(choices, Reasons(kept.get("reason", ""), kept.get("reasons", {})))


AS_IT_IS = Answers()
