"""What moved the score since the month compared, in the few lines that open the dashboard."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from commitments.models import Contract
from cpg.shared import french
from dashboards import charts
from dashboards.causes.acts import CauseKind
from dashboards.causes.moving import MOVES, Line, Moved, moved
from dashboards.causes.since import Since, days
from dashboards.shared.period import Period
from dashboards.shared.reads import ContractFacts
from indicators.domain.contributions import Move
from indicators.models import Indicator
from indicators.selectors import sequence_of

AT_MOST = 6
# New months come with an objectif to date that grew: one line of two parts, often large, that nearly cancel out.
OF_TIME = frozenset({CauseKind.NEW_MONTHS, CauseKind.CALENDAR})


@dataclass(frozen=True)
class Share:
    """The lines of one indicator that go together, or those of several that are told at once (`indicator` is None)."""

    indicator: Indicator | None
    lines: Sequence[Line]

    @cached_property
    def points(self) -> Decimal:
        """As they are shown: the parts of a change add up to it."""
        return sum((line.points for line in self.lines), Decimal(0))

    @property
    def nature(self) -> str:
        """`correction`, `nouveaux mois`, `entre dans la mesure`; each of them where several are told at once."""
        by_family: dict[str, list[Line]] = {}
        for line in self.lines:
            by_family.setdefault(_family(line), []).append(line)
        return french.listing([_nature(lines) for lines in by_family.values()])

    @property
    def count(self) -> int:
        """Of the indicators."""
        return len({line.indicator.pk for line in self.lines})


@dataclass(frozen=True)
class Movement:
    """`since` is the month compared and the day on which it was known as it is compared; `is_of_today` says that it was
    not known then, so it is compared as it is known now; `has_page` that « Ce qui a changé » makes this comparison.
    """

    since: Since
    moved: Moved
    is_of_today: bool
    has_page: bool

    @property
    def known(self) -> str:
        """`connu au 31/10`, `aux valeurs connues aujourd’hui`: another day compares other values of the same months."""
        return "aux valeurs connues aujourd’hui" if self.is_of_today else f"connu au {self.since.day:%d/%m}"

    @property
    def change(self) -> Decimal | None:
        return self.moved.change

    @cached_property
    def shares(self) -> list[Share]:
        """The largest six, then all the others at once: what is shown adds up to the change."""
        by_part: dict[tuple[int, str], list[Line]] = {}
        for line in self.moved.lines:
            by_part.setdefault((line.indicator.pk, _family(line)), []).append(line)
        found = [Share(lines[0].indicator, lines) for lines in by_part.values()]
        found.sort(key=lambda share: -abs(share.points))
        shown = [share for share in found[:AT_MOST] if share.points]
        others = [line for share in found[len(shown) :] for line in share.lines]
        if sum(line.points for line in others):
            is_one = len({line.indicator.pk for line in others}) == 1
            shown.append(Share(others[0].indicator if is_one else None, others))
        return shown

    @property
    def usual(self) -> str:
        """The cause that most shares have, to be said once; "" where no cause comes twice."""
        counted = Counter(share.nature for share in self.shares if share.indicator)
        return next((nature for nature, count in counted.most_common(1) if count > 1), "")

    @property
    def rows(self) -> list[tuple[Share, charts.Bar]]:
        """On the one scale of the change and its parts."""
        return list(zip(self.shares, self._bars[1:], strict=True))

    @property
    def bar(self) -> charts.Bar:
        return self._bars[0]

    @cached_property
    def _bars(self) -> list[charts.Bar]:
        return charts.bars([self.change or Decimal(0), *(share.points for share in self.shares)])


def movement(
    contract: Contract, period: Period, today: date, facts: ContractFacts | None = None
) -> Movement | None:
    """None in the first month of the contract."""
    if not period.compares:
        return None
    since = Since(min(period.compared.plus(1).last_day, today), period.compared)
    read = facts or ContractFacts(contract)
    known_at = sequence_of(contract, since.day)
    if known_at and known_at < contract.sequence:
        found = moved(contract, (since.month, known_at), period.month, read)
        if found.before.score is not None:
            has_page = since in days(contract, period.month, today)
            return Movement(since, found, is_of_today=False, has_page=has_page)
    now = moved(contract, (since.month, None), period.month, read)
    return Movement(since, now, is_of_today=True, has_page=False)


def _nature(lines: Sequence[Line]) -> str:
    """Of lines of one family."""
    if _is_of_perimeter(lines[0]):
        return MOVES[lines[0].move]
    kinds = [line.cause.kind for line in lines]
    return (CauseKind.NEW_MONTHS if CauseKind.NEW_MONTHS in kinds else kinds[0]).value


def _is_of_perimeter(line: Line) -> bool:
    return line.move in {Move.ENTERS, Move.LEAVES}


def _family(line: Line) -> str:
    if _is_of_perimeter(line):
        return line.move.value
    return "temps" if line.cause.kind in OF_TIME else line.cause.kind.value
