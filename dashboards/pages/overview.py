"""The dashboard of a contract at the end of a month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict

from commitments.models import Contract
from cpg.shared import french
from dashboards.access import Period
from dashboards.pages.actions.late import LateActions, late_actions
from dashboards.pages.marks import Counted, counted
from dashboards.pages.questions import Questions, questions
from dashboards.pages.rows import Row, row_of
from dashboards.pages.sentences import finding
from dashboards.pages.totals import Headline, ThemeLine, headline, theme_lines
from dashboards.reads import IndicatorState, indicator_states

NOT_MEASURED = "autre"
BY_FICHE, BY_GAP = "fiches", "ecart"


@dataclass(frozen=True, slots=True)
class FicheGroup:
    """The rows of a fiche; no title when the rows are sorted otherwise."""

    number: int
    title: str
    coverage: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks to see; anything unknown is no filter."""

    status: str
    theme: int
    order: str

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        theme = query.get("theme", "")
        return cls(
            status=query.get("statut", ""),
            theme=int(theme) if theme.isascii() and theme.isdigit() else 0,
            order=BY_GAP if query.get("ordre") == BY_GAP else BY_FICHE,
        )

    def keeps(self, row: Row) -> bool:
        measured = {"sous", "entre", "atteint"}
        wanted = {
            NOT_MEASURED: row.mark.key not in measured,
            **{key: row.mark.key == key for key in measured},
        }
        return wanted.get(self.status, True) and self.theme in {0, row.theme}


@dataclass(frozen=True, slots=True)
class Overview:
    finding: str
    headline: Headline
    legend: tuple[Counted, ...]
    themes: tuple[ThemeLine, ...]
    questions: Questions
    groups: tuple[FicheGroup, ...]
    filters: Filters
    status_choices: tuple[tuple[str, str, int], ...]
    theme_choices: tuple[tuple[int, str], ...]
    shown: int
    count: int
    is_pending: bool
    late_actions: LateActions


def overview(contract: Contract, period: Period, query: QueryDict) -> Overview:
    """All of the page, in the constant number of queries of `indicator_states`."""
    states = indicator_states(contract, period.month, period.compared)
    rows = [row_of(state, period.month) for state in states]
    filters = Filters.of(query)
    shown = [row for row in rows if filters.keeps(row)]
    top = headline(states, french.month_name(period.compared.year, period.compared.number))
    return Overview(
        finding=finding([row.mark for row in rows], top.with_target, period.month),
        headline=top,
        legend=counted(row.mark for row in rows),
        themes=theme_lines(states),
        questions=questions(states, rows),
        groups=_groups(states, shown, filters),
        filters=filters,
        status_choices=_status_choices(rows),
        theme_choices=tuple(sorted({(s.indicator.theme.position, s.indicator.theme.title) for s in states})),
        shown=len(shown),
        count=len(rows),
        is_pending=any(row.is_pending for row in rows),
        late_actions=late_actions(contract),
    )


def _status_choices(rows: Sequence[Row]) -> tuple[tuple[str, str, int], ...]:
    def count(matches: Callable[[str], bool]) -> int:
        return sum(matches(row.mark.key) for row in rows)

    return (
        ("sous", "Sous le seuil", count(lambda key: key == "sous")),
        ("entre", "Entre les deux", count(lambda key: key == "entre")),
        ("atteint", "Atteint", count(lambda key: key == "atteint")),
        (NOT_MEASURED, "Non mesuré", count(lambda key: key not in {"sous", "entre", "atteint"})),
    )


def _groups(
    states: Sequence[IndicatorState], rows: Sequence[Row], filters: Filters
) -> tuple[FicheGroup, ...]:
    if filters.order == BY_GAP:
        return (FicheGroup(0, "", "", tuple(sorted(rows, key=lambda row: row.place))),) if rows else ()
    titles = {state.indicator.fiche.position: state.indicator.fiche.title for state in states}
    return tuple(
        FicheGroup(number, titles[number], _coverage(listed), tuple(listed))
        for number, listed in (
            (number, list(group)) for number, group in groupby(rows, key=lambda row: row.fiche)
        )
    )


def _coverage(rows: Sequence[Row]) -> str:
    measured = sum(row.score is not None for row in rows)
    return f"{measured} {french.plural(measured, 'mesuré', 'mesurés')} sur {len(rows)}"
