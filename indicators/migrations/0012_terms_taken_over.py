"""Take first year and weight of each indicator into the versions that concern it, and tell which targets a version
names: all those of the initial one, and what an avenant changed.
"""

from collections import defaultdict
from typing import Any

from django.db import migrations

from accounts.guards import RunStatements, around_guards, immutable

# Only a new column of these rows is written, and what it holds follows from the history.
WRITTEN = immutable("indicators_targetrevision")


def take_over(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    revisions, by_indicator, by_version = _read(apps, alias)
    named = [pk for versions in by_indicator.values() for pk in _named(versions)]
    for start in range(0, len(named), 500):
        revisions.filter(pk__in=named[start : start + 500]).update(is_named=True)
    _write_terms(apps, alias, by_indicator, by_version)


def _read(apps: Any, alias: str) -> tuple[Any, dict[int, dict[int, list[Any]]], dict[int, Any]]:
    """The targets by indicator and version, in the order of the acts, and the versions."""
    revisions = apps.get_model("indicators", "TargetRevision").objects.using(alias)
    by_indicator: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    ordered = revisions.order_by("indicator", "version__number", "change__sequence", "pk")
    for each in ordered.select_related("version"):
        by_indicator[each.indicator_id][each.version_id].append(each)
    versions = apps.get_model("indicators", "TargetVersion").objects.using(alias)
    return revisions, by_indicator, {each.pk: each for each in versions.all()}


def _named(versions: dict[int, list[Any]]) -> list[int]:
    """Of one indicator: the targets of the first version, then those that differ from what was in force."""
    named = []
    in_force: dict[int, tuple[object, object]] = {}
    for rank, revisions in enumerate(versions.values()):
        before = dict(in_force)
        for each in revisions:
            target = in_force[each.year] = each.seuil, each.objectif
            if each.kind == "defini" and (rank == 0 or before.get(each.year) != target):
                named.append(each.pk)
    return named


def _write_terms(
    apps: Any, alias: str, by_indicator: dict[int, dict[int, list[Any]]], by_version: dict[int, Any]
) -> None:
    terms = apps.get_model("indicators", "VersionTerms").objects.using(alias)
    initial = {each.contract_id: each.pk for each in by_version.values() if each.number == 0}
    for indicator in apps.get_model("indicators", "Indicator").objects.using(alias).order_by("pk"):
        versions = list(by_indicator.get(indicator.pk, {})) or [initial.get(indicator.contract_id)]
        for version in filter(None, versions):
            indicator.current_terms = terms.create(
                indicator=indicator,
                version_id=version,
                change_id=by_version[version].change_id,
                first_year=indicator.first_year,
                weight=indicator.weight,
            )
        indicator.save(using=alias, update_fields=["current_terms"])


def give_back(apps: Any, schema_editor: Any) -> None:
    """The columns of each indicator as its latest version has them; a weight of zero, which they cannot hold, is none."""
    alias = schema_editor.connection.alias
    indicators = apps.get_model("indicators", "Indicator").objects.using(alias)
    for indicator in indicators.select_related("current_terms"):
        terms = indicator.current_terms
        indicator.first_year = terms.first_year if terms else None
        indicator.weight = (terms.weight or None) if terms else None
        indicator.current_terms = None
        indicator.save(using=alias, update_fields=["first_year", "weight", "current_terms"])


def lift(state: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in WRITTEN.remove("postgresql"):
            schema_editor.execute(statement)


def restore(state: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in WRITTEN.install("postgresql"):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0011_terms_of_versions")]

    operations = around_guards(
        [
            RunStatements(lift, restore),
            migrations.RunPython(take_over, give_back),
            RunStatements(restore, lift),
        ]
    )
