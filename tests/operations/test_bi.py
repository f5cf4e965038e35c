"""The views of the schema `bi` say what files and pages say, and their role sees nothing else."""

import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from commitments.models import Contract
from cpg.operations.bi.star import STAR
from cpg.shared.periods import Quarter
from dashboards.exports.columns import OUT_OF_REACH
from dashboards.exports.quarter import quarter_rows
from indicators.models import StoredAttainment
from tests.acts.acted import act_on_everything
from tests.factories import make_contract

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
ROLE, PASSWORD = f"bi_{os.getpid()}", "a@b/c#d:e+f%41 'g'"
SEEN = """
    SELECT table_schema || '.' || table_name FROM information_schema.table_privileges
    WHERE grantee IN (current_user, 'PUBLIC') AND table_schema NOT IN ('pg_catalog', 'information_schema')
"""
# Columns of the file that the view has under another name, or under the same one.
NAMES = {"projection_annuelle": "projection"} | {
    name: name
    for name in (
        "valeur_trimestre", "valeur_a_date", "numerateur_a_date", "denominateur_a_date", "mois_dus", "mois_renseignes",
        "seuil_annuel", "objectif_annuel", "seuil_a_date", "objectif_a_date", "ecart_objectif", "score", "statut",
        "version_cible",
    )
}  # fmt: skip
STORED = {
    "valeur_a_date": "value", "valeur_trimestre": "quarter_value", "numerateur_a_date": "numerator",
    "denominateur_a_date": "denominator", "mois_dus": "months_due", "mois_renseignes": "months_reported",
    "seuil_annuel": "seuil_annual", "objectif_annuel": "objectif_annual", "seuil_a_date": "seuil_to_date",
    "objectif_a_date": "objectif_to_date", "ecart_objectif": "gap", "statut": "status", "score": "score",
    "poids": "weight", "projection": "projection", "rythme_requis": "pace", "hors_atteinte": "pace_out_of_reach",
    "au_moins": "is_floor", "version_cible": "target_version",
}  # fmt: skip


@pytest.fixture
def star(in_use: BaseDatabaseWrapper, settings: Any, in_october_2025) -> Iterator[BaseDatabaseWrapper]:
    """A contract on which everything was done once, and its views."""
    settings.BI_PASSWORD = PASSWORD
    with transaction.atomic():
        act_on_everything(make_contract())
    call_command("recompute", verbosity=0)
    call_command("bi_views", "--role", ROLE, verbosity=0)
    yield in_use
    with in_use.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def as_reader(database: BaseDatabaseWrapper) -> psycopg.Connection[Any]:
    parts = database.settings_dict
    return psycopg.connect(
        host=parts["HOST"],
        port=parts["PORT"] or None,
        user=ROLE,
        password=PASSWORD,
        dbname=parts["NAME"],
        row_factory=psycopg.rows.dict_row,
    )


def test_the_star(star: BaseDatabaseWrapper) -> None:
    with as_reader(star) as reader:
        facts = reader.execute("SELECT * FROM fait_mois").fetchall()
        _same_as_stored(facts)
        _same_as_the_files(reader)
        _states_are_those_of_the_months(facts)
        _everything_is_explained(reader)
        _nothing_else_is_seen(reader)
    _a_migration_finds_no_view_in_its_way(star)


def _same_as_stored(facts: list[dict[str, Any]]) -> None:
    """Every row of every indicator, and no other."""
    stored = {(row.indicator_id, row.month): row for row in StoredAttainment.objects.all()}
    assert len(facts) == len(stored) > 100
    for fact in facts:
        row = stored[fact["indicateur_id"], fact["mois"]]
        assert {name: fact[name] for name in STORED} == {name: getattr(row, STORED[name]) for name in STORED}


def _same_as_the_files(reader: psycopg.Connection[Any]) -> None:
    """Each row of each quarter's file, which is computed from the facts anew."""
    compared = 0
    for contract in Contract.objects.select_related("body"):
        for year in contract.years:
            for number in (1, 2, 3, 4):
                quarter = Quarter(year, number)
                compared += _same_as_the_file(reader, contract, quarter)
    assert compared >= 20


def _same_as_the_file(reader: psycopg.Connection[Any], contract: Contract, quarter: Quarter) -> int:
    found = reader.execute(
        "SELECT o.code AS organisme, c.libelle AS contrat, m.annee, m.trimestre AS numero, i.fiche, i.theme_titre,"
        " i.code AS indicateur, i.libelle, i.unite, i.sens, i.agregation, f.*"
        " FROM fait_mois f JOIN dim_indicateur i USING (indicateur_id) JOIN dim_mois m USING (mois)"
        " JOIN dim_contrat c ON c.contrat_id = f.contrat_id JOIN dim_organisme o ON o.organisme_id = f.organisme_id"
        " WHERE m.fin_de_trimestre AND f.contrat_id = %s AND m.mois = %s ORDER BY i.rang",
        [contract.pk, quarter.last_month.first_day],
    ).fetchall()
    rows = quarter_rows(contract, quarter)
    assert [each["indicateur"] for each in found] == [row["indicateur"] for row in rows]
    for each, row in zip(found, rows, strict=True):
        for name in ("organisme", "contrat", "annee", "fiche", "libelle", "unite", "sens", "agregation"):
            assert each[name] == row[name]
        assert (f"T{each['numero']}", each["theme_titre"]) == (row["trimestre"], row["theme"])
        assert {name: each[NAMES[name]] for name in NAMES} == {name: row[name] for name in NAMES}
        pace = OUT_OF_REACH if each["hors_atteinte"] else each["rythme_requis"]
        assert pace == row["rythme_requis"]
    return len(rows)


def _states_are_those_of_the_months(facts: list[dict[str, Any]]) -> None:
    states = {fact["etat"] for fact in facts}
    assert {"saisi", "soumis", "valide", "retourne", None} >= states > {None}
    assert {fact["clos"] for fact in facts} == {True, False}
    entered = [fact for fact in facts if fact["etat"]]
    assert all(
        fact["saisie_numerateur"] is not None or fact["saisie_valeur"] is not None or fact["absence"]
        for fact in entered
    )
    assert any(isinstance(fact["saisie_numerateur"], Decimal) for fact in entered)


def _everything_is_explained(reader: psycopg.Connection[Any]) -> None:
    """By a comment in the database, and a line of the documentation."""
    rows = reader.execute(
        "SELECT c.relname, a.attname, col_description(c.oid, a.attnum) AS comment, obj_description(c.oid) AS about"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " WHERE c.relnamespace = 'bi'::regnamespace"
    ).fetchall()
    assert {row["relname"] for row in rows} == {view.name for view in STAR}
    assert all(row["comment"] and row["about"] for row in rows)
    guide = (Path(configured.BASE_DIR) / "docs" / "bi.md").read_text()
    assert [row["attname"] for row in rows if f"`{row['attname']}`" not in guide] == []
    for question in re.findall(r"```sql\n(.*?)```", guide, re.DOTALL):
        asked = question.replace("{{mesure}}", "(SELECT min(mesure) FROM bi.dim_indicateur)")
        assert reader.execute(asked).description


def _nothing_else_is_seen(reader: psycopg.Connection[Any]) -> None:
    seen = {row["?column?"] for row in reader.execute(SEEN).fetchall()}
    assert seen == {f"bi.{view.name}" for view in STAR}
    reader.commit()
    for statement in (
        "SELECT * FROM public.accounts_user",
        "SELECT * FROM public.commitments_change",
        "SELECT * FROM public.indicators_attainment",
        "SET default_transaction_read_only = off; DELETE FROM bi.dim_organisme",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(statement)
        reader.rollback()
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("CREATE TEMPORARY TABLE mine (id int)")
    reader.rollback()


def _a_migration_finds_no_view_in_its_way(star: BaseDatabaseWrapper) -> None:
    changed = "ALTER TABLE accounts_body ALTER COLUMN name TYPE varchar(300)"
    with pytest.raises(Exception, match="used by a view"), transaction.atomic(), star.cursor() as cursor:
        cursor.execute(changed)
    with star.cursor() as cursor:
        cursor.execute("CREATE VIEW mine AS SELECT code FROM bi.dim_organisme")
    with pytest.raises(CommandError, match="Si une de vos vues lit"):
        call_command("bi_views", "--drop", verbosity=0)
    with star.cursor() as cursor:
        cursor.execute("DROP VIEW mine")
    call_command("bi_views", "--drop", verbosity=0)
    with transaction.atomic(), star.cursor() as cursor:
        cursor.execute(changed)
        transaction.set_rollback(True)
    call_command("bi_views", "--role", ROLE, verbosity=0)
    with as_reader(star) as reader:
        assert reader.execute("SELECT count(*) AS n FROM fait_mois").fetchall()[0]["n"] > 0
