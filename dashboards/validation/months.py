"""The submitted months of a contract, and all that is needed to say what they do, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.ledger.state import State
from commitments.models import Contract, Fiche
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.charts import TwelveMonths, twelve_months
from dashboards.shared.effects import EffectBlock, parts_of, themes_of, total_sentence
from dashboards.shared.figures import fact_with_reason, month_text, value_text
from dashboards.validation.effects import MonthEffect, MonthEffects
from dashboards.validation.waiting import own_entry
from indicators.domain import reference_month
from indicators.domain.aggregation import month_value
from indicators.domain.effects import Baseline
from indicators.domain.model import Fact, Pair, Series
from indicators.domain.month_state import state_of_revision
from indicators.handovers import Handover, Place, handovers
from indicators.models import Appreciation, Evidence, Indicator
from indicators.plausibility import Doubt
from indicators.selectors import MonthRecord, closed_months, known
from indicators.submission import doubts_held

MONTHS_SHOWN = 12
CLOSED = "Ce mois est clos\u00a0: votre décision ne change rien à ce qui est figé. Renvoyé, il attendra d’être rouvert."


@dataclass(frozen=True)
class WaitingMonth:
    """A submitted month of an indicator. `people` are those to whom the indicator is assigned, its holders first;
    `proof_count` leaves out withdrawn proofs.
    """

    indicator: Indicator
    series: Series
    month: Month
    handover: Handover
    people: tuple[User, ...]
    is_closed: bool
    proof_count: int
    obstacle: str
    of_contract: MonthEffects

    @property
    def key(self) -> str:
        return f"{self.indicator.code}/{self.month}"

    @property
    def version(self) -> int:
        return self.handover.standing.version

    @property
    def name(self) -> str:
        return f"{self.code}, {french.month_name(self.month.year, self.month.number)}"

    @property
    def subject(self) -> Indicator:
        return self.indicator

    @property
    def fiche(self) -> Fiche:
        return self.indicator.fiche

    @property
    def period(self) -> Month:
        return self.month

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.month)

    @property
    def closed_note(self) -> str:
        """What deciding on a closed month does; "" where it is open."""
        return CLOSED if self.is_closed else ""

    @property
    def earlier_fact(self) -> Fact | None:
        """What was validated last."""
        return self.handover.validated.fact if self.handover.validated else None

    @property
    def before(self) -> str:
        return fact_with_reason(self.indicator, self.earlier_fact)

    @property
    def after(self) -> str:
        return fact_with_reason(self.indicator, self.handover.standing.fact)

    @property
    def short_before(self) -> str:
        return month_text(self.series.definition, self.earlier_fact)

    @property
    def short_after(self) -> str:
        return month_text(self.series.definition, self.handover.standing.fact)

    @property
    def parts(self) -> str:
        """`1 305 sur 2 408`; "" where the value says it all."""
        fact = self.handover.standing.fact
        if not isinstance(fact, Pair):
            return ""
        return f"{french.trimmed(fact.numerator)} sur {french.trimmed(fact.denominator)}"

    @property
    def appreciation(self) -> str:
        value = self.handover.standing.appreciation
        return Appreciation(value).label if value else ""

    @property
    def code(self) -> str:
        return self.indicator.code

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """Those that the entry showed."""
        return doubts_held(self.series, self.month, self.handover.standing)

    @property
    def is_doubtful(self) -> bool:
        return bool(self.doubts)

    @property
    def exchanges(self) -> Sequence[tuple[MonthRecord, MonthRecord | None]]:
        """Its earlier returns, each with the submission that answered it."""
        return self.handover.exchanges

    @property
    def effect(self) -> MonthEffect:
        return self.of_contract.of(self.indicator, self.month, self.earlier_fact)

    @property
    def effects(self) -> tuple[EffectBlock, ...]:
        return self.of_contract.blocks(self.indicator, self.effect)

    @property
    def danger(self) -> tuple[bool, bool, Decimal]:
        """What is to be looked at first comes first: doubtful, a change of status, the effect on the total."""
        return not self.is_doubtful, not self.effect.changes_status, -self.effect.size

    @cached_property
    def last_values(self) -> tuple[Decimal | None, ...]:
        """Its own value and those of the eleven months before."""
        months = (self.month.plus(rank - MONTHS_SHOWN + 1) for rank in range(MONTHS_SHOWN))
        return tuple(month_value(self.series.definition, self.series.facts.get(month)) for month in months)

    @property
    def line(self) -> TwelveMonths:
        return twelve_months(self.last_values, self.series.definition.frequency.months)

    @property
    def line_in_words(self) -> str:
        """What the drawing shows, for who does not see it."""
        definition = self.series.definition
        *before, own = self.last_values
        known_before = [value for value in before if value is not None]
        now = "" if own is None else value_text(definition, own)
        name = french.month_name(self.month.year, self.month.number)
        if not known_before:
            return f"{name}\u00a0: {now or 'aucune valeur'}, aucune valeur sur les onze mois d’avant"
        low, high = (value_text(definition, each) for each in (min(known_before), max(known_before)))
        return f"{name}\u00a0: {now or 'aucune valeur'}\u202f; onze mois d’avant\u00a0: de {low} à {high}"


def waiting_months(contract: Contract, user: User, today: date) -> list[WaitingMonth]:
    """The most dangerous first, then in the order of the contract and of time, for this person to decide on. Nine
    queries.
    """
    indicators: Sequence[Indicator] = list(
        Indicator.objects.filter(contract=contract)
        .with_definition()
        .prefetch_related("assignments__user")
        .order_by("position")
    )
    facts = known(indicators)
    submitted = [
        (indicator, month)
        for indicator in indicators
        for month, record in sorted(facts[indicator.pk].records.items())
        if record.state is State.SOUMIS
    ]
    since = handovers([(indicator.pk, month) for indicator, month in submitted])
    closed = closed_months(contract, today)
    proofs = _proof_counts(contract)
    reference = reference_month(today, contract.entry_delay_days, contract.first_year, contract.last_year)
    effects = MonthEffects(Baseline(parts_of(indicators, facts)), themes_of(indicators), reference)
    waiting = [
        WaitingMonth(
            indicator,
            facts[indicator.pk].series,
            month,
            since[indicator.pk, month],
            _people(indicator),
            is_closed=month in closed,
            proof_count=proofs.get((indicator.pk, month), 0),
            obstacle=own_entry(contract, user, since[indicator.pk, month].authors),
            of_contract=effects,
        )
        for indicator, month in submitted
    ]
    return sorted(waiting, key=lambda each: each.danger)


def _proof_counts(contract: Contract) -> dict[Place, int]:
    kept = Evidence.objects.filter(indicator__contract=contract, withdrawn=None)
    counted = kept.values("indicator", "month").annotate(count=Count("pk")).order_by()
    return {(each["indicator"], Month.of(each["month"])): each["count"] for each in counted}


def _people(indicator: Indicator) -> tuple[User, ...]:
    assignments = sorted(indicator.assignments.all(), key=lambda each: (each.is_deputy, each.user.username))
    return tuple(each.user for each in assignments)


def finding(count: int) -> str:
    if not count:
        return "Aucun mois n’attend de validation"
    verb = french.plural(count, "mois attend", "mois attendent")
    return french.sentence(f"{french.count_word(count)} {verb} votre validation")


def effect_of_all(waiting: Sequence[WaitingMonth]) -> tuple[str, bool]:
    """The total without and with all that waits, in a sentence, and whether figures in it are simulated."""
    if not waiting:
        return "", False
    effect = waiting[0].of_contract.of_all(
        (each.indicator, each.month, each.earlier_fact) for each in waiting
    )
    return total_sentence(effect), bool(effect.total.after.simulated)


def note(contract: Contract, waiting: Sequence[WaitingMonth]) -> str:
    """How many this person may not validate, and why."""
    if contract.allows_own_validation:
        return "Votre organisme permet de valider sa propre saisie."
    count = sum(bool(each.obstacle) for each in waiting)
    if not count:
        return ""
    cannot = french.plural(count, "ne peut pas être validé", "ne peuvent pas être validés")
    return french.sentence(f"{french.count_word(count)} {cannot} par vous\u00a0: c’est votre propre saisie.")


def refusal_sentence(indicator: Indicator, refusal: Refusal, now: Handover | None) -> str:
    if isinstance(refusal, StaleVersion) and now:
        return stale_sentence(indicator, now)
    return refusal.message


def stale_sentence(indicator: Indicator, handover: Handover) -> str:
    """Who wrote since the page was opened, what the value is now, and what to do."""
    record = handover.standing
    when = french.moment(timezone.localtime(record.recorded_at))
    author = record.actor or "Un chargement"
    if record.fact is None:
        return f"{author} a retiré la valeur le {when}."
    decided = record.state in {State.VALIDE, State.RETOURNE}
    done = record.state.label if decided else "modifié"
    now = f"{fact_with_reason(indicator, record.fact)}, {state_of_revision(record.fact, record.state).text}"
    return f"{author} l’a {done} entre-temps, le {when}\u00a0: {now}. Relisez, puis décidez."
