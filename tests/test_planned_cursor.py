"""Statements of each page are planned once for each connection; what is around them may change meanwhile."""

import pytest
from django.db import connection

from cpg.database.base import DatabaseWrapper
from cpg.settings.server import with_lasting_connections

pytestmark = pytest.mark.django_db

TEXTS = "SELECT found::text FROM (SELECT * FROM planned_rows WHERE id IN (%s, %s)) found"
PLANNED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%planned_rows%%'"


@pytest.mark.servers
def test_a_statement_is_planned_once_and_reads_what_there_is():
    wrapper = DatabaseWrapper(with_lasting_connections(connection.settings_dict), alias="planned")
    try:
        with wrapper.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE planned_rows (id integer)")
            cursor.execute("INSERT INTO planned_rows VALUES (1), (2), (3)")
        assert asked(wrapper) == ["(1)", "(3)"]
        with wrapper.cursor() as cursor:
            cursor.execute("UPDATE planned_rows SET id = 4 WHERE id = 3")
        assert asked(wrapper) == ["(1)"]
        with wrapper.cursor() as cursor:
            cursor.execute("ALTER TABLE planned_rows ALTER id TYPE bigint")
            cursor.execute("UPDATE planned_rows SET id = 3 WHERE id = 4")
        assert asked(wrapper) == ["(1)", "(3)"]
        with wrapper.cursor() as cursor:
            cursor.execute(PLANNED)
            assert cursor.fetchall() == [(1,)]
    finally:
        wrapper.close()


def asked(wrapper):
    with wrapper.planned_cursor() as cursor:
        cursor.execute(TEXTS, [1, 3])
        return sorted(text for (text,) in cursor.fetchall())
