"""The two validation queues, of months and of échéances: what each reads, records and answers."""

from collections.abc import Sequence

from accounts.clock import localdate
from accounts.models import User
from commitments import recording as item_recording
from commitments.ledger.refusals import Refusal
from commitments.models import Contract, Origin
from commitments.recording import ItemStep
from commitments.selectors import items_of
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.totals import SIMULATION
from dashboards.validation import actions, months
from dashboards.validation.forms import Decision, MonthFilters, YearFilters
from dashboards.validation.queue_view import QueueView
from indicators import recording as month_recording
from indicators.handovers import handovers
from indicators.models import Indicator
from indicators.recording import MonthStep


class MonthQueue(QueueView[months.WaitingMonth, MonthStep]):
    template = "validation/months.html"
    filters = MonthFilters
    ticked = "mois"
    nothing_ticked = "Cochez au moins un mois."

    def waiting(self, contract: Contract, user: User) -> list[months.WaitingMonth]:
        return months.waiting_months(contract, user, localdate())

    def steps(
        self, contract: Contract, ticked: Sequence[tuple[str, int]]
    ) -> list[tuple[str, MonthStep]] | None:
        """Keys are `CODE/2025-03`."""
        codes = {key.partition("/")[0] for key, _ in ticked}
        indicators = Indicator.objects.filter(contract=contract, code__in=codes).with_definition()
        by_code = {each.code: each for each in indicators.prefetch_related("assignments")}
        steps = []
        for key, version in ticked:
            code, _, month = key.partition("/")
            try:
                steps.append((key, MonthStep(by_code[code], Month.parse(month), version)))
            except (ValueError, KeyError):
                return None
        return steps

    def decide(
        self, contract: Contract, user: User, decision: Decision, steps: Sequence[MonthStep], reason: str
    ) -> None:
        match decision:
            case Decision.VALIDATE:
                month_recording.validate(contract=contract, steps=steps, actor=user, origin=Origin.FORM)
            case Decision.RETURN:
                month_recording.return_(
                    contract=contract, steps=steps, reason=reason, actor=user, origin=Origin.FORM
                )

    def done(self, decision: Decision, count: int) -> str:
        words = french.sentence(f"{french.count_word(count)} mois")
        if decision is Decision.VALIDATE:
            return f"{words} {french.plural(count, 'validé', 'validés')}."
        return f"{words} {french.plural(count, 'renvoyé', 'renvoyés')}, avec votre motif."

    def context(self, contract: Contract, waiting: Sequence[months.WaitingMonth]) -> dict[str, object]:
        total, is_simulated = months.effect_of_all(waiting)
        return {
            "finding": months.finding(len(waiting)),
            "total": total,
            "simulation": SIMULATION if is_simulated else "",
            "note": months.note(contract, waiting),
        }

    def wordings(self, refused: Sequence[tuple[MonthStep, Refusal]]) -> list[str]:
        """With the other person's name where the month was changed meanwhile, and what to do."""
        now = handovers([step.place for step, _ in refused])
        return [months.refusal_sentence(step.indicator, each, now.get(step.place)) for step, each in refused]

    def named(self, step: MonthStep, wording: str) -> str:
        return f"{step.name} {wording}"


class ActionQueue(QueueView[actions.WaitingItem, ItemStep]):
    template = "validation/actions.html"
    filters = YearFilters
    ticked = "echeance"
    nothing_ticked = "Cochez au moins une échéance."

    def waiting(self, contract: Contract, user: User) -> list[actions.WaitingItem]:
        return actions.waiting_items(contract, user, localdate())

    def steps(
        self, contract: Contract, ticked: Sequence[tuple[str, int]]
    ) -> list[tuple[str, ItemStep]] | None:
        """Keys are `F4-E1A2-2-2025`."""
        items = {actions.key_of(item): item for item in items_of(contract, localdate())}
        if any(key not in items for key, _ in ticked):
            return None
        return [(key, ItemStep(items[key].planned, version)) for key, version in ticked]

    def decide(
        self, contract: Contract, user: User, decision: Decision, steps: Sequence[ItemStep], reason: str
    ) -> None:
        match decision:
            case Decision.VALIDATE:
                item_recording.validate(contract=contract, steps=steps, actor=user, origin=Origin.FORM)
            case Decision.RETURN:
                item_recording.return_(
                    contract=contract, steps=steps, reason=reason, actor=user, origin=Origin.FORM
                )

    def done(self, decision: Decision, count: int) -> str:
        words = f"{french.count_word(count, feminine=True)} {french.plural(count, 'échéance', 'échéances')}"
        if decision is Decision.VALIDATE:
            return f"{french.sentence(words)} {french.plural(count, 'validée', 'validées')}."
        return f"{french.sentence(words)} {french.plural(count, 'renvoyée', 'renvoyées')}, avec votre motif."

    def context(self, contract: Contract, waiting: Sequence[actions.WaitingItem]) -> dict[str, object]:
        return {"finding": actions.finding(len(waiting))}
