"""Import every file of the collection of inputs as people make them, and compare each answer with what is expected.

The files are not part of the project: without them nothing is compared, and a message says so. They are imported into a
database of the demonstration made for the occasion, without being written; contracts are previewed.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INPUTS = ROOT.parent / "shared" / "cases"
sys.path.insert(0, str(ROOT))

ACCEPTED, REFUSED = 0, 1
# Some of the months are validated in the demonstration.
A_REASON = ("--reason", "fichier d’essai")


@dataclass(frozen=True, slots=True)
class Expected:
    """How the command ends, and regular expressions of which each is met in what it says; those of `never` are not."""

    code: int
    said: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def accepted(*said: str, never: tuple[str, ...] = (), options: tuple[str, ...] = ()) -> Expected:
    return Expected(ACCEPTED, said, never, options)


def refused(*said: str, never: tuple[str, ...] = (), options: tuple[str, ...] = ()) -> Expected:
    return Expected(REFUSED, said, never, options)


# By the beginning of the name of each file. A file may be imported several times, with other options.
EXPECTED: dict[str, tuple[Expected, ...]] = {
    "c01_": (refused("ligne 2, valeur", "ligne 3, valeur", "Ce n’est pas un nombre"),),
    "c02b": (refused("ligne 2, colonne 4, « 5 »", "virgule décimale"),),
    "c03_": (refused("ligne 2, denominateur", "année de référence", never=("sans autre signe",)),),
    "c04_": (refused("1,2E\\+06"),),
    "c05_": (accepted("0 refusé"),),
    "c07_": (refused("R27|R1|R2"),),
    "c09_": (refused("Aucun tableau", "modèle", never=("Colonne inconnue",)),),
    "c10_": (refused("Aucun tableau", "A ; B ; C", "modèle", never=("Colonne inconnue",)),),
    "c12_": (
        refused("9 erreurs", "validée", "--reason"),
        accepted("un mois par colonne", "R24 2026-03 .* → 9800", "0 refusé", options=A_REASON),
    ),
    "c12b": (accepted("un mois par colonne", "R6 2026-02 .* → 2600", "0 refusé", options=A_REASON),),
    "c13_": (accepted("0 refusé", "En-tête à la ligne 1"),),
    "c15_": (refused("Mac Roman", "UTF-8", "UTF-16", "Windows-1252"),),
    "c16_": (refused("numÃ©rateur", "numérateur", "Windows-1252"),),
    "c18_": (refused("ligne 6, .* EUR »", "ligne 7, valeur, « 12,3 k€ »", "2 erreurs", options=A_REASON),),
    "c19_": (refused("ligne 3, valeur, « x »", never=("ligne 4",)),),
    "c21_": (accepted("0 refusé"),),
    "c22_": (refused(*(f"ligne {n}, valeur" for n in range(2, 12)), "« absence »", "erreur du tableur"),),
    "c24_": (refused("ligne 2", "un numérateur et un dénominateur"),),
    "c25_": (refused("n’est pas un classeur", never=("<html",)),),
    "c27_": (refused("ligne 2, valeur, « 2,500 »", "2 500", never=("saisie reste affichée",)),),
    "c28_": (refused("ligne 2, mois", "ligne 3, mois", never=("→",)),),
    "c30_": (accepted("0 refusé", options=A_REASON),),
    "c31_": (accepted("0 refusé"),),
    "c33_": (accepted("0 refusé"),),
    "c34_": (refused("ligne 4, mois", "1 erreur\\."),),
    "c36_": (accepted("0 refusé"),),
    "c37_": (refused("service", "Colonne inconnue"),),
    "c39_": (accepted("R1 .*à vérifier", "R2 .*à vérifier"),),
    "x01_": (accepted("R6 2026-09", "0 refusé"),),
    "x03_": (refused(
        "en-tête à la ligne 4", "ligne 6, indicateur", "ligne 7, indicateur", "fusionnée", "Ligne 8 passée.*Total",
        "Ligne 9 passée.*Source",
    ),),
    "x03b": (refused("ligne 3, indicateur", "ligne 4, indicateur", "fusionnée"),),
    "x05_": (accepted("Feuille « Données »"),),
    "x06_": (accepted("Feuille « Octobre »", "Archive", never=("1111",)),),
    "x07_": (
        refused("1 ligne est masquée", "--hidden"),
        accepted("R11 2026-09", "1 ligne masquée, comptée", options=("--hidden", "include", *A_REASON)),
        accepted("1 ligne masquée, laissée de côté", never=("R11",), options=("--hidden", "skip", *A_REASON)),
    ),
    "x08_": (refused(
        "ligne 2, valeur, « #DIV/0! »", "ligne 3, valeur, « #N/A »", "ligne 4, valeur, « #REF! »", "erreur du tableur",
    ),),
    "x09_": (refused("ligne 6, valeur, « 1234.565 »", "1 erreur\\.", options=A_REASON),),
    "x11_": (refused("k€", "pris 2500, comme affiché", "2499.6", "1 erreur\\."),),
    "x12_": (accepted("0 refusé"),),
    "x14_": (accepted("Feuille « Données »"),),
    "x15_": (accepted("0 refusé"),),
    "x17_": (accepted("0 refusé"),),
    "x18_": (refused("ligne 6, valeur, « 1234.565 »", "1 erreur\\.", options=A_REASON),),
    "x19_": (refused("ligne 3, valeur, « #N/A »", "1 erreur\\.", options=A_REASON),),
    "k01_cpam": (accepted(),),
    "k03_": (accepted(),),
    "k04_": (refused("R3", "objectif", "réalisé", "nombre"),),
    "k05_": (accepted(),),
    "k06_": (refused("plafond", "n’est pas prévu", never=("'defini'",)),),
    "k07_": (refused("relatif", "defini", "sans_cible"),),
    "k08_": (refused("1999", "2000 à 2100"),),
    "k09_": (accepted(),),
    "k10_": (accepted(),),
    "k11_": (accepted(),),
    "k12_": (refused("poids", "-5"),),
    "k13_": (accepted(),),
    "k14_": (refused("90,0", "90.0"),),
    "k15_": (refused("90.0", "guillemets"),),
    "k16_": (refused("R1 2011", "R2 2010 : l’objectif doit être au-dessous du seuil"),),
    "k17_": (refused("R1 2013 : il manque une cible"),),
}  # fmt: skip

# The scores of a contract and its months, once both are written: half way from seuil to objectif in either direction,
# and an objectif without seuil.
OF_CONTRACT, ITS_MONTHS = "k01_cpam_2010_2013.json", "k01_valeurs.csv"
SCORES = {("R1", "2012-01"): "67.5", ("R2", "2012-01"): "67.5", ("R3", "2012-12"): "100"}


def main() -> int:
    if not INPUTS.is_dir():
        print("Les fichiers d’essai ne sont pas à côté du projet : rien n’a été importé.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/essais.sqlite3",
            "DJANGO_SETTINGS_MODULE": "cpg.settings.dev",
        }
        faults = list(compare())
    print("\n".join(faults) if faults else "Chaque fichier d’essai reçoit la réponse attendue.")
    return 1 if faults else 0


def compare() -> Iterator[str]:
    import django  # noqa: PLC0415 the settings are chosen first

    django.setup()
    run("migrate")
    run("load_contract")
    run("load_demo")
    for path in sorted(each for each in INPUTS.iterdir() if each.suffix != ".md"):
        if path.name == ITS_MONTHS:
            continue
        command = "load_contract" if path.suffix == ".json" else "import_actuals"
        named = [expected for start, expected in EXPECTED.items() if path.name.startswith(start)]
        if not named:
            yield f"{path.name} : aucune réponse n’est attendue de ce fichier."
        for expected in (each for several in named for each in several):
            code, said = run(command, str(path), "--dry-run", *expected.options)
            yield from differences(path.name, expected, code, said)
    # Last: with a second body, every file would have to name its own.
    yield from computed()


def computed() -> Iterator[str]:
    """Write a contract and its months, and compare the scores."""
    from cpg.shared.periods import Month  # noqa: PLC0415 the settings are chosen first
    from indicators.models import Indicator  # noqa: PLC0415 as above
    from indicators.selectors import attainments_at  # noqa: PLC0415 as above

    for command, name in (("load_contract", OF_CONTRACT), ("import_actuals", ITS_MONTHS)):
        code, said = run(command, str(INPUTS / name))
        if code != ACCEPTED:
            yield f"{name} : n’est pas écrit.\n{said}"
    for (code, month), expected in SCORES.items():
        found = Indicator.objects.filter(contract__body__code="cpam-essai", code=code).with_definition()
        scores = [each.score for each in attainments_at(found, Month.parse(month)).values()]
        if scores != [Decimal(expected)]:
            yield f"{ITS_MONTHS} : {code} {month} a pour score {scores}, {expected} attendu."


def differences(name: str, expected: Expected, code: int, said: str) -> Iterator[str]:
    called = " ".join((name, *expected.options))
    if code != expected.code:
        yield f"{called} : sort avec {code}, {expected.code} attendu.\n{said}"
    yield from (
        f"{called} : ne dit pas « {each} ».\n{said}" for each in expected.said if not re.search(each, said)
    )
    yield from (f"{called} : dit « {each} ».\n{said}" for each in expected.never if re.search(each, said))


def run(command: str, *arguments: str) -> tuple[int, str]:
    """How the command ends, and what it says on either stream."""
    from django.core.management import CommandError, call_command  # noqa: PLC0415 the settings are chosen first

    said = StringIO()
    try:
        call_command(command, *arguments, stdout=said, stderr=said, verbosity=0)
    except CommandError as error:
        return REFUSED, plain(f"{said.getvalue()}{error}")
    except SystemExit as stop:
        return (ACCEPTED if stop.code in {None, 0} else REFUSED), plain(said.getvalue())
    return ACCEPTED, plain(said.getvalue())


def plain(text: str) -> str:
    """With plain spaces in place of those that do not break."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


if __name__ == "__main__":
    sys.exit(main())
