"""What moved a score since the end of the quarter before, as it was known then: the causes of « Ce qui a changé »."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.causes.acts import Cause, CauseKind
from dashboards.causes.moving import Later, Line, Moved, Passage, passage, points_of
from dashboards.causes.since import Since, end_of_quarter_before
from dashboards.commentary.parts import Figure, Figures, Kind, Lineage, Place, Sentence, sentence
from dashboards.shared.awaited import span
from indicators.domain.contributions import Path
from indicators.domain.model import Series
from indicators.models import Indicator

COLON, SEMICOLON = f"{french.NO_BREAK}:", f"{french.NARROW};"
PLURALS = {
    CauseKind.LATE: "valeurs tardives",
    CauseKind.CORRECTION: "corrections",
    CauseKind.WITHDRAWAL: "valeurs retirées",
    CauseKind.NEUTRALISATION: "neutralisations",
    CauseKind.AMENDMENT: "avenants",
    CauseKind.DEFINITION: "définitions",
    CauseKind.PROFILE: "profils mensuels",
}
WITHOUT_EFFECT = "sans effet"


@dataclass(frozen=True, slots=True)
class Share:
    """Causes of one kind; `points` are None of acts that moved nothing together."""

    kind: str
    label: str
    points: Decimal | None

    @property
    def key(self) -> str:
        return f"cause-{self.kind.replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class Told:
    """A score then and its change since, in shares that add up to it. `scope` is whose score it is: the key of a
    theme or of an indicator, "" of the contract.
    """

    since: Since
    month: Month
    scope: str
    score: Decimal
    change: Decimal
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A contract at the end of a month beside what was known of the quarter before at its end."""

    since: Since
    month: Month
    passage: Passage

    def of_group(self, codes: Collection[str], scope: str = "") -> Told | None:
        """Of a theme or of the contract; None where nothing moved or one of the scores is none."""
        moved = self.passage.moved(codes)
        shares = [_share(kind, lines) for kind, lines in moved.kinds]
        return self._told(moved, scope, [share for share in shares if share.points])

    def of_indicator(self, code: str) -> Told | None:
        """None where time alone passed: its other sentences say that."""
        if code not in self.passage.paths:
            return None
        moved = self.passage.moved([code])
        shares = [_share(kind, lines, dated=True) for kind, lines in moved.kinds]
        acts = _acts_without_effect(
            self.passage.paths[code], {share.kind for share in shares}, self.month.year
        )
        shares += [_share_of(kind, causes, None) for kind, causes in acts.items()]
        is_of_acts = any(share.kind in {kind.value for kind in CauseKind if kind.piece} for share in shares)
        return self._told(moved, code, shares) if is_of_acts else None

    def _told(self, moved: Moved, scope: str, shares: Sequence[Share]) -> Told | None:
        if moved.change is None or moved.before.score is None or not shares:
            return None
        return Told(self.since, self.month, scope, moved.before.score, moved.change, tuple(shares))


def compared(
    contract: Contract,
    month: Month,
    indicators: Sequence[Indicator],
    series: Mapping[int, Series],
    known_at: int | None = None,
) -> Compared | None:
    """None where the quarter before is before the contract, or nothing was known of it when it ended. `series` are as
    known at that sequence, None being now. A constant number of queries.
    """
    since = end_of_quarter_before(contract, month, known_at)
    if since is None:
        return None
    before = since.month, since.known_at(contract)
    return Compared(since, month, passage(contract, before, month, Later.of(indicators, series, known_at)))


def figures_told(told: Told | None) -> Iterator[Figure]:
    if told is None:
        return
    place = Place(Lineage.CAUSES, told.month, told.scope, since=told.since.key)
    when = _known(told.since)
    yield Figure("score-alors", f"le score {when}", french.with_unit(told.score, "%"), place)
    yield Figure("ecart-alors", f"l’écart du score {when}", french.points(told.change), place)
    for share in told.shares:
        if share.points is not None:
            name = f"ce que le score doit à{COLON} {share.label}"
            yield Figure(share.key, name, french.points(share.points), place)


def causes(told: Told | None, figures: Figures, evolution: Decimal | None = None) -> Iterator[Sentence]:
    """`evolution` is the change that the sentence before tells, of what is known today: where it is this one, it is not
    told again.
    """
    if told is None:
        return
    listed = french.listing([_words(share, alone=len(told.shares) == 1) for share in told.shares])
    if told.change and told.change == evolution:
        start = f"Cette {'hausse' if told.change > 0 else 'baisse'} {_parted(told)}"
    else:
        start = f"{_source(told.since)} {{score-alors}}{SEMICOLON} {_difference(told)}"
    yield sentence(Kind.MOVEMENT, f"{start}{COLON} {listed}.", figures)


def _difference(told: Told) -> str:
    if told.change:
        return f"l’écart, {{ecart-alors}}, {_parted(told)}"
    return "les causes se compensent" if any(share.points for share in told.shares) else "il n’a pas changé"


def _parted(told: Told) -> str:
    return "se partage ainsi" if len(told.shares) > 1 else "vient d’une seule cause"


def _words(share: Share, *, alone: bool) -> str:
    if share.points is None:
        return f"{share.label} {WITHOUT_EFFECT}"
    return share.label if alone else f"{share.label} {{{share.key}}}"


def _share(kind: str, lines: Sequence[Line], *, dated: bool = False) -> Share:
    points = points_of(lines)
    if dated:
        return _share_of(kind, [line.cause for line in lines], points or None)
    acts = {(line.cause.by.pk if line.cause.by else 0, line.cause.month, line.indicator.pk) for line in lines}
    by_act = {act for act, _, _ in acts} if kind in OF_THE_CONTRACT else acts
    return Share(kind, _plural(kind, len(by_act)), points)


# One act of these is one cause, of however many indicators.
OF_THE_CONTRACT = frozenset({CauseKind.AMENDMENT.value, CauseKind.WEIGHT.value, CauseKind.CREDIT.value})


def _share_of(kind: str, causes: Sequence[Cause], points: Decimal | None) -> Share:
    """With the months that were acted on, of one indicator."""
    months = sorted({cause.month for cause in causes if cause.month is not None and cause.kind.piece})
    count = len(months) or len({cause.by.pk if cause.by else 0 for cause in causes})
    named = f" ({span(months)})" if months else ""
    return Share(kind, f"{_plural(kind, count)}{named}", points)


def _plural(kind: str, count: int) -> str:
    many = {each.value: text for each, text in PLURALS.items()}
    return french.plural(count, kind, many.get(kind, kind))


def _acts_without_effect(
    path: Path[Cause], told: Collection[str], year: int
) -> Mapping[str, Sequence[Cause]]:
    """Acts on months of that year."""
    found: dict[str, list[Cause]] = {}
    for step in path.steps:
        month, kind = step.cause.month, step.cause.kind
        if month is not None and month.year == year and kind.piece is not None and kind.value not in told:
            found.setdefault(kind.value, []).append(step.cause)
    return found


def _source(since: Since) -> str:
    """`L’arrêté du 2e trimestre 2026 donnait un score de`."""
    if since.closing:
        return f"{french.sentence(since.name)} donnait un score de"
    end = french.month_name(since.month.year, since.month.number)
    return f"{french.sentence(since.name)}, le score connu à fin {end} était de"


def _known(since: Since) -> str:
    return f"de {since.name}" if since.closing else f"connu {since.name}"
