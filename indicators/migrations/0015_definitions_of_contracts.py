"""Give each indicator the definition of its shared measure, and each contract its credit, from its first act on.

The level of departments that recognise each other is a state and no last value from the start, by the second edition of
the rules. Every series is marked as pending: its figures are made anew by these rules. Nothing that was closed is read or
written.

Backwards, a measure takes back the definition of the first contract that has it; an indicator that is defined
otherwise gets a measure of its own, so that no figure changes.
"""

from typing import Any

from django.db import migrations

from accounts.guards import RunStatements

CAUSE = "règles, 2e édition"
EMPTY_OBJECT = {"sqlite": "'{}'", "postgresql": "'{}'::jsonb"}
# A contract that was never acted on gets an act, today's: none is opened in the past.
FIRST_ACTS = (
    """UPDATE commitments_contract SET sequence = sequence + 1 WHERE NOT EXISTS (
        SELECT 1 FROM commitments_change h WHERE h.contract_id = commitments_contract.id)""",
    f"""INSERT INTO commitments_change (contract_id, sequence, recorded_at, origin, verb, reason)
    SELECT c.id, c.sequence, CURRENT_TIMESTAMP, 'commande', 'load_contract', '{CAUSE}'
    FROM commitments_contract c
    WHERE NOT EXISTS (SELECT 1 FROM commitments_change h WHERE h.contract_id = c.id)""",  # noqa: S608 - our own words
)
FIRST_ACT = "(SELECT h.id FROM commitments_change h WHERE h.contract_id = {} ORDER BY h.sequence LIMIT 1)"
BECOMES_A_STATE = (
    "m.code = 'reconnaissance-mutuelle' AND m.aggregation = 'dernier' AND m.frequency = 'trimestrielle'"
)
CREDITS = f"""INSERT INTO indicators_creditrevision (contract_id, version, credit, reason, change_id)
    SELECT c.id, 1, c.credit, '', {FIRST_ACT.format("c.id")} FROM commitments_contract c"""  # noqa: S608 - our own words
DEFINITIONS = f"""INSERT INTO indicators_definitionrevision (
        indicator_id, version, change_id, reason, unit, decimals, entry_decimals, numerator_bounded, direction,
        aggregation, frequency, numerator_label, denominator_label, label, fiche_label, base_year, passport)
    SELECT i.id, 1, {FIRST_ACT.format("i.contract_id")},
        CASE WHEN {BECOMES_A_STATE} THEN '{CAUSE}' ELSE '' END,
        m.unit, m.decimals, m.entry_decimals, m.numerator_bounded, m.direction,
        CASE WHEN {BECOMES_A_STATE} THEN 'etat' ELSE m.aggregation END,
        m.frequency, m.numerator_label, m.denominator_label, i.label, i.fiche_label, i.base_year, {{empty}}
    FROM indicators_indicator i JOIN indicators_measure m ON m.id = i.measure_id"""  # noqa: S608 - our own words
POINTERS = """UPDATE indicators_indicator SET current_definition_id = (
    SELECT r.id FROM indicators_definitionrevision r WHERE r.indicator_id = indicators_indicator.id)"""
# "WHERE 1 = 1": SQLite would take the ON CONFLICT for a join.
ALL_PENDING = """INSERT INTO indicators_pendingrecompute (indicator_id, wanted_sequence, requested_at)
    SELECT i.id, c.sequence, CURRENT_TIMESTAMP
    FROM indicators_indicator i JOIN commitments_contract c ON c.id = i.contract_id WHERE 1 = 1
    ON CONFLICT (indicator_id) DO UPDATE SET wanted_sequence = excluded.wanted_sequence"""

OF_MEASURE = (
    "unit",
    "decimals",
    "entry_decimals",
    "numerator_bounded",
    "direction",
    "aggregation",
    "frequency",
    "numerator_label",
    "denominator_label",
)
OF_INDICATOR = ("label", "fiche_label", "base_year")
FORMER_WORDS = {"etat": "dernier", "semestrielle": "annuelle"}


def define(state: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    definitions = DEFINITIONS.format(empty=EMPTY_OBJECT[vendor])
    for statement in (*FIRST_ACTS, CREDITS, definitions, POINTERS, ALL_PENDING):
        schema_editor.execute(statement)


def share_again(apps: Any, schema_editor: Any) -> None:
    indicators = apps.get_model("indicators", "Indicator").objects
    measures = apps.get_model("indicators", "Measure").objects
    shared: dict[tuple[int, tuple[object, ...]], Any] = {}
    for indicator in indicators.select_related("measure", "current_definition").order_by(
        "contract", "position"
    ):
        terms = indicator.current_definition
        columns = {name: FORMER_WORDS.get(getattr(terms, name), getattr(terms, name)) for name in OF_MEASURE}
        key = indicator.measure_id, tuple(columns.values())
        if key not in shared:
            others = sum(measure == indicator.measure_id for measure, _ in shared)
            shared[key] = _defined(measures, indicator.measure, others, columns)
        indicator.measure = shared[key]
        for name in OF_INDICATOR:
            setattr(indicator, name, getattr(terms, name))
        indicator.current_definition = None
        indicator.save(update_fields=["measure", "current_definition", *OF_INDICATOR])
    apps.get_model("indicators", "DefinitionRevision").objects.all().delete()
    apps.get_model("indicators", "CreditRevision").objects.all().delete()
    schema_editor.execute(ALL_PENDING)


def _defined(measures: Any, measure: Any, others: int, columns: dict[str, object]) -> Any:
    if others:
        return measures.create(code=f"{measure.code[:70]}-{others + 1}", **columns)
    measures.filter(pk=measure.pk).update(**columns)
    return measure


class Migration(migrations.Migration):
    dependencies = [("indicators", "0014_definitions")]

    operations = [RunStatements(define, share_again)]
