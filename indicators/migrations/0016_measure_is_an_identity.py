"""Take from the shared measure and from the indicator what their definitions hold now; guard the history of definitions.

Backwards, the columns come back with values that their constraints admit; the migration before fills them.
"""

from importlib import import_module

from django.db import migrations, models

from accounts.guards import (
    ONLY_UPDATES,
    Guard,
    NeverEmptied,
    around_guards,
    immutable,
    install_guards,
    kept,
)

guards = import_module("indicators.migrations.0002_guards")

TARGET_SIDE = Guard(
    name="guard_target_on_the_right_side",
    table="indicators_targetrevision",
    wrong="""EXISTS (
        SELECT 1 FROM indicators_indicator i
        JOIN indicators_definitionrevision d ON d.id = i.current_definition_id
        WHERE i.id = NEW.indicator_id AND (
            (d.direction = 'hausse' AND NEW.objectif < NEW.seuil)
            OR (d.direction = 'baisse' AND NEW.objectif > NEW.seuil)))""",
    message="Le seuil et l'objectif sont du mauvais côté l'un de l'autre pour le sens de l'indicateur.",
)
MONTH_SHAPE = Guard(
    name="guard_month_has_its_indicators_shape",
    table="indicators_actualrevision",
    wrong="""EXISTS (
        SELECT 1 FROM indicators_indicator i
        JOIN indicators_definitionrevision d ON d.id = i.current_definition_id
        WHERE i.id = NEW.indicator_id AND (
            (d.aggregation IN ('ratio', 'evolution') AND NEW.value IS NOT NULL)
            OR (d.aggregation NOT IN ('ratio', 'evolution') AND NEW.numerator IS NOT NULL)))""",
    message="Un mois n'a pas la forme de son indicateur : un couple pour un ratio ou une évolution, sinon une valeur.",
)
DEFINITION_SIDE = Guard(
    name="guard_definition_direction_with_targets",
    table="indicators_definitionrevision",
    wrong="""EXISTS (
        SELECT 1 FROM indicators_targetrevision t WHERE t.indicator_id = NEW.indicator_id AND (
            (NEW.direction = 'hausse' AND t.objectif < t.seuil)
            OR (NEW.direction = 'baisse' AND t.objectif > t.seuil)))""",
    message="Le sens d'un indicateur ne change plus dès qu'une cible en dépend.",
)
DEFINITION_SHAPE = Guard(
    name="guard_definition_shape_with_months",
    table="indicators_definitionrevision",
    wrong="""EXISTS (
        SELECT 1 FROM indicators_actualrevision r WHERE r.indicator_id = NEW.indicator_id AND (
            (NEW.aggregation IN ('ratio', 'evolution') AND r.value IS NOT NULL)
            OR (NEW.aggregation NOT IN ('ratio', 'evolution') AND r.numerator IS NOT NULL)))""",
    message="La forme d'un indicateur ne change plus dès qu'un mois est saisi.",
)
CURRENT_DEFINITION = Guard(
    name="guard_indicator_names_its_latest_definition",
    table="indicators_indicator",
    wrong="""NEW.current_definition_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM indicators_definitionrevision d
        WHERE d.id = NEW.current_definition_id AND d.indicator_id = NEW.id AND d.version = (
            SELECT MAX(o.version) FROM indicators_definitionrevision o WHERE o.indicator_id = NEW.id))""",
    message="Un indicateur désigne sa dernière définition, et la sienne.",
)
KEPT_DEFINITION = Guard(
    name="guard_indicator_keeps_a_definition",
    table="indicators_indicator",
    wrong="NEW.current_definition_id IS NULL AND OLD.current_definition_id IS NOT NULL",
    message="Un indicateur garde une définition.",
    events=ONLY_UPDATES,
)
CREDIT_CHANGE = Guard(
    name="guard_credit_change",
    table="indicators_creditrevision",
    wrong="""NOT EXISTS (
        SELECT 1 FROM commitments_change h WHERE h.id = NEW.change_id AND h.contract_id = NEW.contract_id)""",
    message="Un fait porte l'acte d'un autre contrat.",
)
CURRENT_CREDIT = Guard(
    name="guard_contract_has_its_latest_credit",
    table="commitments_contract",
    wrong="""NEW.credit <> OLD.credit AND NOT EXISTS (
        SELECT 1 FROM indicators_creditrevision r
        WHERE r.contract_id = NEW.id AND r.credit = NEW.credit AND r.version = (
            SELECT MAX(o.version) FROM indicators_creditrevision o WHERE o.contract_id = NEW.id))""",
    message="Le score au seuil d'un contrat est celui de sa dernière décision.",
    events=ONLY_UPDATES,
)
HISTORY = ("indicators_definitionrevision", "indicators_creditrevision")
CONSTRAINTS = (
    "measure_direction_known",
    "measure_decimals_fit_the_storage",
    "measure_pair_is_named",
    "measure_aggregation_known",
    "measure_frequency_known",
)
# Values that the constraints above admit together.
COLUMNS = {
    ("measure", "unit"): models.CharField("unité", max_length=30, default=""),
    ("measure", "decimals"): models.PositiveSmallIntegerField("décimales publiées", default=0),
    ("measure", "entry_decimals"): models.PositiveSmallIntegerField("décimales saisies", default=0),
    ("measure", "numerator_bounded"): models.BooleanField("numérateur borné", default=False),
    ("measure", "direction"): models.CharField("sens", max_length=10, default="hausse"),
    ("measure", "aggregation"): models.CharField("agrégation", max_length=20, default="somme"),
    ("measure", "frequency"): models.CharField("fréquence", max_length=20, default="mensuelle"),
    ("measure", "numerator_label"): models.CharField("numérateur", max_length=200, blank=True, default=""),
    ("measure", "denominator_label"): models.CharField(
        "dénominateur", max_length=200, blank=True, default=""
    ),
    ("indicator", "label"): models.TextField("libellé de l’annexe 3", default=""),
    ("indicator", "fiche_label"): models.TextField("libellé de la fiche", blank=True, default=""),
    ("indicator", "base_year"): models.PositiveSmallIntegerField("année de référence", null=True, blank=True),
}


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0009_follow_up_never_emptied"),
        ("indicators", "0015_definitions_of_contracts"),
    ]

    operations = [
        *around_guards(
            [
                *(migrations.RemoveConstraint("measure", name) for name in CONSTRAINTS),
                *(migrations.AlterField(*place, field) for place, field in COLUMNS.items()),
                *(migrations.RemoveField(*place) for place in COLUMNS),
            ]
        ),
        install_guards(
            [
                TARGET_SIDE,
                MONTH_SHAPE,
                DEFINITION_SIDE,
                DEFINITION_SHAPE,
                CURRENT_DEFINITION,
                KEPT_DEFINITION,
                CREDIT_CHANGE,
                CURRENT_CREDIT,
                guards.change_of_same_contract("indicators_definitionrevision"),
                *(guard(table) for table in HISTORY for guard in (immutable, kept, NeverEmptied)),
            ]
        ),
    ]
