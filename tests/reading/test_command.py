"""`manage.py propose_contract`: what is to be checked, and a file to complete."""

import json

import pytest
from django.core.management import CommandError, call_command

from indicators.loading.schema import problems_of
from tests.indicators.small_contract import small_contract
from tests.pages import text_in
from tests.reading.laying_out import Layout, as_odt, blocks_of

pytestmark = pytest.mark.one_database


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "contrat.odt"
    path.write_bytes(as_odt(blocks_of(small_contract(), Layout(annexe={("R1", 2029, "seuil"): "97%"}))))
    return path


def test_it_shows_what_is_to_be_checked_and_writes_the_file(document, tmp_path, capsys):
    target = tmp_path / "contrat.json"
    call_command("propose_contract", str(document), vers=str(target))
    shown = text_in(capsys.readouterr().out)
    assert "Cibles de R1 (tableau 3, rangée 4)" in shown
    assert "2029 : le seuil n’est pas du même côté de l’objectif que les autres années." in shown
    assert "minutes de relecture" in shown
    made = json.loads(target.read_text("utf-8"))
    assert [problem for problem in problems_of(made) if "organisme" not in problem] == []
    assert made["parties"][0]["fiches"][0]["engagements"][0]["actions"][0]["annees"] == [2028, 2029]


def test_it_overwrites_nothing_and_says_what_cannot_be_read(document, tmp_path):
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        call_command("propose_contract", str(document), vers=str(document))
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("propose_contract", str(tmp_path / "absent.pdf"))
    document.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="Ce PDF ne peut pas être lu"):
        call_command("propose_contract", str(document))
