"""What an avenant rewrites: months that are judged already, and the way to date of a year that has begun."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from operator import attrgetter

from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.shared.effects import EffectLine, status_line, target_lines
from dashboards.shared.figures import target_text
from indicators.domain.attainment import attain_months
from indicators.domain.effects import BeforeAfter, rewritten_months
from indicators.domain.model import Aggregation, Attainment, Series
from indicators.models import Indicator

LEVELS = {
    ("le seuil", "au nouveau seuil"): attrgetter("seuil_to_date"),
    ("l’objectif", "au nouvel objectif"): attrgetter("objectif_to_date"),
}


@dataclass(frozen=True)
class RewrittenMonth:
    """A month that is judged already; `quarter` is set where it was closed."""

    own: BeforeAfter[Attainment]
    lines: Sequence[EffectLine]
    quarter: Quarter | None

    @property
    def month(self) -> Month:
        return self.own.before.month

    @property
    def changes_status(self) -> bool:
        return self.own.before.status is not self.own.after.status


@dataclass(frozen=True)
class RewrittenIndicator:
    indicator: Indicator
    months: Sequence[RewrittenMonth]

    @property
    def turned(self) -> int:
        return sum(each.changes_status for each in self.months)

    @property
    def summary(self) -> str:
        """`3 mois, de juillet à septembre 2025, dont 1 change de statut`."""
        first, last = self.months[0].month, self.months[-1].month
        count = french.counted(len(self.months), "mois", "mois")
        start = french.of_month(first.year, first.number)
        if first.year == last.year:
            start = start.removesuffix(f" {first.year}")
        months = f"{count}, {start} à {french.month_name(last.year, last.number)}"
        if first == last:
            months = french.month_name(first.year, first.number)
        verb = french.plural(self.turned, "change", "changent")
        return f"{months}, dont {french.number(self.turned)} {verb} de statut" if self.turned else months


@dataclass(frozen=True)
class Rewriting:
    """`jumps` says of each indicator, whose target to date is counted anew in the middle of a year, by how much."""

    indicators: Sequence[RewrittenIndicator]
    jumps: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.indicators or self.jumps)

    @property
    def title(self) -> str:
        """`Cet avenant réécrit douze mois déjà jugés, dont trois changent de statut.`"""
        count = sum(len(each.months) for each in self.indicators)
        turned = sum(each.turned for each in self.indicators)
        if not count:
            return "Cet avenant change en cours d’année le chemin à date."
        months = f"{french.count_word(count)} mois {french.plural(count, 'déjà jugé', 'déjà jugés')}"
        verb = french.plural(turned, "change", "changent")
        more = f", dont {french.count_word(turned)} {verb} de statut" if turned else ""
        return f"Cet avenant réécrit {months}{more}."

    @property
    def closed(self) -> list[Quarter]:
        found = {each.quarter for listed in self.indicators for each in listed.months}
        return sorted(each for each in found if each is not None)

    @cached_property
    def digest(self) -> str:
        """What the person ticks: it is of this list and no other."""
        listed = [
            (
                each.indicator.code,
                str(month.month),
                str(month.quarter),
                [(line.before, line.after) for line in month.lines],
            )
            for each in self.indicators
            for month in each.months
        ]
        return blake2b(repr((listed, list(self.jumps))).encode(), digest_size=32).hexdigest()


def rewriting_of(
    indicators: Sequence[Indicator],
    pairs: Mapping[str, BeforeAfter[Series]],
    effective_from: date,
    closed: Collection[Quarter],
) -> Rewriting:
    """`pairs` has the series that change, by code. No query."""
    listed = [(each, pairs[each.code]) for each in indicators if each.code in pairs]
    found = [RewrittenIndicator(each, _months(each, series, closed)) for each, series in listed]
    jumps = [jump for each, series in listed for jump in _jump(each, series, Month.of(effective_from))]
    return Rewriting([each for each in found if each.months], jumps)


def _months(
    indicator: Indicator, series: BeforeAfter[Series], closed: Collection[Quarter]
) -> list[RewrittenMonth]:
    months = []
    for own in rewritten_months(series.before, series.after):
        lines = (*target_lines(indicator.definition, own), status_line(own))
        quarter = Quarter.of(own.before.month)
        months.append(RewrittenMonth(own, lines, quarter if quarter in closed else None))
    return months


def _jump(indicator: Indicator, series: BeforeAfter[Series], first: Month) -> Iterator[str]:
    """What accumulates is due from January on by the target of the month: another one recounts the months before."""
    definition = indicator.definition
    if first.number == 1 or not (definition.accumulates or definition.aggregation is Aggregation.ETAT):
        return
    last, before = attain_months(series.before, [first.plus(-1), first])
    after = attain_months(series.after, [first])[0]
    names = [french.month_name(month.year, month.number) for month in (last.month, first)]
    for words, level in LEVELS.items():
        then, unchanged, now = (target_text(definition, level(each)) for each in (last, before, after))
        if then and now and now != unchanged:
            without = f", au lieu de {unchanged}" if unchanged else ""
            yield (
                f"{indicator.code}\u00a0: {words[0]} à date passe de {then} à fin {names[0]} à {now} à fin {names[1]}"
                f"{without}\u00a0: les mois d’avant y sont recomptés {words[1]}."
            )
