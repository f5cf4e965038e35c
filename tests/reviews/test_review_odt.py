"""The ODT of a review read back by another library than the one that wrote it: what a word processor is to find."""

import io
import zipfile

import pytest
from defusedxml.ElementTree import fromstring

from dashboards.documents.blocks import Chart, Heading, Table
from dashboards.documents.odt import odt_bytes
from tests.reviews.reviewed import make_review, make_reviewed, on
from tests.reviews.test_review_document import document

pytestmark = pytest.mark.django_db
SPACES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def name(prefixed):
    prefix, _, local = prefixed.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


@pytest.fixture
def review():
    with on("2025-10-20"):
        return make_review(make_reviewed())[0]


@pytest.fixture
def written(review):
    return document(review)


@pytest.fixture
def files(written):
    with zipfile.ZipFile(io.BytesIO(odt_bytes(written))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        return {each: fromstring(archive.read(each)) for each in archive.namelist() if each.endswith("l")}


@pytest.fixture
def content(files):
    return files["content.xml"]


def words(element):
    return "".join(element.itertext())


def test_the_navigator_finds_every_heading_at_its_level(content, written):
    found = [
        (int(each.get(name("text:outline-level"))), words(each)) for each in content.iter(name("text:h"))
    ]
    assert found == [(each.level, each.text) for each in written.blocks if isinstance(each, Heading)]


def test_headings_bear_the_styles_that_the_word_processor_knows(content, files):
    levels = {
        each.get(name("style:name")): each.get(name("style:default-outline-level"))
        for each in files["styles.xml"].iter(name("style:style"))
    }
    for heading in content.iter(name("text:h")):
        assert levels[heading.get(name("text:style-name"))] == heading.get(name("text:outline-level"))
    assert {"Heading_20_1", "Heading_20_2", "Heading_20_3", "Standard"} <= set(levels)


def test_each_line_of_the_contents_leads_to_its_heading(content):
    headings = {
        each.find("text:bookmark", SPACES).get(name("text:name")): words(each)
        for each in content.iter(name("text:h"))
    }
    contents = content.find(".//text:table-of-content", SPACES)
    links = [(each.get(name("xlink:href")), words(each)) for each in contents.iter(name("text:a"))]
    assert len(links) > 8
    assert all(headings[place.removeprefix("#")] == text for place, text in links)
    templates = contents.findall(".//text:table-of-content-entry-template", SPACES)
    assert [each.find("text:index-entry-page-number", SPACES) is not None for each in templates] == [
        True,
        True,
    ]


def test_every_table_repeats_its_head_and_every_line_is_whole(content, written):
    tables = list(content.iter(name("table:table")))
    assert len(tables) == sum(isinstance(each, Table | Chart) for each in written.blocks)
    cells = {name("table:table-cell"), name("table:covered-table-cell")}
    for table in tables:
        columns = len(table.findall("table:table-column", SPACES))
        assert len(table.findall("table:table-header-rows/table:table-row", SPACES)) == 1
        for row in table.iter(name("table:table-row")):
            assert sum(each.tag in cells for each in row) == columns
    names = [each.get(name("table:name")) for each in tables]
    assert len(names) == len(set(names))


def test_it_is_in_french_all_through(files):
    default = files["styles.xml"].find(
        ".//style:default-style[@style:family='paragraph']/style:text-properties", SPACES
    )
    assert (default.get(name("fo:language")), default.get(name("fo:country"))) == ("fr", "FR")
    others = {
        each.get(name("fo:language")) for each in files["styles.xml"].iter(name("style:text-properties"))
    }
    assert others <= {"fr", None}
    assert files["meta.xml"].find(".//dc:language", SPACES).text == "fr-FR"
    assert files["meta.xml"].find(".//dc:title", SPACES).text.startswith("Bilan à mi-parcours")


def test_every_style_that_is_used_is_there(content, files):
    known = {
        each.get(name("style:name"))
        for part in (content, files["styles.xml"])
        for kind in ("style:style", "text:list-style")
        for each in part.iter(name(kind))
    }
    used = {
        value
        for each in content.iter()
        for key, value in each.attrib.items()
        if key in {name("text:style-name"), name("table:style-name"), name("text:visited-style-name")}
    }
    assert used - known == set()
