"""The dossier of a closed quarter: its documents say the figures of its rows, and can be read by all."""

import re
import zlib
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.ledger.proofs import SentFile
from commitments.models import Action, Origin
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.documents.blocks import Curve, Figures, Heading, Table
from dashboards.documents.dossier.composing import dossier_document
from dashboards.documents.dossier.curves import curves
from dashboards.documents.dossier.sources import provenance
from dashboards.documents.pdf import data_of, pdf_bytes
from dashboards.exports.files import FrozenFormat
from dashboards.exports.quarter import quarter_rows
from dashboards.models import QuarterClosing
from dashboards.quarters import dossier as dossier_module
from dashboards.quarters.dossier import files_of
from dashboards.shared.figures import gap_text, target_text, value_text
from indicators.recording import amend, attach_document, link, put
from tests.closing import WAIVED
from tests.factories import (
    amount,
    enter,
    every_year,
    make_contract,
    make_indicator,
    pair,
    target,
)
from tests.quarters.dossiers import FIRST, SECOND, close, facts, frozen, make_dossiered, texts

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("in_july_2024")]


@pytest.fixture
def contract():
    return make_dossiered()


def test_closing_freezes_every_file_once_with_its_fingerprint(contract):
    closing = close(contract)
    assert [each.format for each in closing.files] == list(FrozenFormat)
    for each in closing.files:
        assert each.sha256 == sha256(bytes(each.content)).hexdigest()
        assert each.change is None


def test_the_same_facts_give_the_same_bytes_later(contract, in_july_2024):
    closing = close(contract)
    in_july_2024.move_to(datetime(2026, 1, 1, tzinfo=UTC))
    put(
        indicator=contract.indicators.all().with_definition().get(code="R1"),
        month=Month(2024, 3),
        fact=pair(95, 100),
        expected_version=1,
        reason="chiffres inversés",
        actor=None,
        origin=Origin.COMMAND,
    )
    again = files_of(QuarterClosing.objects.get(pk=closing.pk))
    assert {str(name): content for name, content in again.items()} == frozen(closing)


def said_of(document):
    """By code: the row of figures on the page of an indicator, or its line in the table of the others."""
    said, code = {}, ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 2:
            code = block.text.split(".")[0]
        elif isinstance(block, Figures) and re.fullmatch(r"R[0-9]+", code):
            said[code] = [(each.value, each.detail, each.more) for each in block.figures]
        elif isinstance(block, Table) and block.name.startswith("Autres indicateurs"):
            for line in block.lines:
                said[line[0].detail.split(",")[0]] = [(cell.text, cell.detail, "") for cell in line[1:]]
    return said


def test_every_figure_of_the_pdf_is_that_of_a_row(contract):
    closing = close(contract)
    said = said_of(dossier_document(facts(closing)))
    definitions = {each.code: each.definition for each in contract.indicators.all().with_definition()}
    for row in quarter_rows(contract, SECOND):
        definition, shown = definitions[row["indicateur"]], said[row["indicateur"]]
        values = {value.replace("au\u00a0moins ", "") for value, _, _ in shown}
        beside = " ".join(part for _, *parts in shown for part in parts)
        for text in (
            value_text(definition, row["valeur_a_date"]),
            target_text(definition, row["objectif_a_date"]),
            value_text(definition, row["projection_annuelle"]),
        ):
            assert not text or text in values, (row["indicateur"], text)
        score = "" if row["score"] is None else french.with_unit(row["score"], "%")
        for text in (
            gap_text(definition, row["ecart_objectif"]),
            target_text(definition, row["seuil_a_date"]),
            score,
        ):
            assert text in beside or text in values, (row["indicateur"], text)


def test_nothing_is_printed_under_nine_points_and_late_actions_have_their_whole_wording(contract):
    wording = "Suivre le taux de réitération et identifier des actions afin de réduire la réitération"
    Action.objects.update(wording=wording)
    closing = close(contract)
    sizes = [
        float(size)
        for content in re.findall(
            rb"stream\r?\n(.*?)\r?\nendstream", frozen(closing)["dossier"], flags=re.DOTALL
        )
        for size in re.findall(rb"/\w+ ([\d.]+) Tf", _inflated(content))
    ]
    assert len(sizes) > 100
    assert min(sizes) >= 9
    assert wording in texts(data_of(dossier_document(facts(closing))))


def _inflated(content):
    try:
        return zlib.decompress(content)
    except zlib.error:
        return b""


@pytest.mark.parametrize("format_", ["dossier", "passeports"])
def test_the_documents_are_tagged_and_declare_pdf_ua(contract, format_):
    made = frozen(close(contract))[format_]
    for part in (b"pdfuaid:part>1<", b"/StructTreeRoot", b"/Outlines", b"/Lang(fr-FR)", b"/MarkInfo"):
        assert part in made


def test_each_page_names_contract_quarter_day_version_and_fingerprint(contract):
    closing = close(contract)
    mark = sha256(frozen(closing)["open-data"]).hexdigest()[:12]
    assert facts(closing).footer == (
        f"CPG 2023-2027 · à fin juin 2024 · données du 20/07/2024 · version 1 · SHA-256 {mark}"
    )


def test_the_eight_furthest_have_a_page_each_and_the_others_a_table(contract):
    document = dossier_document(facts(close(contract)))
    pages = [
        each.text.split(".")[0] for each in document.blocks if isinstance(each, Heading) and each.level == 2
    ]
    shown = [name for name in pages if re.fullmatch(r"R[0-9]+", name)]
    assert shown == ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]
    (table,) = (
        each
        for each in document.blocks
        if isinstance(each, Table) and each.name.startswith("Autres indicateurs")
    )
    assert [line[0].detail.split(",")[0] for line in table.lines] == ["R9", "R10", "R11", "R12"]


def test_a_page_says_comment_pace_change_and_late_action(contract):
    close(contract, FIRST)
    text = "\n".join(texts(data_of(dossier_document(facts(close(contract)))))).replace("\u00a0", " ")
    for said in (
        "Mai 2024 : Panne du logiciel.",
        "Avril 2024 : extraction perdue.",
        "Ce qui a changé depuis le 1er trimestre 2024, version 1",
        "Nouveaux mois : avril et mai 2024",
        "Il faut",
        "F1-E1A1",
    ):
        assert said in text, said


def test_what_accumulates_shows_its_gap_before_its_sum(contract):
    found = facts(close(contract))
    by_code = {each.indicator.code: each for each in found.measured}
    assert [each.caption.split(" à ")[0] for each in curves(by_code["R2"])] == ["Écart", "Cumul"]
    (curve,) = curves(by_code["R1"])
    assert isinstance(curve, Curve)
    assert "À fin juin 2024\u00a0: 70,00\u00a0%, seuil 80\u00a0%, objectif 90\u00a0%." in curve.alternative


def test_a_link_made_after_the_closing_is_not_told(contract):
    closing = close(contract)
    action = Action.objects.get(engagement__fiche__contract=contract)
    second = contract.indicators.get(code="R2")
    link(contract=contract, action=action, indicator=second, actor=None, origin=Origin.COMMAND)
    before, after = facts(closing), facts(close(contract, version=1, reason="nouvel envoi"))
    assert [len(before.late_of(each)) for each in before.measured[:2]] == [1, 0]
    assert [len(after.late_of(each)) for each in after.measured[:2]] == [1, 1]


def test_a_second_version_tells_what_changed_since_the_first(contract):
    close(contract, FIRST)
    first = close(contract)
    second = close(contract, version=1, reason="nouvel envoi")
    assert facts(second).since_version.name == "la version 1"
    assert facts(second).since_version.changes == []
    assert frozen(first)["open-data"] == frozen(second)["open-data"]


def test_the_first_quarter_of_a_contract_is_compared_with_nothing(contract):
    assert facts(close(contract, Quarter(2023, 1))).since_quarter is None


def test_a_contract_without_anything_gives_a_dossier():
    contract = make_contract()
    assert frozen(close(contract))["dossier"].startswith(b"%PDF-")


def test_queries_do_not_grow_with_the_contract(contract):
    close(contract, FIRST)
    close(contract)
    counts: list[int] = []
    for version, added in ((1, 1), (2, 4)):
        for _ in range(added):
            enter(make_indicator(contract, targets=every_year("80", "90")), "2023-06", pair(1, 2))
        closing = close(contract, version=version, reason="nouvel envoi")
        closing = QuarterClosing.objects.select_related("contract__body", "change__actor").get(pk=closing.pk)
        with CaptureQueriesContext(connection) as captured:
            files_of(closing)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_dossier_that_cannot_be_made_closes_nothing(contract, monkeypatch):
    def fail(_):
        raise RuntimeError("no page today")

    monkeypatch.setattr(dossier_module, "pdf_bytes", fail)
    with pytest.raises(RuntimeError):
        close(contract)
    assert not QuarterClosing.objects.exists()


def test_no_character_prevents_the_dossier(contract):
    indicator = contract.indicators.all().with_definition().get(code="R2")
    enter(indicator, "2024-06", amount(1), comment='Bravo 😀 中 #panic("code") \u202e fin')
    document = dossier_document(facts(close(contract)))
    assert pdf_bytes(document) == pdf_bytes(document)
    assert '#panic("code")' in "\n".join(texts(data_of(document)))


def test_points_that_were_waived_are_told_with_their_reason(contract):
    document = dossier_document(facts(close(contract)))
    (table,) = (
        each
        for each in document.blocks
        if isinstance(each, Table) and each.name == "Points levés à la clôture"
    )
    lines = [[cell.text for cell in line] for line in table.lines]
    unvalidated = next(line for line in lines if line[0].startswith("Mois non validé, avril 2024"))
    assert "R1" in unvalidated[0]
    assert unvalidated[1].lower() == WAIVED.lower()


def test_the_avenants_in_force_are_listed_with_the_document_they_had_at_the_closing(contract):
    given = {"source": "Avenant signé", "reason": "charge", "actor": None, "origin": Origin.COMMAND}
    for number, day in ((1, date(2024, 4, 1)), (2, date(2024, 6, 1)), (3, date(2025, 1, 1))):
        targets = {"R1": {2025: target("81", f"9{number}")}}
        amend(contract=contract, label=f"avenant {number}", effective_from=day, targets=targets, **given)
    version = contract.target_versions.get(number=1)
    by = {"version": version, "actor": None, "origin": Origin.COMMAND}
    first = attach_document(document=SentFile("avenant.txt", b"signe"), **by)
    closing = close(contract)
    attach_document(document=SentFile("autre.txt", b"x"), replaces=first.pk, reason="page absente", **by)
    said = dict(provenance(facts(closing)))
    point = closing.checkpoint
    assert (
        said["Empreinte de l’historique"]
        == f"{contract.body.code}/{contract.code}:{point.position}:{point.head}"
    )
    assert (point.position, len(point.head)) == (closing.change.sequence - 1, 64)
    digest = sha256(b"signe").hexdigest()
    assert plain(said["Avenant 1"]) == (
        f"À effet du 01/04/2024, Avenant signé ; document signé : avenant.txt, SHA-256 {digest}"
    )
    assert plain(said["Avenant 2"]).endswith("document signé manquant")
    assert "Avenant 3" not in said


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")
