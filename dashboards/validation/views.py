"""The two validation queues: shown, and decided on, one row or many."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views import View

from accounts.models import User
from accounts.rights import Verb, may
from commitments import recording as item_recording
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from commitments.recording import ItemStep
from commitments.selectors import items_of
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.shared.forms import UNREADABLE
from dashboards.shared.totals import SIMULATION
from dashboards.validation import actions, months
from dashboards.validation.forms import Decision, DecisionForm, MonthFilters, QueueFilters, YearFilters
from dashboards.validation.queue import Attempt, queue_page
from dashboards.validation.waiting import Waiting
from indicators import recording as month_recording
from indicators.handovers import handovers
from indicators.models import Indicator
from indicators.recording import MonthStep


class QueueView[W: Waiting, Step](LoginRequiredMixin, View):
    """One queue. A family reads what waits, names the steps of a decision and words its refusals."""

    http_method_names = ("get", "head", "post")
    template: ClassVar[str]
    filters: ClassVar[type[QueueFilters]]
    # The field of the ticked rows.
    ticked: ClassVar[str]
    nothing_ticked: ClassVar[str]

    def get(self, request: HttpRequest, body: str, contract: str) -> HttpResponse:
        return self._page(request, *_checked(request, body, contract))

    def post(self, request: HttpRequest, body: str, contract: str) -> HttpResponse:
        found, user = _checked(request, body, contract)
        form = DecisionForm(request.POST, self.ticked)
        steps = self.steps(found, form.cleaned_data[self.ticked]) if form.is_valid() else None
        if steps is None:
            return self._page(request, found, user, Attempt(message=UNREADABLE), status=422)
        reason = form.cleaned_data["motif"]
        if not steps:
            attempt = Attempt(message=self.nothing_ticked, reason=reason)
            return self._page(request, found, user, attempt, status=422)
        decision = Decision(form.cleaned_data["decision"])
        try:
            self.decide(found, user, decision, [step for _, step in steps], reason)
        except Refusal as refusal:
            attempt = self._attempt(steps, refusal, form)
            status = 409 if isinstance(refusal, StaleVersion) else 422
            return self._page(request, found, user, attempt, status)
        messages.success(request, self.done(decision, len(steps)))
        return redirect(_address(request))

    @abstractmethod
    def waiting(self, contract: Contract, user: User) -> Sequence[W]:
        """All that waits, for this person to decide on."""

    @abstractmethod
    def steps(self, contract: Contract, ticked: Sequence[tuple[str, int]]) -> list[tuple[str, Step]] | None:
        """The step of each ticked row, with the row's key; None where a key names nothing."""

    @abstractmethod
    def decide(
        self, contract: Contract, user: User, decision: Decision, steps: Sequence[Step], reason: str
    ) -> None:
        """All or none; raises Refusal."""

    @abstractmethod
    def done(self, decision: Decision, count: int) -> str:
        """The message after a decision."""

    @abstractmethod
    def context(self, contract: Contract, waiting: Sequence[W]) -> dict[str, object]:
        """The `finding`, and what else the family's template shows."""

    def wordings(self, refused: Sequence[tuple[Step, Refusal]]) -> list[str]:
        """Each refusal in the words shown beside its row."""
        return [refusal.message for _, refusal in refused]

    def named(self, step: Step, wording: str) -> str:
        """A refusal where its row is not shown."""
        return wording

    def _attempt(self, steps: Sequence[tuple[str, Step]], refusal: Refusal, form: DecisionForm) -> Attempt:
        refused = [(steps[rank], each) for rank, each in refusal.by_place.items()]
        wordings = self.wordings([(step, each) for (_, step), each in refused])
        by_row = list(zip((row for row, _ in refused), wordings, strict=True))
        return Attempt(
            ticked=frozenset(key for key, _ in steps),
            refusals={key: wording for (key, _), wording in by_row},
            elsewhere={key: self.named(step, wording) for (key, step), wording in by_row},
            message="" if refused else refusal.message,
            reason=form.cleaned_data["motif"],
            is_of_one_row=form.cleaned_data["ligne"],
        )

    def _page(
        self,
        request: HttpRequest,
        contract: Contract,
        user: User,
        attempt: Attempt | None = None,
        status: int = 200,
    ) -> HttpResponse:
        waiting = self.waiting(contract, user)
        context = {
            "contract": contract,
            "page": queue_page(waiting, self.filters(request.GET), attempt or Attempt()),
            "attempt": attempt,
            "address": _address(request),
            **self.context(contract, waiting),
        }
        return render(request, self.template, context, status=status)


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


def _checked(request: HttpRequest, body: str, contract: str) -> tuple[Contract, User]:
    """The contract, for who validates in it."""
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User) or not may(request.user, Verb.VALIDATE, found):
        raise PermissionDenied
    return found, request.user


def _address(request: HttpRequest) -> str:
    """The queue with its filters but without `coches`: a person looks at what comes next before it is ticked."""
    query = request.GET.copy()
    query.pop("coches", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
