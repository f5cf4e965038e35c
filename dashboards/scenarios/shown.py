"""A scenario as pages are shown in it: `?scenario=<key>` on any page of its contract that can be read so."""

from collections.abc import Collection
from dataclasses import dataclass

from dashboards.models.scenario import Scenario

PARAMETER = "scenario"
# What is computed of the months to come. The files of a quarter, what was closed, reviewed or recorded, and pages of
# several contracts have nothing to suppose.
PAGES = frozenset(
    {
        "overview",
        "first_page",
        "text",
        "fiche",
        "theme",
        "indicator",
        "suppose",
        "chart_file",
        "passport",
        "committee_first",
        "committee",
        "paper",
        "presentation",
        "actions",
        "action",
        "effect",
        "targets",
        "neutralisations",
        "decisions",
        "causes",
        "completeness",
    }
)


@dataclass(frozen=True, slots=True)
class ShownScenario:
    """`refused` counts the steps that no longer hold: the page says so."""

    scenario: Scenario
    refused: int = 0
    parameter: str = PARAMETER
    pages: Collection[str] = PAGES

    @property
    def file_part(self) -> str:
        return "scenario"

    def text_for(self, prefix: str, path: str) -> str:
        return self.scenario.key
