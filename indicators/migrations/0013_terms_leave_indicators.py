"""First year and weight leave the indicators; what the new tables may hold is guarded."""

from importlib import import_module

from django.db import migrations

from accounts.guards import Guard, NeverEmptied, around_guards, immutable, install_guards, kept

guards = import_module("indicators.migrations.0002_guards")

TERMS_OF_VERSION = Guard(
    name="guard_version_terms_in_contract",
    table="indicators_versionterms",
    wrong="""NOT EXISTS (
        SELECT 1 FROM indicators_indicator i
        JOIN commitments_contract c ON c.id = i.contract_id
        JOIN indicators_targetversion v ON v.contract_id = c.id
        WHERE i.id = NEW.indicator_id AND v.id = NEW.version_id
        AND (NEW.first_year IS NULL OR NEW.first_year BETWEEN c.first_year AND c.last_year))""",
    message="Un premier exercice est hors des exercices du contrat, ou sa version est d'un autre contrat.",
)
# Read by its terms, a version without them would be passed over with all its targets.
TARGET_TERMS = Guard(
    name="guard_target_has_its_version_terms",
    table="indicators_targetrevision",
    wrong="""NOT EXISTS (
        SELECT 1 FROM indicators_versionterms t
        WHERE t.indicator_id = NEW.indicator_id AND t.version_id = NEW.version_id)""",
    message="Une cible est d'une version qui n'a ni premier exercice ni poids pour cet indicateur.",
    events=("INSERT",),
)
PROFILE_YEAR = Guard(
    name="guard_profile_year_in_contract",
    table="indicators_profilerevision",
    wrong="""NOT EXISTS (
        SELECT 1 FROM indicators_indicator i JOIN commitments_contract c ON c.id = i.contract_id
        WHERE i.id = NEW.indicator_id AND NEW.year BETWEEN c.first_year AND c.last_year)""",
    message="Un profil mensuel est hors des exercices du contrat.",
)
CURRENT_TERMS = Guard(
    name="guard_indicator_names_its_own_terms",
    table="indicators_indicator",
    wrong="""NEW.current_terms_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM indicators_versionterms t WHERE t.id = NEW.current_terms_id AND t.indicator_id = NEW.id)""",
    message="Un indicateur désigne le premier exercice et le poids d'un autre.",
)
CURRENT_BASE = Guard(
    name="guard_indicator_names_its_own_base",
    table="indicators_indicator",
    wrong="""NEW.current_base_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM indicators_baserevision b WHERE b.id = NEW.current_base_id AND b.indicator_id = NEW.id)""",
    message="Un indicateur désigne les valeurs de référence d'un autre.",
)
FACTS = ("indicators_versionterms", "indicators_profilerevision", "indicators_baserevision")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0012_terms_taken_over")]

    operations = [
        *around_guards(
            [
                migrations.RemoveConstraint(
                    model_name="indicator",
                    name="indicator_weight_positive",
                ),
                migrations.RemoveField(
                    model_name="indicator",
                    name="first_year",
                ),
                migrations.RemoveField(
                    model_name="indicator",
                    name="weight",
                ),
            ]
        ),
        install_guards([TERMS_OF_VERSION, TARGET_TERMS, PROFILE_YEAR, CURRENT_TERMS, CURRENT_BASE]),
        install_guards(guards.change_of_same_contract(table) for table in FACTS),
        install_guards(immutable(table) for table in FACTS),
        install_guards(kept(table) for table in FACTS),
        install_guards(NeverEmptied(table) for table in FACTS),
    ]
