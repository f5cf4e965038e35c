"""States of échéances as the API writes them, and what a program may write of one."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.rest.fields import WITHOUT_NULL, CommentField, ExplanationField, OptionalText, ReasonField
from accounts.rest.queries import Strict
from commitments.calendar import ActionStatus, Declared
from commitments.ledger.state import State
from commitments.models import FollowUpRevision, Origin
from commitments.recording.updates import LONGEST_NAME
from commitments.selectors import Item, Record

DECLARED = [each.value for each in Declared]
STATES = [each.value for each in State]
CONTENT = ("declared", "progress", "forecast", "comment", "reason", "decided_by", "waiver")


class RecordRow(serializers.Serializer[Any]):
    """One version of the state of an échéance, with its author."""

    version = serializers.IntegerField()
    declared = serializers.ChoiceField(choices=DECLARED, help_text="Vide tant que rien n’est commencé.")
    progress = serializers.IntegerField(help_text="En pour cent.")
    forecast = serializers.DateField(allow_null=True, help_text="Le jour promis par le responsable.")
    comment = serializers.CharField()
    reason = serializers.CharField(help_text="Motif de l’abandon.")
    decided_by = serializers.CharField(help_text="Qui a décidé l’abandon.")
    waiver = serializers.CharField(help_text="Dispense de preuve.")
    state = serializers.ChoiceField(choices=STATES, allow_null=True)
    returned_because = serializers.CharField(help_text="Motif du renvoi.")
    answer = serializers.CharField(help_text="Réponse de la soumission au motif du renvoi.")
    act = serializers.IntegerField(allow_null=True, help_text="Numéro de l’acte.")
    recorded_at = serializers.DateTimeField(allow_null=True)
    recorded_by = serializers.CharField()
    origin = serializers.ChoiceField(choices=list(Origin), allow_null=True)


class VersionRow(RecordRow):
    def to_representation(self, instance: FollowUpRevision) -> Any:
        return super().to_representation(_values(Record.of(instance)))


class FollowUpRow(RecordRow):
    """An échéance as it is now; version 0 and nulls where nothing was ever written."""

    organisme = serializers.SlugField()
    contract = serializers.SlugField()
    fiche = serializers.IntegerField()
    action = serializers.CharField(help_text="La fiche et le code\u00a0: `F4-E2A3`.")
    deliverable = serializers.IntegerField(allow_null=True, help_text="Numéro du livrable.")
    year = serializers.IntegerField()
    place = serializers.CharField(help_text="Dans l’adresse\u00a0: `2025`, ou `2-2025` pour le livrable 2.")
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=list(ActionStatus), help_text="Ce jour.")
    promise_passed = serializers.BooleanField(
        help_text="Si le jour promis est passé sans que ce soit réalisé ni abandonné."
    )
    owner = serializers.CharField(allow_null=True, help_text="Identifiant du responsable.")
    deputy = serializers.CharField(allow_null=True, help_text="Identifiant du suppléant.")
    proofs = serializers.ListField(child=serializers.CharField(), help_text="Noms des preuves jointes.")

    def to_representation(self, instance: Item) -> Any:
        return super().to_representation(_place(instance) | _values(instance.record))


def _place(item: Item) -> dict[str, Any]:
    owner, deputy = item.owners.owner, item.owners.deputy
    return {
        "organisme": item.contract.body.code,
        "contract": item.contract.code,
        "fiche": item.fiche,
        "action": item.code,
        "deliverable": item.planned.deliverable.number if item.planned.deliverable else None,
        "year": item.year,
        "place": item.place,
        "title": item.planned.title,
        "status": item.status,
        "promise_passed": item.is_promise_passed,
        "owner": owner.username if owner else None,
        "deputy": deputy.username if deputy else None,
        "proofs": list(item.proofs),
    }


def _values(record: Record | None) -> dict[str, Any]:
    if record is None:
        texts = ("comment", "reason", "decided_by", "waiver", "returned_because", "answer", "recorded_by")
        unknown = dict.fromkeys(("forecast", "state", "act", "recorded_at", "origin"))
        return {"version": 0, "declared": "", "progress": 0, **dict.fromkeys(texts, ""), **unknown}
    names = ("version", "state", "returned_because", "answer", "recorded_at", "origin")
    values = {name: getattr(record, name) for name in (*CONTENT, *names)}
    return values | {"act": record.sequence, "recorded_by": record.actor}


@extend_schema_field({"type": "string", "maxLength": LONGEST_NAME, "pattern": WITHOUT_NULL})
class PersonName(OptionalText):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_NAME, **kwargs)


class WrittenFollowUp(Strict):
    """What is left out stays as it is."""

    declared = serializers.ChoiceField(choices=DECLARED, required=False)
    progress = serializers.IntegerField(required=False, min_value=0, max_value=100, help_text="En pour cent.")
    forecast = serializers.DateField(
        required=False, allow_null=True, help_text="Le jour promis\u202f; null pour n’en promettre aucun."
    )
    comment = CommentField()
    reason = ExplanationField(help_text="Motif de l’abandon, dû pour `abandonne`.")
    decided_by = PersonName(help_text="Qui a décidé l’abandon, dû pour `abandonne`.")
    waiver = ExplanationField(
        help_text="Dispense de preuve\u202f: au contrôle de gestion, jamais par un jeton."
    )
    submit = serializers.BooleanField(
        required=False, default=False, help_text="Enregistrer et soumettre au contrôle de gestion."
    )
    answer = ReasonField(help_text="Réponse au motif du renvoi, due si rien d’autre ne change.")
