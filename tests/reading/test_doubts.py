"""What is wrong in a document is flagged: each fault written on purpose, and rows whose columns are lost."""

import random
from decimal import Decimal

import pytest

from indicators.reading import UnreadableDocumentError, facts_of, read_document
from indicators.reading.facts import FactKind
from indicators.reading.proposals import DoubtKind, TargetKind
from indicators.reading.spaces import levels_of
from tests.reading.laying_out import Heading, Layout, TableOf, as_docx, as_odt, as_pdf, blocks_of

pytestmark = pytest.mark.one_database


def doubts_on(proposal, code):
    indicator = next(each for each in proposal.indicators if each.code == code)
    return {(doubt.kind, doubt.year) for doubt in indicator.doubts}


FAULTS = {
    # Where a cell of the annexe is changed, and the doubt that says so.
    ("R1", 2025, "seuil", "95%"): (DoubtKind.DIRECTION, 2025),
    ("R1", 2024, "objectif", "9%"): (DoubtKind.GROWTH, 2024),
    ("R2", 2026, "objectif", "-"): (DoubtKind.UNCLEAR, 2026),
    ("R3", 2026, "objectif", ""): (DoubtKind.MISSING, 2026),
    ("R3", 2027, "objectif", "85 90"): (DoubtKind.UNCLEAR, 2027),
    ("R4", 2023, "objectif", "entre 85 et 98"): (DoubtKind.UNCLEAR, 2023),
    ("R5", 2024, "seuil", "85%"): (DoubtKind.GROWTH, 2025),
    ("R6", 2027, "objectif", "53033"): (DoubtKind.SPACES, None),
    ("R8", 2026, "objectif", "153 920"): (DoubtKind.GROWTH, 2026),
    ("R9", 2024, "objectif", "92"): (DoubtKind.UNIT, None),
    ("R16", 2024, "objectif", "67j"): (DoubtKind.UNIT, None),
    ("R22", 2023, "seuil", "1.750%"): (DoubtKind.UNCLEAR, 2023),
    ("R24", 2025, "objectif", "1.272.927"): (DoubtKind.UNCLEAR, 2025),
    ("R19", 2023, "objectif", "91%"): (DoubtKind.DIFFERS, 2023),
}


def test_each_fault_written_on_purpose_is_flagged(data, layout):
    changed = {(code, year, level): text for code, year, level, text in FAULTS}
    proposal = read_document(as_odt(blocks_of(data, Layout(annexe=changed, fiche=layout.fiche))))
    missing = {
        fault: doubts_on(proposal, fault[0])
        for fault, wanted in FAULTS.items()
        if wanted not in doubts_on(proposal, fault[0])
    }
    assert missing == {}
    # Rows beside them are not.
    assert doubts_on(proposal, "R20") == set()


def test_what_one_table_has_alone_and_what_is_passed_over_is_flagged(data, layout):
    data = {**data, "indicateurs": [each for each in data["indicateurs"] if each["code"] != "R17"]}
    blocks = blocks_of(data, layout)
    annexe = next(block for block in reversed(blocks) if isinstance(block, TableOf))
    annexe.rows[:] = [row for row in annexe.rows if row[0] != "R2"]
    table = next(block for block in blocks if isinstance(block, TableOf))
    del table.rows[2]
    proposal = read_document(as_docx(blocks))
    assert (DoubtKind.ONE_TABLE, None) in doubts_on(proposal, "R2")
    sentences = " ".join(doubt.sentence for doubt in proposal.doubts)
    assert "L’indicateur R\u00a017 n’a pas été lu" in sentences
    assert "F1, l’engagement\u00a03 n’a pas été lu" in sentences


def test_marks_that_say_more_than_years_are_flagged(data, layout):
    blocks = blocks_of(data, layout)
    rows = next(block for block in blocks if isinstance(block, TableOf)).rows
    rows[0][5], rows[1][5:], rows[2][6] = "X\n\nX", [""] * 5, "fin 2024"
    proposal = read_document(as_odt(blocks))
    several, none, unknown = proposal.actions[:3]
    assert [[doubt.kind for doubt in each.doubts] for each in (several, none, unknown)] == [
        [DoubtKind.YEARS]
    ] * 3
    assert "livrables" in several.doubts[0].sentence


def another_branch(*, has_codes: bool) -> list[object]:
    """A contract of four other years: no parts, no fiches; points, themes, and two rows for each indicator."""
    rows = [
        ["Service", *[""] * 7],
        ["A1", "Taux d’appels téléphoniques aboutis", "40", "Objectif", *["90,0 %"] * 4],
        ["", "", "", "Seuil", *["85,0 %"] * 4],
        ["A2", "Délai de règlement des feuilles de soins", "25,5", "Objectif", *["7,0 j"] * 4],
        ["", "", "", "Seuil", *["9,0 j"] * 4],
        ["Efficience", *[""] * 7],
        ["A3", "Coût de gestion par bénéficiaire", "10", "Objectif", *["55,12 €"] * 4],
        ["TOTAL", "", "75,5", *[""] * 5],
    ]
    names = ["Code", "Indicateur", "Points", "Niveau", *(str(year) for year in range(2010, 2014))]
    if not has_codes:
        names, rows = names[1:], [[row[0] or row[1], *row[2:]] if not row[1] else row[1:] for row in rows]
    table = TableOf([[(name, 1) for name in names]], rows, [2, 9, 3, 4, 3, 3, 3, 3][-len(names) :])
    return [
        Heading("Contrat pluriannuel de gestion 2010-2013"),
        "Préambule",
        Heading("Annexe – Indicateurs"),
        table,
    ]


@pytest.mark.parametrize("make", [as_docx, as_odt, lambda blocks: as_pdf(blocks, size="9pt")])
@pytest.mark.parametrize("has_codes", [True, False])
def test_a_contract_of_another_branch_in_another_layout(make, has_codes):
    proposal = read_document(make(another_branch(has_codes=has_codes)))
    codes = ["A1", "A2", "A3"] if has_codes else ["R1", "R2", "R3"]
    assert [each.code for each in proposal.indicators] == codes
    assert proposal.years == (2010, 2011, 2012, 2013)
    read = [
        (
            each.row.points,
            each.direction,
            {(target.seuil, target.objectif) for target in each.row.targets.values()},
        )
        for each in proposal.indicators
    ]
    assert read == [
        ("40", "hausse", {("85.0", "90.0")}),
        ("25.5", "baisse", {("9.0", "7.0")}),
        ("10", "", {("", "55.12")}),
    ]
    assert [theme.text for theme in proposal.themes] == ["Service", "Efficience"]
    assert [each.row.theme for each in proposal.indicators] == [1, 1, 2]
    asked = {fact.key for fact in facts_of(proposal) if fact.doubts}
    # No fiche is named, and nothing says whether a lower cost is better.
    assert {"F1", f"{codes[2]}:mesure"} <= asked
    assert not [fact for fact in facts_of(proposal) if fact.kind is FactKind.TARGETS and fact.doubts]


def test_rows_without_their_columns_are_read_right_or_flagged():
    drawn = random.Random(17)  # noqa: S311 - the same rows each time
    sure = 0
    for _ in range(400):
        base = drawn.choice([7, 90, 850, 4_000, 60_000, 1_500_000])
        numbers = [base + drawn.randrange(base) for _ in range(10)]
        text = " ".join(f"{number:,}".replace(",", " ") for number in numbers)
        levels, doubt = levels_of(text, 10)
        if not doubt:
            sure += 1
            assert [int(Decimal(level.value)) for level in levels] == numbers, text
    assert sure > 200


def test_a_later_year_and_a_dash_are_no_zero(data, layout):
    proposal = read_document(as_docx(blocks_of(data, layout)))
    kinds = {each.code: each.row.targets[2023].kind for each in proposal.indicators}
    assert (kinds["R7"], kinds["R12"], kinds["R28"]) == (
        TargetKind.NONE,
        TargetKind.LATER,
        TargetKind.DEFINED,
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Aucune action et aucun indicateur"),
        ("Ceci n’est pas un contrat.".encode(), "Aucune action et aucun indicateur"),
        (b"%PDF-1.7 broken", "Ce PDF ne peut pas être lu"),
        (b"PK\x03\x04 broken", "enregistrez-le à nouveau"),
        (b"\x00\x01\x02", "ni un PDF, ni un DOCX, ni un ODT"),
        (b"x" * (20 * 1024 * 1024 + 1), "trop gros"),
    ],
)
def test_what_is_no_document_of_a_contract_is_answered(content, sentence):
    with pytest.raises(UnreadableDocumentError, match=sentence):
        read_document(content)
