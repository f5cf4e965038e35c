"""The submitted months of a contract, and all that is needed to say what they do, in a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.ledger.state import State
from commitments.models import Contract, Fiche
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.shared.effects import EffectBlock, effect_block, parts_of, themes_of, total_sentence
from dashboards.shared.figures import fact_with_reason
from dashboards.validation.waiting import own_entry
from indicators.domain import reference_month
from indicators.domain.effects import Baseline, Effect
from indicators.domain.model import Fact
from indicators.domain.month_state import state_of_revision
from indicators.handovers import Handover, Place, handovers
from indicators.models import Appreciation, Evidence, Indicator
from indicators.selectors import closed_months, known

CLOSED = "Ce mois est clos\u00a0: votre décision ne change rien à ce qui est figé. Renvoyé, il attendra d’être rouvert."


@dataclass(frozen=True, slots=True)
class MonthEffects:
    """What validating months changes, from all the figures of their contract."""

    baseline: Baseline
    themes: Mapping[int, str]
    reference: Month

    def of(self, waiting: "WaitingMonth") -> tuple[EffectBlock, ...]:
        """At the end of the month itself and of the reference month, once where they are one."""
        indicator = waiting.indicator
        return tuple(
            effect_block(
                indicator.code,
                indicator.definition,
                self.baseline.effect_of(earlier_facts([waiting]), at),
                self.themes,
            )
            for at in sorted({waiting.month, max(waiting.month, self.reference)})
        )

    def of_all(self, waiting: Iterable["WaitingMonth"]) -> Effect:
        return self.baseline.effect_of(earlier_facts(waiting), self.reference)


@dataclass(frozen=True, slots=True)
class WaitingMonth:
    """A submitted month of an indicator. `people` are those to whom the indicator is assigned, its holders first;
    `proof_count` leaves out withdrawn proofs.
    """

    indicator: Indicator
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
    def appreciation(self) -> str:
        value = self.handover.standing.appreciation
        return Appreciation(value).label if value else ""

    @property
    def effects(self) -> tuple[EffectBlock, ...]:
        return self.of_contract.of(self)


def waiting_months(contract: Contract, user: User, today: date) -> list[WaitingMonth]:
    """In the order of the contract, then of time, for this person to decide on. Nine queries."""
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
    return [
        WaitingMonth(
            indicator,
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


def earlier_facts(waiting: Iterable[WaitingMonth]) -> dict[str, dict[Month, Fact | None]]:
    """These months as they were when they were last validated."""
    facts: dict[str, dict[Month, Fact | None]] = {}
    for each in waiting:
        facts.setdefault(each.indicator.code, {})[each.month] = each.earlier_fact
    return facts


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
    effect = waiting[0].of_contract.of_all(waiting)
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
