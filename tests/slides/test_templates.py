"""The template of a body: its fonts and colours are kept and none other are written; hostile ones are refused."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.models import SecurityEvent
from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from dashboards.documents.blocks import DocumentCell, DocumentColumn, Table, Tone
from dashboards.models import SlideFormat, SlideTemplate, SlideTemplateChoice
from dashboards.slides.checking import LARGEST, checked
from dashboards.slides.deck import Caption, ChartLine, Column, Cover, Deck, LineChart, Slide, Stroke, Words
from dashboards.slides.formats import FLAVOURS
from tests.factories import make_contract, make_user
from tests.pages import text_of
from tests.slides.made_templates import (
    ACCENT,
    BACK,
    BODY_FONT,
    INK,
    TITLE_FONT,
    odp_template,
    pptx_template,
    read,
    with_parts,
)
from tests.slides.reading import read_odp, read_pptx

MADE = {SlideFormat.PPTX: pptx_template, SlideFormat.ODP: odp_template}
READ = {SlideFormat.PPTX: read_pptx, SlideFormat.ODP: read_odp}
LONG = "Un nom d’indicateur qui n’en finit pas, comme les contrats en ont beaucoup, "


def deck(rows: int = 40) -> Deck:
    """One slide of every part, its table much longer than a slide."""
    lines = tuple(
        (DocumentCell(LONG * 2, Tone.BAD, "R1"), DocumentCell("1\u202f234,50")) for _ in range(rows)
    )
    table = Table("Tableau", (DocumentColumn("Nom", 3), DocumentColumn("Valeur", 1)), lines)
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31))
    drawn = [
        ChartLine(each.value, each, (Decimal("12.50"), None, Decimal(7) if each is Stroke.REAL else None))
        for each in Stroke
    ]
    chart = LineChart("Graphique", "", "12,50 puis 7", days, tuple(drawn), 2)
    column = Column(1, (Words(("Un texte",), "66,31"), Caption("Un intitulé"), chart))
    slide = Slide(LONG.strip(), LONG * 4, (column, Column(1, (table,))), ("Source\u00a0: ici",))
    return Deck("Essai", Cover("Comité", ("Caisse",), ("Source",)), (slide,), "Pied", ("État au 30/06/2025",))


def xml_of(content: bytes, where: str) -> str:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return " ".join(archive.read(each).decode() for each in archive.namelist() if re.match(where, each))


@pytest.mark.parametrize("as_template", [False, True])
def test_a_pptx_has_the_fonts_and_colours_of_its_template_and_no_other(as_template):
    made = FLAVOURS[SlideFormat.PPTX].write(deck(), pptx_template(as_template=as_template))
    theme = xml_of(made, r"ppt/theme/theme1\.xml")
    assert {TITLE_FONT, BODY_FONT} <= set(re.findall(r'typeface="([^"]+)"', theme))
    assert {BACK, INK, ACCENT} <= set(re.findall(r'srgbClr val="(\w+)"', theme))
    written = xml_of(made, r"ppt/(slides|charts)/[^/]+\.xml")
    assert "srgbClr" not in written
    assert "sysClr" not in written
    assert re.findall(r"<a:(?:latin|ea|cs) [^>]*>", written) == []
    assert set(re.findall(r'schemeClr val="(\w+)"', written)) == {"tx1", "accent1"}
    assert "Une diapositive du modèle" not in xml_of(made, ".*xml")
    assert "template.main" not in xml_of(made, r"\[Content_Types\]\.xml")


@pytest.mark.parametrize("as_template", [False, True])
def test_an_odp_has_the_fonts_and_colours_of_its_template_and_no_other(as_template):
    template = odp_template(as_template=as_template)
    made = FLAVOURS[SlideFormat.ODP].write(deck(), template)
    assert read(made, "styles.xml") == read(template, "styles.xml"), "part by part, as it is"
    written = xml_of(made, r"(content|Object.*)\.xml|Object.*/")
    assert set(re.findall(r"#[0-9a-f]{6}", written)) == {f"#{INK.lower()}", f"#{ACCENT.lower()}"}
    fonts = set(re.findall(r'(?:font-name|font-family)="([^"]+)"', written))
    assert fonts <= {TITLE_FONT, BODY_FONT}
    assert BODY_FONT in fonts
    assert read(made, "mimetype") == b"application/vnd.oasis.opendocument.presentation"


@pytest.mark.parametrize("format_", SlideFormat)
@pytest.mark.parametrize("own", [True, False])
def test_what_is_too_long_goes_on_with_other_slides_and_nothing_runs_off(format_, own):
    slides = READ[format_](FLAVOURS[format_].write(deck(), MADE[format_]() if own else None))
    assert [slide.outside for slide in slides] == [[]] * len(slides)
    count = len(slides) - 1
    assert count > 2
    assert [slide.title for slide in slides[2:]] == [
        f"{LONG.strip()}, suite\u00a0{each}/{count}" for each in range(2, count + 1)
    ]
    rows = [row for slide in slides for table in slide.tables for row in table[1:]]
    assert len(rows) == 40
    assert all("▼" in row[0] and row[1] == "1\u202f234,50" for row in rows)
    # What must be known of the figures is on each, with the notes of the first.
    if format_ is SlideFormat.PPTX or own:
        assert all("État au 30/06/2025" in slide.text for slide in slides) or format_ is SlideFormat.ODP
    assert {slide.notes for slide in slides[1:]} == {"Source\u00a0: ici"}


def hostile():
    """Each wrong file, and a word of why it is refused."""
    pptx, odp = pptx_template(), odp_template()
    rels = "ppt/slideMasters/_rels/slideMaster1.xml.rels"
    linked = read(pptx, rels).replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
        b' Target="http://exemple.invalid/a.png" TargetMode="External"/></Relationships>',
    )
    styles = read(odp, "styles.xml")
    fetched = styles.replace(
        b"<office:master-styles>",
        b'<draw:fill-image xlink:href="https://exemple.invalid/a.png"/><office:master-styles>',
    )
    unread = linked.replace(b'TargetMode="External"', b'TargetMode="&#69;xternal"')
    hidden = linked.replace(b' TargetMode="Ext', b' Other=">" TargetMode="Ext')
    bullets = styles.replace(
        b"<office:master-styles>",
        b'<x:list-level-style-image xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        b' xmlns:y="http://www.w3.org/1999/xlink" y:href="&#104;ttp://exemple.invalid/a.png"/><office:master-styles>',
    )
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/a.png"/></svg>'
    hover = (
        b'<a:hlinkMouseOver xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        b'action="ppaction://program"/>'
    )
    types = read(pptx, "[Content_Types].xml").replace(b"presentation.main", b"presentation.macroEnabled.main")
    billion = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    untitled = styles.replace(b'presentation:class="title"', b'presentation:class="chart"')
    small = styles.replace(b'svg:height="138.33mm"', b'svg:height="9.00mm"')
    return {
        "empty": (b"", "vide"),
        "text": (b"bonjour", "présentation"),
        "archive": (with_parts(pptx, {"ppt/presentation.xml": b""}), "ne se lit pas"),
        "spreadsheet": (
            with_parts(odp, {"mimetype": b"application/vnd.oasis.opendocument.text"}),
            "présentation",
        ),
        "cut": (pptx[: len(pptx) // 2], "endommagé"),
        "program": (with_parts(pptx, {"ppt/vbaProject.bin": b"x"}), "macros"),
        "macro type": (with_parts(pptx, {"[Content_Types].xml": types}), "macros"),
        "basic": (with_parts(odp, {"Basic/Standard/script-lc.xml": b"<a/>"}), "macros"),
        "object": (with_parts(pptx, {"ppt/embeddings/oleObject1.bin": b"x"}), "objets"),
        "linked": (with_parts(pptx, {rels: linked}), "ailleurs"),
        "linked, not as bytes": (with_parts(pptx, {rels: unread}), "ailleurs"),
        "linked, behind a bracket": (with_parts(pptx, {rels: hidden}), "ailleurs"),
        "bullets": (with_parts(odp, {"styles.xml": bullets}), "ailleurs"),
        "drawing": (with_parts(pptx, {"ppt/media/a.svg": drawn}), "ailleurs"),
        "program under the mouse": (with_parts(pptx, {"ppt/theme/a.xml": hover}), "macros"),
        "wide letters without their mark": (
            with_parts(
                pptx,
                {"docProps/app.xml": "<?xml version='1.0' encoding='UTF-16LE'?><a/>".encode("utf-16-le")},
            ),
            "comme un logiciel",
        ),
        "fetched": (with_parts(odp, {"styles.xml": fetched}), "ailleurs"),
        "entities": (with_parts(pptx, {"docProps/app.xml": billion}), "comme un logiciel"),
        "other encoding": (
            with_parts(pptx, {"docProps/app.xml": "<a/>".encode("utf-16")}),
            "comme un logiciel",
        ),
        "outside": (with_parts(pptx, {"../a.xml": b"<a/>"}), "endommagé"),
        "bomb": (with_parts(pptx, {"ppt/media/a.png": b"0" * (70 * 1024 * 1024)}), "trop"),
        "many": (with_parts(pptx, {f"ppt/media/{each}.png": b"" for each in range(1001)}), "trop"),
        "large": (bytes(LARGEST + 1), "dépasse"),
        "untitled": (with_parts(odp, {"styles.xml": untitled}), "titre"),
        "small": (with_parts(odp, {"styles.xml": small}), "peu de place"),
        "broken styles": (with_parts(odp, {"styles.xml": styles[:-20]}), "ne se lit pas"),
    }


def test_hostile_and_unusable_templates_are_refused_with_what_to_do():
    for name, (content, word) in hostile().items():
        with pytest.raises(Refusal) as refused:
            checked(content)
        assert word in str(refused.value), name


def test_a_good_template_is_described():
    """The control: the same files without the trap."""
    for format_, make in MADE.items():
        for as_template in (False, True):
            # Impress writes an empty part.
            parts = {"Configurations2/accelerator/current.xml": b""}
            found, summary = checked(with_parts(make(as_template=as_template), parts))
            assert found is format_
            assert summary.fonts == (TITLE_FONT, BODY_FONT)
            assert f"#{ACCENT.lower()}" in summary.colours


def test_a_template_of_libreoffice_is_described_once():
    """It names the description of a file otherwise than PowerPoint."""
    pptx = pptx_template()
    other = b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
    relations = read(pptx, "_rels/.rels")
    usual = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    assert usual in relations
    template = with_parts(pptx, {"_rels/.rels": relations.replace(usual, other)})
    checked(template)
    names = zipfile.ZipFile(io.BytesIO(FLAVOURS[SlideFormat.PPTX].write(deck(), template))).namelist()
    assert len(names) == len(set(names))


def test_a_layout_that_leads_to_a_slide_is_refused():
    pptx = pptx_template()
    rels = "ppt/slideLayouts/_rels/slideLayout6.xml.rels"
    leading = read(pptx, rels).replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide"'
        b' Target="../slides/slide1.xml"/></Relationships>',
    )
    with pytest.raises(Refusal, match="retirez ce lien"):
        checked(with_parts(pptx, {rels: leading}))


@pytest.fixture
def contract(db):
    return make_contract()


def send(client, contract, content, name="modele.pptx"):
    file = SimpleUploadedFile(name, content)
    return client.post(place(contract), {"file": file}, follow=True)


def place(contract):
    return f"/{contract.body.code}/{contract.code}/comite/modele/"


@pytest.mark.django_db
def test_a_controller_sends_tries_and_uses_a_template_and_goes_back(in_october_2025, client, contract):
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    refused = client.post(place(contract), {"file": SimpleUploadedFile("a.pptx", b"bonjour")})
    assert refused.status_code == 422
    assert "n’est pas pris" in text_of(refused)
    content = pptx_template()
    page = text_of(send(client, contract, content))
    assert f"Title Slide ; Title Only {TITLE_FONT}, {BODY_FONT}" in page
    template = SlideTemplate.objects.get()
    send(client, contract, content)
    assert SlideTemplate.objects.count() == 1, "the same file is the same template"
    home = place(contract).replace("modele/", "")

    def font(query=""):
        answer = client.get(f"{home}presentation.pptx{query}")
        assert answer.status_code == 200
        return TITLE_FONT in xml_of(answer.content, r"ppt/theme/theme1\.xml")

    assert (font(), font(f"?modele={template.pk}")) == (False, True), "tried before it is used"
    used = {"format": "pptx", "modele": template.pk}
    assert "se font désormais avec le modèle 1" in text_of(client.post(place(contract), used, follow=True))
    assert "est déjà celui qui sert" in text_of(client.post(place(contract), used, follow=True))
    assert font()
    assert "modèle par défaut" in text_of(client.post(place(contract), {"format": "pptx"}, follow=True))
    assert not font()
    kinds = [each.detail for each in SecurityEvent.objects.filter(kind__startswith="modele").order_by("pk")]
    assert kinds == ["pptx 1", "pptx 1", "pptx 1", "pptx 0"]
    assert [each.template_id for each in SlideTemplateChoice.objects.all()] == [template.pk, None]


@pytest.mark.django_db
def test_a_template_is_of_its_body_and_its_format(in_october_2025, client, contract):
    administrator = make_user(Role.ADMINISTRATEUR, contract.body)
    client.force_login(administrator)
    send(client, contract, odp_template(), "modele.otp")
    template = SlideTemplate.objects.get()
    other = make_contract()
    client.force_login(make_user(Role.CONTROLEUR, other.body))
    assert client.post(place(other), {"format": "odp", "modele": template.pk}).status_code == 404
    assert (
        client.get(place(other).replace("modele/", f"presentation.odp?modele={template.pk}")).status_code
        == 404
    )
    client.force_login(make_user(Role.LECTEUR, contract.body))
    assert (
        client.get(place(contract).replace("modele/", f"presentation.odp?modele={template.pk}")).status_code
        == 403
    )
    for wrong in ({"format": "pptx", "body": contract.body}, {"format": "odp", "body": other.body}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SlideTemplateChoice.objects.create(
                template=template, chosen_by=administrator, chosen_at="2025-10-20T10:00Z", **wrong
            )
