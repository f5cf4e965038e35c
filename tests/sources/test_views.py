"""A view of a database: one statement that only reads, whole or not at all."""

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as configured

from indicators.sources import arrived
from indicators.sources.arrived import Connection
from indicators.sources.readers import sql
from tests.sources.telling import rows_of, told


def base_at(path: Path, view: str = "indicateurs", **others: str) -> Connection:
    return Connection({"view": view, **others}, f"sqlite://{path}", "caf44")


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    """An SQLite file in the folder of its body."""
    settings.SOURCES_FOLDERS = [str(tmp_path)]
    folder = tmp_path / "caf44"
    folder.mkdir()
    path = folder / "base.db"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            "CREATE TABLE t (code TEXT, mois TEXT, valeur REAL); INSERT INTO t VALUES ('A1', '2026-06', 0.1);"
            "CREATE VIEW indicateurs AS SELECT * FROM t; CREATE VIEW cassee AS SELECT autre FROM t;"
            "CREATE VIEW longue AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT count(*) FROM n;"
        )
    return path


def test_a_view_of_an_sqlite_file_of_its_body_is_read_and_nothing_else(file, monkeypatch):
    before = file.read_bytes()
    [found] = sql.read(base_at(file))
    assert (found.name, rows_of(found)) == (
        "indicateurs.csv",
        [["code", "mois", "valeur"], ["A1", "2026-06", "0,1"]],
    )
    assert rows_of(sql.read(base_at(file, columns="valeur, code"))[0])[1] == ["0,1", "A1"]
    assert "introuvable" in told(sql.read, base_at(file, "autre"))
    for columns in ("effectif", '"effectif"', "effectif]"):
        told(sql.read, base_at(file, columns=columns))
    assert "disparu" in told(sql.read, base_at(file, "cassee"))
    for injected in ("t; DROP TABLE t", "t UNION SELECT 1", 't"', "(DELETE FROM t)", "a.b.c", ""):
        assert "sans guillemet" in told(sql.read, base_at(file, injected))
    elsewhere = file.parent.parent / "ailleurs.db"
    elsewhere.write_bytes(before)
    link = file.parent / "lien.db"
    link.symlink_to(elsewhere)
    for path in (elsewhere, link, file.parent / ".." / "ailleurs.db", file.parent / "absent.db"):
        told(sql.read, base_at(path))
    monkeypatch.setattr(arrived, "READ_SECONDS", 0.05)
    assert "à temps" in told(sql.read, base_at(file, "longue"))
    file.write_bytes(b"n'est pas une base" * 100)
    assert "lisible" in told(sql.read, base_at(file))
    assert elsewhere.read_bytes() == before


@pytest.fixture
def schema(settings: Any) -> Iterator[str]:
    """Views of a schema of their own, on the server where this run keeps its data; gives the address of its reader, ""
    where that is SQLite.
    """
    place = configured.DATABASES["default"]
    if "postgresql" not in str(place["ENGINE"]):
        yield ""
        return
    settings.SOURCES_PRIVATE_HOSTS = [place["HOST"]]
    owner = psycopg.connect(
        host=place["HOST"], port=place["PORT"], user=place["USER"], password=place["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    )  # fmt: skip
    clear = "DROP SCHEMA IF EXISTS lues CASCADE; DROP ROLE IF EXISTS lecteur_de_vues"
    with closing(owner):
        owner.execute(clear)
        owner.execute(
            "CREATE SCHEMA lues; CREATE ROLE lecteur_de_vues LOGIN PASSWORD 'motdepasse-de-la-base'"
        )
        owner.execute(
            "CREATE TABLE lues.t (code text, mois date, valeur numeric, reel float8);"
            "INSERT INTO lues.t VALUES ('A1', '2026-06-01', 12345678901234567.10, 0.1);"
            "CREATE VIEW lues.indicateurs AS SELECT * FROM lues.t;"
            "CREATE VIEW lues.secrets AS SELECT * FROM lues.t;"
            "CREATE VIEW lues.longue AS SELECT pg_sleep(600)::text AS attente;"
            "CREATE FUNCTION lues.ecrire() RETURNS int LANGUAGE sql SECURITY DEFINER AS "
            "'INSERT INTO lues.t (code) VALUES (''x'') RETURNING 1';"
            "CREATE VIEW lues.qui_ecrit AS SELECT lues.ecrire();"
            "GRANT USAGE ON SCHEMA lues TO lecteur_de_vues;"
            "GRANT SELECT ON lues.indicateurs, lues.longue, lues.qui_ecrit TO lecteur_de_vues"
        )
        yield f"postgresql://lecteur_de_vues:motdepasse-de-la-base@{place['HOST']}:{place['PORT']}/postgres"
        assert owner.execute("SELECT count(*) FROM lues.t").fetchone() == (1,), "nothing was written"
        owner.execute("DROP SCHEMA lues CASCADE; DROP ROLE lecteur_de_vues")


@pytest.mark.servers
def test_a_view_of_postgresql_is_read_and_what_keeps_it_from_that_is_told(schema, monkeypatch):
    if not schema:
        return

    def at_view(view: str, **others: str) -> Connection:
        return Connection({"view": view, **others}, schema)

    [found] = sql.read(at_view("lues.indicateurs"))
    assert rows_of(found)[1] == ["A1", "2026-06-01", "12345678901234567,1", "0,1"]
    assert rows_of(sql.read(at_view("lues.indicateurs", columns="valeur"))[0])[0] == ["valeur"]
    assert "introuvable" in told(sql.read, at_view("lues.autre"))
    assert "introuvable" in told(sql.read, at_view("ailleurs.indicateurs"))
    assert "disparu" in told(sql.read, at_view("lues.indicateurs", columns="effectif"))
    assert "GRANT SELECT" in told(sql.read, at_view("lues.secrets"))
    assert "tente d’écrire" in told(sql.read, at_view("lues.qui_ecrit"))
    assert "sans guillemet" in told(sql.read, at_view("lues.t; DROP TABLE lues.t"))
    monkeypatch.setattr(arrived, "READ_SECONDS", 0.5)
    told(sql.read, at_view("lues.longue"))


def framed(kind: bytes, content: bytes) -> bytes:
    return kind + (len(content) + 4).to_bytes(4) + content


@pytest.fixture
def refusing() -> Iterator[int]:
    """What answers as PostgreSQL does a wrong password."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def answer() -> None:
            came, _ = server.accept()
            with came:
                for sent in (b"N", framed(b"R", b"\0\0\0\3"), framed(b"E", b"SFATAL\0C28P01\0Mrefused\0\0")):
                    came.recv(1000)
                    came.sendall(sent)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def test_an_address_of_a_database_that_is_wrong_or_not_allowed_is_told(settings, refusing):
    settings.SOURCES_PRIVATE_HOSTS = ["127.0.0.1", "base.exemple.fr"]
    place = f"compte:motdepasse-faux@127.0.0.1:{refusing}/base"
    for address, words in (
        (f"postgresql://{place}", "mot de passe"),
        ("postgresql://compte@127.0.0.1:1/base", "en service"),
        ("postgresql://compte:motdepasse@base.exemple.fr/base", "chiffrée"),
        ("postgresql://compte:motdepasse@base.exemple.fr/base?sslmode=require", "chiffrée"),
        ("postgresql://compte:motdepasse@ailleurs.fr/base?sslmode=verify-full", "SOURCES_HOSTS"),
        (
            "postgresql://compte:motdepasse@127.0.0.1/base?options=-c%20transaction_read_only%3Doff",
            "«\u00a0options\u00a0»",
        ),
        ("postgresql://compte:motdepasse@/base", "nommer un serveur"),
        ("postgresql://compte:motdepasse@/base?host=127.0.0.1,10.0.0.1", "un seul"),
        ("postgresql://compte:motdepasse@127.0.0.1:port/base", "ne se lit pas"),
        ("mysql://compte:motdepasse@127.0.0.1/base", "postgresql://"),
    ):
        text = told(sql.read, Connection({"view": "v"}, address))
        assert words in text, (address, text)
