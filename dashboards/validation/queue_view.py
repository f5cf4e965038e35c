"""One queue: show it, decide on one row or many, and show what was refused. The families are in `views.py`."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract
from dashboards.access import contract_or_404
from dashboards.shared.forms import REASON_TOO_LONG, UNREADABLE
from dashboards.validation.forms import Decision, DecisionForm, QueueFilters
from dashboards.validation.queue import Attempt, queue_page
from dashboards.validation.waiting import Waiting


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
        if not form.is_valid() and form.is_only_too_long:
            return self._page(request, found, user, self._too_long(form), status=422)
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

    def _too_long(self, form: DecisionForm) -> Attempt:
        return Attempt(
            ticked=frozenset(key for key, _ in form.cleaned_data[self.ticked]),
            message=REASON_TOO_LONG,
            lacks_reason=True,
            reason=form.data["motif"],
            is_of_one_row=form.cleaned_data["ligne"],
        )

    def _attempt(self, steps: Sequence[tuple[str, Step]], refusal: Refusal, form: DecisionForm) -> Attempt:
        refused = [(steps[rank], each) for rank, each in refusal.by_place.items()]
        wordings = self.wordings([(step, each) for (_, step), each in refused])
        by_row = list(zip((row for row, _ in refused), wordings, strict=True))
        return Attempt(
            ticked=frozenset(key for key, _ in steps),
            refusals={key: wording for (key, _), wording in by_row},
            elsewhere={key: self.named(step, wording) for (key, step), wording in by_row},
            message="" if refused else refusal.message,
            lacks_reason=refusal.code == "reason_missing",
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
