"""Submitting what was read again, and taking back what nobody decided on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views import View
from django.views.decorators.http import require_POST

from accounts.models import User
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Month
from cpg.shared.typed import typed
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.entry.page import writable_indicators
from dashboards.entry.recap import RecapAttempt, recap_of
from dashboards.entry.views import writer_or_403
from dashboards.shared.forms import LONGEST_REASON, UNREADABLE
from dashboards.shared.ticked import TickedField, month_of_key
from indicators.domain.entry import needs_reason
from indicators.models import Indicator
from indicators.recording import MonthStep, put, submit, unsubmit
from indicators.selectors import known

COMMENT_LENGTH = 4000
NOTHING_TICKED = "Cochez au moins un mois."
WHY_COMMENTED = "Commentaire demandé pour soumettre"


class RecapForm(forms.Form):
    """`mois` are the ticked rows, `montre` all that the page showed."""

    mois = TickedField(required=False)
    montre = TickedField(required=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a recap sent: the version that was shown of each row, and the texts typed beside it; all by key."""

    versions: Mapping[str, int]
    ticked: Sequence[str]
    answers: Mapping[str, str]
    comments: Mapping[str, str]

    @classmethod
    def of(cls, posted: QueryDict) -> "Sent | None":
        form = RecapForm(posted)
        if not form.is_valid():
            return None
        versions = dict(form.cleaned_data["montre"]) | dict(form.cleaned_data["mois"])
        return cls(
            versions,
            [key for key, _ in form.cleaned_data["mois"]],
            {key: _text(posted, f"reponse/{key}") for key in versions},
            {key: _text(posted, f"commentaire/{key}") for key in versions},
        )

    def attempt(self, refusals: Mapping[str, str] | None = None, message: str = "") -> RecapAttempt:
        return RecapAttempt(frozenset(self.ticked), self.answers, self.comments, refusals or {}, message)

    @property
    def unticked_answers(self) -> dict[str, str]:
        """Answers that would be lost, since their months do not go."""
        text = "Vous répondez au renvoi sans soumettre ce mois\u00a0: cochez-le, ou effacez la réponse."
        return {key: text for key, answer in self.answers.items() if answer and key not in self.ticked}

    @property
    def too_long(self) -> dict[str, str]:
        return {
            key: f"Ce texte est trop long\u00a0: {most} caractères au plus."
            for texts, most in ((self.answers, LONGEST_REASON), (self.comments, COMMENT_LENGTH))
            for key, text in texts.items()
            if len(text) > most
        }


class SubmissionView(LoginRequiredMixin, View):
    """Comments that were typed are written first, each by itself; then all that is ticked goes, or nothing."""

    http_method_names = ("get", "head", "post")

    def get(self, request: HttpRequest, body: str, contract: str) -> HttpResponse:
        found = contract_or_404(request.user, body, contract)
        return _page(request, found, writer_or_403(request, found))

    def post(self, request: HttpRequest, body: str, contract: str) -> HttpResponse:
        found = contract_or_404(request.user, body, contract)
        user = writer_or_403(request, found)
        sent = Sent.of(request.POST)
        indicators = {each.code: each for each in writable_indicators(found, user)}
        places = _places(sent, indicators) if sent else None
        if sent is None or places is None:
            return _page(request, found, user, RecapAttempt(message=UNREADABLE), 422)
        if refused := sent.too_long | sent.unticked_answers:
            return _page(request, found, user, sent.attempt(refused), 422)
        versions, refused = _write_comments(sent, places, user)
        if refused:
            return _page(request, found, user, sent.attempt(refused), 422)
        if not sent.ticked:
            message = "Les commentaires sont enregistrés. " if any(sent.comments.values()) else ""
            return _page(request, found, user, sent.attempt(message=message + NOTHING_TICKED), 422)
        steps = [MonthStep(*places[key], versions[key], sent.answers[key]) for key in sent.ticked]
        try:
            submit(contract=found, steps=steps, actor=user, origin=Origin.GRID)
        except Refusal as refusal:
            refused = {sent.ticked[rank]: each.message for rank, each in refusal.by_place.items()}
            attempt = sent.attempt(refused, "" if refused else refusal.message)
            status = 409 if isinstance(refusal, StaleVersion) else 422
            return _page(request, found, user, attempt, status)
        messages.success(request, _submitted(len(steps)))
        return redirect(f"{contract_url(found, 'entry')}?annee={steps[-1].month.year}")


@require_POST
@login_required
def unsubmit_ticked(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """Take back the ticked submissions, all or none."""
    found = contract_or_404(request.user, body, contract)
    user = writer_or_403(request, found)
    form = RecapForm(request.POST)
    indicators = {each.code: each for each in writable_indicators(found, user)}
    sent = Sent.of(request.POST) if form.is_valid() else None
    places = _places(sent, indicators) if sent else None
    if sent is None or places is None:
        return _page(request, found, user, RecapAttempt(message=UNREADABLE), 422)
    if not sent.ticked:
        return _page(request, found, user, RecapAttempt(message=NOTHING_TICKED, anchor="soumis"), 422)
    steps = [MonthStep(*places[key], sent.versions[key]) for key in sent.ticked]
    try:
        unsubmit(contract=found, steps=steps, actor=user, origin=Origin.GRID)
    except Refusal as refusal:
        told = {sent.ticked[rank]: each.message for rank, each in refusal.by_place.items()}
        attempt = RecapAttempt(refusals=told, message="" if told else refusal.message)
        return _page(request, found, user, attempt, 409 if isinstance(refusal, StaleVersion) else 422)
    count = len(steps)
    named = french.plural(count, "soumission", "soumissions")
    words = french.sentence(f"{french.count_word(count, feminine=True)} {named}")
    taken = french.plural(count, "retirée", "retirées")
    messages.success(request, f"{words} {taken}\u00a0: corrigez, puis soumettez à nouveau.")
    return redirect(f"{contract_url(found, 'submission')}?annee={steps[-1].month.year}")


def _text(posted: QueryDict, name: str) -> str:
    """A browser counts a line break as one character of `maxlength`, and sends two."""
    return typed(posted, name).replace("\r\n", "\n").strip()


def _places(sent: Sent, indicators: Mapping[str, Indicator]) -> dict[str, tuple[Indicator, Month]] | None:
    """The month of each row; None where a key names nothing of theirs."""
    try:
        named = {key: month_of_key(key) for key in sent.versions}
        return {key: (indicators[code], month) for key, (code, month) in named.items()}
    except (ValueError, KeyError):
        return None


def _write_comments(
    sent: Sent, places: Mapping[str, tuple[Indicator, Month]], user: User
) -> tuple[dict[str, int], dict[str, str]]:
    """Write each comment that was typed; returns the versions that stand then, and what was refused."""
    versions, refused = dict(sent.versions), {}
    commented = [key for key, text in sent.comments.items() if text]
    facts = known({places[key][0].pk: places[key][0] for key in commented}.values()) if commented else {}
    for key in commented:
        indicator, month = places[key]
        record = facts[indicator.pk].records.get(month)
        try:
            written = put(
                indicator=indicator,
                month=month,
                fact=record.fact if record else None,
                expected_version=sent.versions[key],
                comment=sent.comments[key],
                reason=WHY_COMMENTED if needs_reason(record, user.pk) else "",
                actor=user,
                origin=Origin.GRID,
            )
        except Refusal as refusal:
            refused[key] = refusal.message
        else:
            versions[key] = written.version if written else sent.versions[key]
    return versions, refused


def _submitted(count: int) -> str:
    done = french.sentence(f"{french.count_word(count)} mois {french.plural(count, 'soumis', 'soumis')}")
    follows = french.plural(count, "il attend sa validation", "ils attendent leur validation")
    return f"{done}\u00a0: {follows}. Vous pouvez les retirer tant que personne n’a décidé."


def _page(
    request: HttpRequest,
    contract: Contract,
    user: User,
    attempt: RecapAttempt | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "contract": contract,
        "page": recap_of(contract, user, request.GET, attempt),
        "attempt": attempt,
    }
    return render(request, "entry/recap.html", context, status=status)
