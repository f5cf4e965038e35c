from django.db import migrations

from accounts.guards import ONLY_UPDATES, Guard, install_guards, kept

MONTH_SHAPE = Guard(
    name="guard_month_has_its_measures_shape",
    table="indicators_actualrevision",
    wrong="""EXISTS (
        SELECT 1 FROM indicators_indicator i JOIN indicators_measure m ON m.id = i.measure_id
        WHERE i.id = NEW.indicator_id AND (
            (m.aggregation IN ('ratio', 'evolution') AND NEW.value IS NOT NULL)
            OR (m.aggregation NOT IN ('ratio', 'evolution') AND NEW.numerator IS NOT NULL)))""",
    message="Un mois n'a pas la forme de sa mesure : un couple pour un ratio ou une évolution, sinon une valeur.",
)
MEASURE_SHAPE = Guard(
    name="guard_measure_shape_with_months",
    table="indicators_measure",
    wrong="""(NEW.aggregation IN ('ratio', 'evolution')) <> (OLD.aggregation IN ('ratio', 'evolution')) AND EXISTS (
        SELECT 1 FROM indicators_indicator i JOIN indicators_actualrevision r ON r.indicator_id = i.id
        WHERE i.measure_id = NEW.id AND (r.value IS NOT NULL OR r.numerator IS NOT NULL))""",
    message="La forme d'une mesure ne change plus dès qu'un mois est saisi.",
    events=ONLY_UPDATES,
)
CURRENT_REVISION = Guard(
    name="guard_month_names_its_own_revision",
    table="indicators_monthlyactual",
    wrong="""NOT EXISTS (
        SELECT 1 FROM indicators_actualrevision r WHERE r.id = NEW.current_id
        AND r.indicator_id = NEW.indicator_id AND r.month = NEW.month AND r.version = NEW.version)""",
    message="Un mois désigne la révision d'un autre mois, ou une autre version.",
)
CURRENT_LOCK = Guard(
    name="guard_lock_names_its_own_revision",
    table="indicators_monthlock",
    wrong="""NOT EXISTS (
        SELECT 1 FROM indicators_lockrevision r WHERE r.id = NEW.current_id
        AND r.contract_id = NEW.contract_id AND r.month = NEW.month AND r.version = NEW.version)""",
    message="La clôture d'un mois désigne celle d'un autre mois, ou une autre version.",
)
# Where it was read may be told better; what was signed, and from when, may not.
SIGNED_VERSION = Guard(
    name="guard_target_version_stays_as_signed",
    table="indicators_targetversion",
    wrong="""NEW.contract_id <> OLD.contract_id OR NEW.number <> OLD.number OR NEW.label <> OLD.label
        OR NEW.effective_from <> OLD.effective_from OR NEW.change_id <> OLD.change_id""",
    message="Une version des cibles reste telle que signée : on en ajoute une.",
    events=ONLY_UPDATES,
)
POINTERS = ("indicators_monthlyactual", "indicators_monthlock")
HISTORY = (
    "indicators_actualrevision",
    "indicators_neutralisationrevision",
    "indicators_targetrevision",
    "indicators_targetversion",
    "indicators_lockrevision",
)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_guards")]

    operations = [
        install_guards([MONTH_SHAPE, MEASURE_SHAPE, CURRENT_REVISION, CURRENT_LOCK]),
        install_guards([SIGNED_VERSION]),
        install_guards(kept(table) for table in (*POINTERS, *HISTORY)),
    ]
