"""Decisions of the committee: read, taken, and followed step by step, with the rights that pages ask for."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.rest.fields import WITHOUT_NULL, ExpectedVersion, ReasonField
from accounts.rest.queries import CODE, ContractQuery, Strict
from accounts.rest.views import Collection, Thing, described
from commitments.api.queries import KEY, first_or_404, of_contracts
from commitments.api.refusals import problem_of
from commitments.api.serializers import OfContract
from commitments.ledger.refusals import Refusal
from commitments.models import Action, Contract, Origin
from dashboards.access import contract_or_404
from dashboards.models.resolution import LONGEST_DECISION, Resolution, ResolutionRevision, ResolutionState
from dashboards.resolutions.acts import Decided, Move, abandon, finish, reopen, revise, take
from dashboards.shared.forms import LONGEST_REASON
from indicators.models import Indicator

TAG = "comité"
USERNAME = r"^[\w.@+-]+$"
STEPS: dict[str, Callable[..., ResolutionRevision]] = {
    "faite": finish,
    "abandonnee": abandon,
    "rouverte": reopen,
    "redonnee": revise,
}
STATES = [each.value for each in ResolutionState]
NOBODY = "Cet identifiant n’est pas celui d’une personne de cet organisme."
NO_INDICATOR = "Cet indicateur n’est pas dans ce contrat."
NO_ACTION = "Cette action n’est pas dans ce contrat."
EXAMPLE = {
    "organisme": "ORGANISME",
    "contract": "CONTRAT",
    "text": "Ouvrir douze demi-journées par semaine",
    "taken_on": "2026-10-20",
    "owner": "IDENTIFIANT",
    "due": "2026-10-31",
    "indicator": "CODE-1",
}


class ResolutionRow(OfContract):
    """A decision as it is now. `reason` is that of its last step; `version` is to be sent with the next."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    taken_on = serializers.DateField(help_text="Le jour du comité.")
    indicator = serializers.CharField(source="indicator.code", default=None, allow_null=True)
    action = serializers.CharField(source="action.full_code", default=None, allow_null=True)
    state = serializers.ChoiceField(source="current.state", choices=STATES)
    owner = serializers.CharField(source="current.owner.username")
    due = serializers.DateField(source="current.due")
    reason = serializers.CharField(source="current.reason")
    version = serializers.IntegerField(source="current.version")
    act = serializers.IntegerField(source="current.change.sequence", help_text="Numéro du dernier acte.")
    recorded_at = serializers.DateTimeField(source="current.change.recorded_at")


class ResolutionQuery(ContractQuery):
    state = serializers.ChoiceField(choices=STATES, required=False)
    indicator = serializers.RegexField(CODE, required=False, help_text="Code de l’indicateur.")


@extend_schema_field(
    {"type": "string", "minLength": 1, "maxLength": LONGEST_DECISION, "pattern": WITHOUT_NULL}
)
class DecisionText(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_DECISION, **kwargs)


class Taking(Strict):
    organisme = serializers.SlugField(max_length=40)
    contract = serializers.SlugField(max_length=40)
    text = DecisionText()
    taken_on = serializers.DateField()
    owner = serializers.RegexField(
        USERNAME, max_length=150, help_text="Identifiant d’une personne de l’organisme."
    )
    due = serializers.DateField()
    indicator = serializers.RegexField(CODE, required=False)
    action = serializers.RegexField(rf"^{KEY.pattern}$", required=False, help_text="`F4-E2A3`.")


class Step(Strict):
    step = serializers.ChoiceField(
        choices=list(STEPS), help_text="`redonnee` change le responsable ou l’échéance."
    )
    expected_version = ExpectedVersion(help_text="La version lue.")
    reason = ReasonField(help_text=f"Dû, sauf pour `faite`\u202f; {LONGEST_REASON} caractères au plus.")
    owner = serializers.RegexField(USERNAME, max_length=150, required=False)
    due = serializers.DateField(required=False)


def resolutions(user: User, asked: Any) -> QuerySet[Resolution]:
    return of_contracts(Resolution.objects.all().with_history(), user, asked)


@described("Les décisions du comité", TAG)
class Resolutions(Collection):
    serializer_class = ResolutionRow
    query = ResolutionQuery
    orders = {"": ("contract_id", "number")}

    def lookup(self, **key: Any) -> QuerySet[Resolution]:
        rows = resolutions(self.person, self.asked)
        if code := self.asked.get("indicator"):
            rows = rows.filter(indicator__code__iexact=code)
        if state := self.asked.get("state"):
            last = Resolution.objects.all().in_state(ResolutionState(state)).values("pk")
            rows = rows.filter(pk__in=last)
        return rows

    @extend_schema(
        operation_id="committee_decisions_take",
        summary="Inscrire une décision du comité",
        tags=[TAG],
        request=Taking,
        examples=[OpenApiExample("Une décision", EXAMPLE, request_only=True)],
        responses={201: ResolutionRow},
    )
    def post(self, request: Request) -> Response:
        body = Taking(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        contract = contract_or_404(self.person, given["organisme"], given["contract"])
        decided = Decided(
            text=given["text"],
            taken_on=given["taken_on"],
            owner=_member(given["owner"], contract),
            due=given["due"],
            indicator=_indicator(given.get("indicator"), contract),
            action=_action(given.get("action"), contract),
        )
        try:
            taken = take(contract=contract, decided=decided, actor=self.person, origin=Origin.API)
        except Refusal as refusal:
            raise problem_of(refusal) from refusal
        return _answer(taken, 201)


@described("Une décision du comité", TAG)
class OneResolution(Thing):
    serializer_class = ResolutionRow

    def lookup(self, **key: Any) -> Resolution:
        return first_or_404(resolutions(self.person, key).filter(number=key["number"]))

    @extend_schema(
        operation_id="committee_decisions_step",
        summary="Faire un pas\u00a0: faite, abandonnée, rouverte, redonnée",
        tags=[TAG],
        request=Step,
        examples=[OpenApiExample("Faite", {"step": "faite", "expected_version": 1}, request_only=True)],
        responses={200: ResolutionRow},
    )
    def post(self, request: Request, **key: Any) -> Response:
        resolution = self.lookup(**key)
        body = Step(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        owner = _member(given["owner"], resolution.contract) if "owner" in given else None
        move = Move(given["expected_version"], given.get("reason", ""), owner, given.get("due"))
        try:
            STEPS[given["step"]](resolution=resolution, move=move, actor=self.person, origin=Origin.API)
        except Refusal as refusal:
            raise problem_of(refusal) from refusal
        return _answer(resolution, 200)


def _answer(resolution: Resolution, status: int) -> Response:
    stored = Resolution.objects.all().with_history().get(pk=resolution.pk)
    return Response(ResolutionRow(stored).data, status=status)


def _member(username: str, contract: Contract) -> User:
    members = User.objects.filter(memberships__body=contract.body_id, username=username).distinct()
    return _named(members.first(), "owner", NOBODY)


def _indicator(code: str | None, contract: Contract) -> Indicator | None:
    if code is None:
        return None
    found = Indicator.objects.filter(contract=contract, code__iexact=code).first()
    return _named(found, "indicator", NO_INDICATOR)


def _action(key: str | None, contract: Contract) -> Action | None:
    match = KEY.fullmatch(key) if key else None
    if match is None:
        return None
    engagement, _, _ = match[2].partition("A")
    found = Action.objects.filter(
        engagement__fiche__contract=contract,
        engagement__fiche__position=int(match[1]),
        engagement__code=engagement,
        code=match[2],
    ).first()
    return _named(found, "action", NO_ACTION)


def _named[Row](found: Row | None, field: str, message: str) -> Row:
    if found is None:
        raise ValidationError({field: [message]})
    return found
