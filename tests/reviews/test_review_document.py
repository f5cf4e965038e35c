"""The document of a review: what it tells, that it tells it twice alike, and that it can be read by everybody."""

import io
import re
import zipfile
from datetime import date

import pytest
import time_machine

from accounts.models import Body
from commitments.models import Origin
from dashboards.documents.blocks import Chart, Curve, Heading, Lead, Note, Table, Tone
from dashboards.documents.composing import document_of
from dashboards.documents.content.words import PROGRESS_TONES, TONES
from dashboards.documents.drawable import replaced_in
from dashboards.documents.facts import facts_of
from dashboards.documents.markup import Bullets, Paragraph, blocks_of
from dashboards.documents.odt import SIGNS, odt_bytes
from dashboards.documents.odt_styles import COLOURS
from dashboards.documents.pdf import data_of, pdf_bytes
from dashboards.documents.sections import SUMMARY
from dashboards.models.review import Review, ReviewKind
from dashboards.reviews.acts import write_text
from tests.factories import enter, every_year, make_action, make_contract, make_indicator, pair
from tests.reviews.reviewed import DAY, make_review, make_reviewed, on

pytestmark = pytest.mark.django_db
EVIL = '#panic("code") *gras* $x$ @ref <balise> \\ #import "@preview/x:1.0.0" ]'


@pytest.fixture(autouse=True)
def today():
    with on("2025-10-20"):
        yield


@pytest.fixture
def reviewed():
    contract = make_reviewed()
    with on("2025-10-20"):
        return make_review(contract)


def document(review):
    found = Review.objects.select_related("contract__body").get(pk=review.pk)
    found.contract.refresh_from_db()
    return document_of(facts_of(found, found.contract.sequence))


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def told(review):
    return "\n".join(texts(data_of(document(review)))).replace("\u00a0", " ").replace("\u202f", " ")


def xml_of(odt):
    with zipfile.ZipFile(io.BytesIO(odt)) as archive:
        return archive.read("content.xml").decode()


def plain(xml):
    return re.sub(r"<[^>]+>", "", xml).replace("\u00a0", " ").replace("\u202f", " ")


def write(review, actor, text, section=SUMMARY):
    write_text(review=review, section=section, text=text, expected_version=0, actor=actor, origin=Origin.FORM)


def test_the_same_data_and_date_give_the_same_bytes(reviewed):
    review, _ = reviewed
    first = document(review)
    with on("2025-12-24"):
        second = document(review)
    assert pdf_bytes(first) == pdf_bytes(second)
    assert odt_bytes(first) == odt_bytes(second)


def test_the_same_facts_under_other_keys_give_the_same_bytes(reviewed):
    """As another machine would have them: what a database numbers by itself is nowhere in the files."""
    first, second = reviewed[0], make_review(make_reviewed())[0]
    assert first.contract.pk != second.contract.pk
    Body.objects.filter(pk=second.contract.body_id).update(name=first.contract.body.name)
    assert pdf_bytes(document(first)) == pdf_bytes(document(second))
    assert odt_bytes(document(first)) == odt_bytes(document(second))


def test_a_long_table_leaves_no_page_with_one_line(reviewed):
    """Only the first two chapters begin a page; the others follow the one before."""
    chapters = [
        each for each in document(reviewed[0]).blocks if isinstance(each, Heading) and each.level == 1
    ]
    assert [each.text for each in chapters if not each.follows] == ["L’essentiel", "Ce qui est atteint"]


def test_the_pdf_is_tagged_declares_pdf_ua_and_has_bookmarks(reviewed):
    made = pdf_bytes(document(reviewed[0]))
    for part in (b"pdfuaid:part>1<", b"/StructTreeRoot", b"/Outlines", b"/Lang(fr-FR)", b"/MarkInfo"):
        assert part in made
    assert re.search(rb"/Alt ?[(<]", made)


def test_it_tells_where_indicators_and_actions_stand(reviewed):
    text = told(reviewed[0])
    for said in (
        "Un objectif sur deux est atteint à fin mai 2025 ; un indicateur ne tient pas le seuil.",
        "Indicateur 1", "R1", "70,00 %", "Indicateur 2", "R2, en rendez-vous", "750",
        "Janvier 2025 : Panne du logiciel.",
        "Mai 2025 : extraction perdue.",
        "Action E1A1", "Livrable 2 : Livrable 2", "Réalisé", "En retard", "depuis fin 2024", "Sans suite", "CODIR",
        "avenant 1", "Motif : Charge revue.", "Seuil 600, objectif 1 200", "Seuil 700, objectif 1 300",
    ):  # fmt: skip
        assert said.lower() in text.lower(), said
    assert (
        "Sur les 5 échéances d’actions de 2023 à 2025, une est réalisée, une est en retard et une est abandonnée ; "
        "2 courent encore." in text
    )


def test_a_wording_is_written_once_for_all_the_deliverables_of_its_action(reviewed):
    found = document(reviewed[0])
    (table,) = (
        each
        for each in found.blocks
        if isinstance(each, Table) and each.name.startswith("Actions de l’engagement E1")
    )
    names = [(line[0].text, line[0].detail) for line in table.lines]
    assert names == [
        ("Action E1A1", "F1-E1A1"),
        ("Action E1A2", "F1-E1A2, livrable 1\u00a0: Livrable 1"),
        ("Livrable 2\u00a0: Livrable 2", "F1-E1A2"),
    ]


def test_a_done_action_is_named_once_by_one_line(reviewed):
    """E1A1 is done in 2024 and to come in 2025: not done. Of 2024 alone it is; its engagement names it no more."""
    contract = reviewed[0].contract
    midterm, annual = document(reviewed[0]), document(make_review(contract, ReviewKind.ANNUAL, DAY)[0])
    for found, names in ((midterm, []), (annual, ["Action E1A1"])):
        done = [each for each in found.blocks if isinstance(each, Table) and each.name == "Actions réalisées"]
        assert [line[0].text for table in done for line in table.lines] == names
        tables = [
            each for each in found.blocks if isinstance(each, Table) and each.name.startswith("Actions")
        ]
        assert [line[0].text for table in tables for line in table.lines].count("Action E1A1") == 1
    notes = [each.text for each in annual.blocks if isinstance(each, Note)]
    assert "Une action réalisée est dans «\u00a0Ce qui est atteint\u00a0»." in notes


def test_each_indicator_with_a_value_has_its_curve_under_its_name(reviewed):
    make_indicator(reviewed[0].contract)
    curves = [each for each in document(reviewed[0]).blocks if isinstance(each, Curve)]
    assert [each.caption.partition(". ")[0] for each in curves] == ["Indicateur 1 (R1)", "Indicateur 2 (R2)"]
    assert [each.tone for each in curves] == [Tone.BAD, Tone.GOOD]
    assert all("2025" in each.alternative for each in curves)


def test_states_are_drawn_as_on_pages(reviewed):
    """Three colours judge; an action that is done is ink, one that is late has the sign of an alert."""
    tones = {
        cell.text: cell.tone
        for each in document(reviewed[0]).blocks
        if isinstance(each, Table)
        for line in each.lines
        for cell in line
        if cell.tone
    }
    assert tones["Réalisé"] is Tone.DONE
    assert tones["En retard"] is Tone.LATE
    assert tones["À venir"] is Tone.TO_COME
    assert tones["Abandonné"] is Tone.STOPPED
    assert tones["Seuil non tenu"] is Tone.BAD
    assert {*TONES.values(), *PROGRESS_TONES.values()} <= {*SIGNS} == {*COLOURS, Tone.NONE}


def test_scores_are_year_by_year_and_the_last_one_names_its_month(reviewed):
    (table,) = (
        each
        for each in document(reviewed[0]).blocks
        if isinstance(each, Table) and "thème" in each.name and each.is_captioned
    )
    assert [each.title for each in table.columns] == [
        "Thème", "2023", "2024", "Mai 2025", "Indicateurs mesurés",
    ]  # fmt: skip
    assert [cell.text for cell in table.lines[-1]][1:3] == ["mesure insuffisante"] * 2
    assert table.lines[-1][3].text == table.lines[0][3].text != "—"


def test_the_alternative_of_a_chart_has_all_its_figures(reviewed):
    alternatives = [each.alternative for each in document(reviewed[0]).blocks if isinstance(each, Chart)]
    assert any("2024\u00a0: réalisé 1 et en retard 1." in each for each in alternatives)


def test_what_was_entered_after_the_day_is_not_there(reviewed):
    assert "après le jour du bilan" not in told(reviewed[0])
    assert "après le jour du bilan" in told(make_review(reviewed[0].contract, day=date(2025, 7, 31))[0])


def test_the_day_ends_in_paris():
    with on("2025-01-02"):
        indicator = make_indicator(targets=every_year("80", "90"))
    for moment, month, comment in (("21:59:59", "2025-03", "à temps"), ("22:00:00", "2025-04", "trop tard")):
        with time_machine.travel(f"2025-06-30T{moment}+00:00"):
            enter(indicator, month, pair(1, 100), comment=comment)
    text = told(make_review(indicator.contract)[0])
    assert "à temps" in text
    assert "trop tard" not in text


def test_an_annual_review_looks_at_one_year(reviewed):
    contract = reviewed[0].contract
    text = told(make_review(contract, ReviewKind.ANNUAL, date(2025, 3, 31))[0])
    assert "Revue annuelle 2024" in text
    assert "de 2024, " in text
    assert "à fin décembre 2024" in text
    assert "2026" not in text.replace("2023-2027", "")


def test_an_annual_review_counts_all_that_it_lists_as_late(reviewed):
    """E1A2 was due in 2024: the review of 2025 lists it, so its first page tells of it."""
    with on("2026-02-10"):
        found = document(make_review(reviewed[0].contract, ReviewKind.ANNUAL, date(2026, 1, 31))[0])
    said = [each.text for each in found.blocks if isinstance(each, Lead)][1]
    assert "2 sont en retard" in said
    assert said.endswith("Une échéance d’un exercice antérieur reste en retard.")
    (late,) = (each for each in found.blocks if isinstance(each, Table) and each.name == "Actions en retard")
    assert [line[1].text for line in late.lines] == ["2025", "2024", "2025"]


def test_a_year_shows_why_an_action_was_abandoned(reviewed):
    with on("2026-02-10"):
        found = document(make_review(reviewed[0].contract, ReviewKind.ANNUAL, date(2026, 1, 31))[0])
    (table,) = (each for each in found.blocks if isinstance(each, Table) and "engagement E2" in each.name)
    assert [cell.text for cell in table.lines[0]] == ["Action E2A1", "Abandonné", "Sans suite"]


def test_what_people_type_is_never_code(reviewed):
    review, controller = reviewed
    write(review, controller, f"Premier paragraphe\nqui continue.\n\n- {EVIL}\n- deuxième")
    found = document(review)
    assert Bullets((EVIL, "deuxième")) in found.blocks
    assert Paragraph("Premier paragraphe qui continue.") in found.blocks
    assert pdf_bytes(found).startswith(b"%PDF-")
    assert '#panic("code") *gras* $x$ @ref &lt;balise&gt; \\ #import' in plain(xml_of(odt_bytes(found)))


def test_no_character_prevents_the_document(reviewed):
    review, controller = reviewed
    write(review, controller, "Bravo 😀 中\x0b\u202e et → ≥ fin")
    found = document(review)
    assert replaced_in("é → 😀 中 ≥") == {ord("😀"): "□", ord("中"): "□"}
    assert pdf_bytes(found) == pdf_bytes(found)
    assert "Bravo 😀 中 et → ≥ fin" in plain(xml_of(odt_bytes(found)))


def test_the_odt_has_headings_tables_and_the_same_words(reviewed):
    made = odt_bytes(document(reviewed[0]))
    xml = xml_of(made)
    assert "table-header-rows" in xml
    assert xml.count('table:number-rows-spanned="3"') == xml.count("<table:covered-table-cell") // 2 == 2
    assert "Exercice" in plain(xml)
    for said in ("L’essentiel", "Indicateur 1", "Action E1A1", "Panne du logiciel", "Sommaire"):
        assert said in plain(xml)


def test_a_contract_without_anything_gives_a_document():
    with on("2023-01-02"):
        contract = make_contract()
    found = document(make_review(contract)[0])
    assert pdf_bytes(found)
    assert odt_bytes(found)


def test_queries_do_not_grow_with_the_contract(reviewed, django_assert_num_queries):
    review, _ = reviewed
    found = Review.objects.select_related("contract__body").get(pk=review.pk)
    with django_assert_num_queries(32):
        facts_of(found, 10**6)
    for rank in range(3):
        make_action(review.contract, code=f"E3A{rank}", years=(2024, 2025))
        make_indicator(review.contract)
    with django_assert_num_queries(32):
        facts_of(found, 10**6)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("un\r\ndeux\r\n\r\ntrois", (Paragraph("un deux"), Paragraph("trois"))),
        (
            "avant\n- a\n  suite\n- b\n\naprès",
            (Paragraph("avant"), Bullets(("a suite", "b")), Paragraph("après")),
        ),
        ("-5 points", (Paragraph("-5 points"),)),
        ("Vraiment ?", (Paragraph("Vraiment\u202f?"),)),
    ],
)
def test_the_markup(text, blocks):
    assert blocks_of(text) == blocks
