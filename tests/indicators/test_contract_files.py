"""The bytes of a contract's file: whatever they are, a sentence says what to do, and nothing breaks."""

import json

import pytest
from django.core.management import CommandError, call_command

from indicators.loading import LARGEST_FILE, UnreadableContractError, read_contract
from tests.indicators.small_contract import small_contract
from tests.pages import text_in

GOOD = json.dumps(small_contract(), ensure_ascii=False, indent=1)
DEEP = b"[" * 200_000


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableContractError) as refused:
        read_contract(content)
    return text_in(str(refused.value))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_read_with_or_without_its_mark(encoding):
    assert read_contract(GOOD.encode(encoding)) == small_contract()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Le fichier est vide"),
        (b" \n ", "Le fichier est vide"),
        (b"PK\x03\x04 rest of an archive", "mais un classeur ou une archive"),
        (b"%PDF-1.7", "mais un PDF"),
        (GOOD.encode("utf-16"), "n’est pas en UTF-8"),
        (GOOD.encode("cp1252"), "enregistrez-le avec l’encodage UTF-8."),
        (b"\x00\x01\x02\xff", "n’est pas en UTF-8"),
        (b"\x00" * 50, "n’est pas du JSON, ligne 1, colonne 1 : une valeur est attendue"),
        (b" " * LARGEST_FILE + b"1", "Le fichier dépasse 1 Mo"),
        (b"code;nom\n1;2", "n’est pas du JSON, ligne 1, colonne 1 : une valeur est attendue, près de « code;nom »."),
        (b'{\n "a": 1\n "b": 2}', "ligne 3, colonne 2 : il manque une virgule, ou la fermeture"),
        (b'{"a" 1}', "colonne 6 : il manque le deux-points"),
        (b"{'a': 1}", "colonne 2 : un nom de propriété entre guillemets droits est attendu"),
        ('{"a": “x”}'.encode(), 'colonne 7 : une valeur est attendue, près de « {"a": “x”} ».'),
        (b'{"a": [1, 2,]}', "colonne 12 : une virgule est de trop avant la fermeture"),
        (b'{"a": 1} {', "le fichier continue après sa fin"),
        (b'{"a": "x', "un texte n’est pas fermé"),
        (b'{"a": "x\ny"}', "un texte contient un retour à la ligne ou une tabulation"),
        (rb'{"a": "C:\x"}', "une barre oblique inverse est mal employée"),
        (b'{"a": NaN}', "NaN n’est pas un nombre"),
        (b'{"a": -Infinity}', "-Infinity n’est pas un nombre"),
        (b"1" * 10_000, "Un nombre du fichier a trop de chiffres."),
        (b'{"2028": 1, "2028": 2}', "« 2028 » est donné deux fois dans le même objet"),
        (rb'{"a": "nul \u0000"}', "contient un caractère qui ne s’écrit pas"),
        (rb'{"\ud800": 1}', "contient un caractère qui ne s’écrit pas"),
        (DEEP, "emboîte plus de 30 niveaux"),
        (b"[" * 40 + b"]" * 40, "emboîte plus de 30 niveaux"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_a_contract_is_answered(content, sentence):
    assert sentence in refusal(content)


def test_names_given_twice_are_seen_in_a_long_object():
    names = ",".join(f'"{number}":1' for number in range(60_000))
    assert "« 59999 » est donné deux fois" in refusal(f'{{{names},"59999":1}}'.encode())


def test_numbers_are_exact():
    (number,) = read_contract(b"[92.10]")
    assert str(number) == "92.10"


def test_the_command_gives_the_same_answer(tmp_path):
    file = tmp_path / "contrat.json"
    file.write_bytes(GOOD.encode("cp1252"))
    with pytest.raises(CommandError, match="n’est pas en UTF-8"):
        call_command("load_contract", str(file))
