"""The contract in the API: texts word for word, under natural keys."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commitments.models import Action, Contract, Deliverable, Engagement


class PartRow(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    title = serializers.CharField()


class ContractRow(serializers.ModelSerializer[Contract]):
    organisme = serializers.SlugField(source="body.code")
    # Said here, and not left to the model: their bounds are those of a database, and the schema is for all.
    first_year = serializers.IntegerField()
    last_year = serializers.IntegerField()
    entry_delay_days = serializers.IntegerField()
    parts = PartRow(many=True)
    themes = PartRow(many=True)
    texts = serializers.JSONField(help_text="Résumés du préambule, signataires, annexes.")
    sequence = serializers.IntegerField(help_text="Numéro du dernier acte : il change à chaque écriture.")

    class Meta:
        model = Contract
        fields = (
            "organisme",
            "code",
            "label",
            "title",
            "first_year",
            "last_year",
            "credit",
            "entry_delay_days",
            "is_demo",
            "sequence",
            "parts",
            "themes",
            "texts",
        )


class OfContract(serializers.Serializer[Any]):
    """Fields that name the contract of a row."""

    organisme = serializers.SlugField(source="contract.body.code")
    contract = serializers.SlugField(source="contract.code")


class FicheRow(OfContract):
    number = serializers.IntegerField(source="position")
    part = serializers.IntegerField(source="part.position")
    title = serializers.CharField()
    enjeux = serializers.CharField(help_text="Résumé.")
    commitments = serializers.CharField(source="commitments_text", help_text="Résumé.")


class EngagementRow(serializers.Serializer[Engagement]):
    organisme = serializers.SlugField(source="fiche.contract.body.code")
    contract = serializers.SlugField(source="fiche.contract.code")
    fiche = serializers.IntegerField(source="fiche.position")
    code = serializers.CharField()
    key = serializers.SerializerMethodField(help_text="La fiche et le code : `F4-E2`.")
    title = serializers.CharField()

    def get_key(self, engagement: Engagement) -> str:
        return f"F{engagement.fiche.position}-{engagement.code}"


class DeliverableRow(serializers.ModelSerializer[Deliverable]):
    number = serializers.IntegerField()
    years = serializers.SerializerMethodField()

    class Meta:
        model = Deliverable
        fields = ("number", "title", "years")

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_years(self, deliverable: Deliverable) -> list[int]:
        return sorted(planned.year for planned in deliverable.planned_years.all())


class ActionRow(serializers.Serializer[Action]):
    """`years` are those of the action, or of all its deliverables where it has some."""

    organisme = serializers.SlugField(source="engagement.fiche.contract.body.code")
    contract = serializers.SlugField(source="engagement.fiche.contract.code")
    fiche = serializers.IntegerField(source="engagement.fiche.position")
    engagement = serializers.CharField(source="engagement.code")
    code = serializers.CharField()
    key = serializers.SerializerMethodField(help_text="La fiche et le code : `F4-E2A3`.")
    wording = serializers.CharField()
    evaluation = serializers.CharField(help_text="Ce qui prouve que l’action est faite.")
    years = serializers.SerializerMethodField()
    deliverables = DeliverableRow(many=True)

    def get_key(self, action: Action) -> str:
        return action.full_code

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_years(self, action: Action) -> list[int]:
        return sorted({planned.year for planned in action.planned_years.all()})


class InterpretationRow(OfContract):
    """One place where the text is silent or contradicts itself, both readings, and the one retained."""

    position = serializers.IntegerField()
    subjects = serializers.ListField(child=serializers.CharField())
    title = serializers.CharField()
    reading_a = serializers.CharField()
    reading_b = serializers.CharField()
    retained = serializers.CharField()
    reason = serializers.CharField()
