"""The tables that go with the rows of a quarter: what changed, sources and definitions, columns, provenance."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cpg.shared import french
from dashboards.causes.cells import COLUMNS, NUMBERS, CellChange
from dashboards.documents.dossier.facts import DossierFacts, Since
from dashboards.documents.dossier.sources import provenance
from dashboards.documents.facts import Measured
from dashboards.exports.columns import OUT_OF_REACH, QUARTER_COLUMNS, ColumnKind, FileCell, FileColumn
from dashboards.exports.sheets import Sheet
from dashboards.shared.sentences import frequency_word
from indicators.passports import RUBRICS, Passport

TEXT = ColumnKind.TEXT
CHANGES, SOURCES, READING, ABOUT = (
    "Ce qui a changé",
    "Sources et définitions",
    "Colonnes",
    "À propos",
)
CHANGE_COLUMNS = (
    FileColumn("depuis", TEXT, "État avec lequel le trimestre est comparé", is_required=True),
    FileColumn("indicateur", TEXT, "Code de l’indicateur", is_required=True),
    FileColumn("colonne", TEXT, "Colonne du fichier du trimestre", is_required=True),
    FileColumn("contenu", TEXT, "Ce que la colonne contient", is_required=True),
    FileColumn("avant", TEXT, "Ce que la case contenait"),
    FileColumn("apres", TEXT, "Ce qu’elle contient"),
    FileColumn("nature", TEXT, "Nature des causes", is_required=True),
    FileColumn("cause", TEXT, "Ce qui a changé la case, par qui et pourquoi", is_required=True),
)
CHANGE_KEY = ("depuis", "indicateur", "colonne")
SOURCE_COLUMNS = (
    FileColumn("indicateur", TEXT, "Code"),
    FileColumn("libelle", TEXT, "Libellé"),
    FileColumn("unite", TEXT, "Unité"),
    FileColumn("sens", TEXT, "Sens favorable"),
    FileColumn("agregation", TEXT, "Mode de calcul"),
    FileColumn("frequence", TEXT, "Fréquence"),
    FileColumn("numerateur", TEXT, "Ce que le numérateur compte"),
    FileColumn("denominateur", TEXT, "Ce que le dénominateur compte"),
    FileColumn("cibles", TEXT, "Version des cibles employée"),
    *(FileColumn(rubric.key, TEXT, rubric.title) for rubric in RUBRICS),
)
READING_COLUMNS = (
    FileColumn("colonne", TEXT, "Nom"),
    FileColumn("contenu", TEXT, "Contenu"),
    FileColumn("valeurs", TEXT, "Valeurs possibles"),
)
ABOUT_COLUMNS = (FileColumn("trait", TEXT, "Trait"), FileColumn("valeur", TEXT, "Valeur"))
TO_COMPLETE = "à compléter"

type TableRow = Mapping[str, FileCell]


def sheets_beside(facts: DossierFacts, passports: Mapping[int, Passport]) -> list[Sheet]:
    return [
        Sheet(CHANGES, CHANGE_COLUMNS, [_with_numbers(each) for each in change_rows(facts)]),
        Sheet(SOURCES, SOURCE_COLUMNS, [_source_row(each, passports) for each in facts.measured]),
        Sheet(READING, READING_COLUMNS, [_reading_row(each) for each in QUARTER_COLUMNS]),
        Sheet(ABOUT, ABOUT_COLUMNS, [{"trait": name, "valeur": text} for name, text in provenance(facts)]),
    ]


def change_rows(facts: DossierFacts) -> list[Mapping[str, str]]:
    """Since the version before, then since the quarter before; cells as the open-data file writes them."""
    listed = (each for each in (facts.since_version, facts.since_quarter) if each is not None)
    return [row for since in listed for row in _change_rows(since)]


def _change_rows(since: Since) -> Iterator[Mapping[str, str]]:
    for each in since.changes:
        yield {
            "depuis": since.name,
            "indicateur": each.indicator,
            "colonne": each.column,
            "contenu": each.title,
            "avant": each.before,
            "apres": each.after,
            "nature": _natures(each),
            "cause": each.cause,
        }


def _natures(change: CellChange) -> str:
    return ", ".join(dict.fromkeys(cause.kind.value for cause in change.causes))


def _with_numbers(row: Mapping[str, str]) -> TableRow:
    """What is a number in the file is one in a workbook."""
    column = row["colonne"]
    typed = {name: _typed(column, row[name]) for name in ("avant", "apres")}
    return {**row, **typed}


def _typed(column: str, text: str) -> FileCell:
    is_number = column in COLUMNS and COLUMNS[column].kind in NUMBERS
    return Decimal(text) if is_number and text and text != OUT_OF_REACH else text


def _source_row(measured: Measured, passports: Mapping[int, Passport]) -> TableRow:
    indicator, defined = measured.indicator, measured.indicator.defined
    passport = passports[indicator.pk]
    return {
        "indicateur": indicator.code,
        "libelle": indicator.label,
        "unite": defined.unit,
        "sens": defined.direction,
        "agregation": defined.aggregation,
        "frequence": frequency_word(indicator),
        "numerateur": defined.numerator_label,
        "denominateur": defined.denominator_label,
        "cibles": measured.now.target_version,
        **{rubric.key: text or TO_COMPLETE for rubric, text in passport.entries},
    }


def _reading_row(column: FileColumn) -> TableRow:
    return {
        "colonne": column.name,
        "contenu": column.description,
        "valeurs": french.listing(list(column.values)) if column.values else "",
    }
