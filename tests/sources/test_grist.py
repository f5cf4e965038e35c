"""A table of Grist: its figures exact, its days as days, whole or not at all."""

from typing import Any

from indicators.sources.arrived import Connection
from indicators.sources.readers import grist
from tests.sources.telling import rows_of, told
from tests.sources.web_server import HTML, Reply, WebServer

COLUMNS = {
    "Indicateur": "Text",
    "Mois": "Date",
    "Valeur": "Numeric",
    "Vu": "DateTime:Europe/Paris",
    "Sites": "ChoiceList",
}
JUNE = 1780272000  # 2026-06-01, midnight UTC


KEY = "cle-de-grist-secrete"


def grist_at(web: WebServer, secret: str = KEY, **others: str) -> Connection:
    settings = {"url": web.url, "document": "doc1", "table": "Indicateurs", **others}
    return Connection(settings, secret)


def record(**fields: Any) -> dict[str, Any]:
    return {
        "Indicateur": "A1",
        "Mois": JUNE,
        "Valeur": 0.1,
        "Vu": JUNE,
        "Sites": ["L", "Nantes", "Laval"],
        **fields,
    }


def test_a_table_of_grist_becomes_a_csv_with_exact_figures_and_days(web, monkeypatch):
    monkeypatch.setenv("GRIST_API_KEY", "environnement")
    web.give_table(COLUMNS, [record(), record(Valeur=12345678901234.567, Sites=None), record(Valeur=3)])
    [file] = grist.read(grist_at(web))
    assert file.name == "Indicateurs.csv"
    assert rows_of(file) == [
        list(COLUMNS),
        ["A1", "2026-06-01", "0,1", "2026-06-01 02:00:00", "Nantes, Laval"],
        ["A1", "2026-06-01", "12345678901234,566", "2026-06-01 02:00:00", ""],
        ["A1", "2026-06-01", "3", "2026-06-01 02:00:00", "Nantes, Laval"],
    ]
    assert {headers["authorization"] for _, headers in web.asked} == {f"Bearer {KEY}"}
    [chosen] = grist.read(
        grist_at(web, columns="Valeur, Mois", filter_column="Indicateur", filter_values="A1, 7")
    )
    assert rows_of(chosen)[:2] == [["Valeur", "Mois"], ["0,1", "2026-06-01"]]
    assert "filter=%7B%22Indicateur%22%3A%20%5B%22A1%22%2C%20%227%22%2C%207%5D%7D" in web.asked[-1][0]
    assert "environnement" not in repr(web.asked), (
        "neither the environment nor a file of the home folder is read"
    )


def test_what_grist_cannot_give_whole_is_told(web):
    web.give_table(COLUMNS, [record()], Valeur="TypeError")
    assert "en erreur (Indicateurs, Valeur)" in told(grist.read, grist_at(web))
    assert grist.read(grist_at(web, columns="Mois")), "an error of a column that is not read keeps nobody"
    assert "plus de colonne Effectif" in told(grist.read, grist_at(web, columns="Mois, Effectif"))
    assert "table" in told(grist.read, grist_at(web, table="Autre"))
    assert "recopiez-le" in told(grist.read, grist_at(web, table="Indicateurs/../../admin"))
    assert "recopiez-le" in told(grist.read, grist_at(web, document="../x"))
    assert "clé d’API" in told(grist.read, grist_at(web, secret=""))
    web.give_table(COLUMNS, [record(Valeur=["E", "ZeroDivisionError"])])
    assert "Une cellule" in told(grist.read, grist_at(web))
    table = "/api/docs/doc1/tables/Indicateurs/columns"
    for reply, words in (
        (Reply(status=403), "secret"), (Reply(status=500), "prévenez"), (HTML, "comme Grist"),
        (Reply(b'{"columns": 3}'), "comme Grist"),
        (Reply(b'{"columns": [{"id":', announced=400), "avant la fin"),
    ):  # fmt: skip
        web.give(table, reply)
        assert words in told(grist.read, grist_at(web))
