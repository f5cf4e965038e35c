"""Who fills in each indicator and answers for each action of a contract, as one grid by fiche. What it shows is sent as
a whole; what its filters leave out stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments.models import Contract, Fiche
from cpg.shared import french
from cpg.shared.days import NO_DAYS
from dashboards.setup.filters import SUBJECTS, GridFilters
from dashboards.setup.lines import LineForm, Sent, line_of
from dashboards.setup.rights_table import people_of
from dashboards.setup.rows import (
    GridRow,
    action_row,
    actions_of,
    assignments_by_indicator,
    indicator_row,
    owners_now,
)
from dashboards.shared.choices import NOBODY, Choice, choices_of, fiche_options


@dataclass(frozen=True, slots=True)
class FicheRows:
    """The rows of a fiche that are shown; `fill` names who gets those where nobody is named."""

    fiche: Fiche
    fill: LineForm
    rows: Sequence[GridRow]

    @property
    def indicators(self) -> list[GridRow]:
        return [row for row in self.rows if row.is_indicator]

    @property
    def actions(self) -> list[GridRow]:
        return [row for row in self.rows if not row.is_indicator]

    @property
    def has_fill(self) -> bool:
        """One row alone is filled in by itself."""
        return self.fill.has_content or sum(not row.recorded for row in self.rows) > 1


@dataclass(frozen=True)
class Grid:
    """Of all its rows, `rows` are those that are shown, or those that were sent."""

    contract: Contract
    people: Mapping[str, User]
    everything: Sequence[GridRow]
    filters: GridFilters
    data: Sent

    @cached_property
    def rows(self) -> list[GridRow]:
        if self.data is not None:
            return [row for row in self.everything if row.is_sent]
        return [row for row in self.everything if self.filters.keeps(row)]

    @cached_property
    def fiches(self) -> list[FicheRows]:
        found: dict[Fiche, list[GridRow]] = {}
        for row in sorted(self.rows, key=lambda each: each.fiche.position):
            found.setdefault(row.fiche, []).append(row)
        return [
            FicheRows(
                fiche,
                line_of(f"fiche-{fiche.position}", self.people, (None, None), NO_DAYS, self.data),
                rows,
            )
            for fiche, rows in found.items()
        ]

    @property
    def indicators(self) -> list[GridRow]:
        return [row for row in self.rows if row.is_indicator]

    @property
    def actions(self) -> list[GridRow]:
        return [row for row in self.rows if not row.is_indicator]

    def is_valid(self) -> bool:
        """Every line is checked, so that each says what is wrong with it. Rows then have what their fiche gives."""
        wrong = sum(not row.is_valid for row in self.rows) + sum(
            not each.fill.is_valid() for each in self.fiches
        )
        if not wrong:
            for each in self.fiches:
                for row in each.rows:
                    row.filler = each.fill
        return not wrong

    @property
    def wrong(self) -> list[GridRow]:
        return [row for row in self.rows if row.refused or any(form.errors for form in row.forms)]

    @property
    def wrong_fills(self) -> list[LineForm]:
        return [each.fill for each in self.fiches if each.fill.errors]

    @property
    def is_all_held(self) -> bool:
        return all(row.is_held for row in self.everything)

    @property
    def finding(self) -> str:
        """How many have a holder, of all that the contract has."""
        told = []
        for is_indicator, one, many in (
            (True, "indicateur attribué", "indicateurs attribués"),
            (False, "action", "actions"),
        ):
            rows = [row for row in self.everything if row.is_indicator is is_indicator]
            if rows:
                held = french.counted(sum(row.is_held for row in rows), one, many)
                told.append(f"{held} sur {len(rows)}")
        return french.listing(told)

    @property
    def fiche_choices(self) -> tuple[Choice, ...]:
        asked = self.filters.asked["fiche"]
        return choices_of(fiche_options(row.fiche for row in self.everything), str(asked or ""))

    @property
    def subject_choices(self) -> tuple[Choice, ...]:
        return choices_of(SUBJECTS, self.filters.asked["objet"])

    @property
    def people_choices(self) -> tuple[Choice, ...]:
        named = {key for row in self.everything for key in row.named}
        people = [(key, str(each)) for key, each in self.people.items() if key in named]
        options = [(NOBODY, "Sans responsable"), *people]
        return choices_of(options, self.filters.asked["responsable"])


def grid_of(contract: Contract, filters: GridFilters, data: Sent = None) -> Grid:
    """As it is recorded, or as it was sent. Six queries."""
    own = {str(each.pk): each for each in people_of(contract.body)}
    held = assignments_by_indicator(contract)
    actions = actions_of(contract)
    named = {each.user for listed in held.values() for each in listed}
    named |= {person for each in actions for person in owners_now(each).named if person}
    people = {key: each for key, each in own.items() if may_somewhere(each, Verb.RECORD, contract.body_id)}
    people |= {str(each.pk): own.get(str(each.pk), each) for each in named}
    people = dict(sorted(people.items(), key=lambda item: str(item[1]).casefold()))
    rows = [
        indicator_row(each, held.get(each.pk, []), people, data)
        for each in contract.indicators.with_definition().order_by("position")
    ]
    return Grid(
        contract, people, [*rows, *(action_row(each, people, data) for each in actions)], filters, data
    )
