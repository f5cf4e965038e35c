"""One stylesheet made of many parts: complete, in order, and never older than they are."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.test import Client, override_settings

from cpg import static_bundles
from cpg.static_bundles import NAME, PARTS, StylesheetFinder, parts, stylesheet, write_if_changed

LINES_AT_MOST = 400


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    with override_settings(STATE_DIR=tmp_path / "state", WHITENOISE_USE_FINDERS=False):
        yield tmp_path / "state"


@pytest.fixture
def two_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "css"
    folder.mkdir()
    (folder / "20-second.css").write_text("b { color: red }")
    (folder / "10-first.css").write_text("a { color: blue }")
    monkeypatch.setattr(static_bundles, "PARTS", folder)
    return folder


def test_the_stylesheet_holds_every_part_in_the_order_of_the_names() -> None:
    text = stylesheet()
    parts = sorted(PARTS.iterdir())
    assert len(parts) > 10
    place = 0
    for part in parts:
        rules = [
            line.strip() for line in re.sub(r"/\*.*?\*/", "", part.read_text(), flags=re.DOTALL).split("\n")
        ]
        for line in filter(None, rules):
            place = text.index(line, place) + len(line)
    assert "/*" not in text
    assert "\n " not in text


def test_the_tokens_come_first_and_paper_last() -> None:
    names = [path.name for path in parts()]
    assert (names[0], names[-1]) == ("00-tokens.css", "90-print.css")


def test_dark_and_light_differ_by_colours_alone() -> None:
    """What is as wide as the screen, or named for a screen reader, is so in both: it need not be measured twice."""
    for part in parts():
        text = part.read_text()
        assert "prefers-color-scheme" not in text
        themes = re.findall(r"data-theme=[^{]*\{([^}]*)\}", text)
        assert all(re.fullmatch(r"\s*color-scheme: \w+;\s*", each) for each in themes)


def test_every_rule_lies_in_a_declared_layer() -> None:
    """A rule outside the layers would win over all of them, paper included."""
    declared = "@layer tokens, base, page, components, tools, print;"
    assert parts()[0].read_text().count(declared) == 1
    layers = [name.strip() for name in declared.removeprefix("@layer ").rstrip(";").split(",")]
    starts = {f"@layer {layer} {{" for layer in layers}
    stray = [
        (part.name, line)
        for part in parts()
        for line in part.read_text().splitlines()
        if line and not line.startswith((" ", "}", "/*")) and line not in {*starts, declared}
    ]
    assert stray == []


def test_no_part_is_long() -> None:
    long = [path.name for path in parts() if len(path.read_text().splitlines()) > LINES_AT_MOST]
    assert long == []


def test_no_part_asks_for_anything_from_elsewhere() -> None:
    asking = [path.name for path in parts() if "url(" in path.read_text() or "@import" in path.read_text()]
    assert asking == []


def test_a_page_finds_the_stylesheet_and_a_collection_takes_it(state: Path) -> None:
    finder = StylesheetFinder()
    found = Path(finder.find(NAME))
    assert found.read_text() == stylesheet()
    assert found.is_relative_to(state)
    assert finder.find(NAME, find_all=True) == [str(found)]
    listed = list(finder.list(None))
    assert [(name, storage.path(name)) for name, storage in listed] == [(NAME, str(found))]
    assert isinstance(listed[0][1], FileSystemStorage)


def test_a_collection_before_any_page_takes_it_too(state: Path) -> None:
    [(name, storage)] = StylesheetFinder().list(None)
    with storage.open(name) as file:
        assert file.read().decode() == stylesheet()


def test_a_server_without_a_collection_has_its_compressed_twin(state: Path) -> None:
    with override_settings(WHITENOISE_USE_FINDERS=True):
        listed = [storage.path(name) for name, storage in StylesheetFinder().list(None)]
    assert len(listed) == 2
    assert gzip.decompress(Path(listed[1]).read_bytes()).decode() == stylesheet()
    assert 3 * Path(listed[1]).stat().st_size < Path(listed[0]).stat().st_size


def test_the_stylesheet_travels_compressed(client: Client) -> None:
    plain, small = (
        client.get("/static/cpg/app.css", headers={"Accept-Encoding": each}) for each in ("", "gzip")
    )
    assert (plain.get("Content-Encoding"), small["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(small.getvalue()) == plain.getvalue() == stylesheet().encode()


def test_static_files_say_their_charset_and_are_for_this_site_alone(client: Client) -> None:
    for name in ("app.css", "favicon.svg", "js/drafts/main.js"):
        answer = client.get(f"/static/cpg/{name}", headers={"Origin": "https://ailleurs.exemple.fr"})
        answer.close()
        assert "utf-8" in answer["Content-Type"], name
        assert not answer.has_header("Access-Control-Allow-Origin")


def test_no_other_file_is_answered_for(state: Path) -> None:
    finder = StylesheetFinder()
    assert finder.find("cpg/other.css") == []
    assert finder.find("cpg/other.css", find_all=True) == []


def test_the_settings_use_the_finder() -> None:
    assert Path(str(finders.find(NAME))).read_text() == stylesheet()


def test_the_stylesheet_follows_a_part_that_changes(state: Path, two_parts: Path) -> None:
    finder = StylesheetFinder()
    before = Path(finder.find(NAME)).read_text()
    (two_parts / "10-first.css").write_text("a { color: green }")
    after = Path(finder.find(NAME)).read_text()
    assert before.index("blue") < before.index("red")
    assert after == before.replace("blue", "green")


def test_the_stylesheet_follows_a_part_that_comes_or_goes(state: Path, two_parts: Path) -> None:
    finder = StylesheetFinder()
    (two_parts / "15-between.css").write_text("i { color: black }")
    (two_parts / "20-second.css").unlink()
    text = Path(finder.find(NAME)).read_text()
    assert "black" in text
    assert "red" not in text


def test_an_unchanged_stylesheet_is_not_written_again(tmp_path: Path) -> None:
    """The server's cache goes by the time of the file."""
    path = tmp_path / "folder" / "app.css"
    write_if_changed(path, b"a {}")
    first = path.stat()
    write_if_changed(path, b"a {}")
    again = path.stat()
    assert (again.st_ino, again.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    write_if_changed(path, b"b {}")
    assert path.read_text() == "b {}"
    assert [each.name for each in path.parent.iterdir()] == ["app.css"]


# These adapt what others draw: to paper, to the eye of who asks for more contrast.
ADAPTING = {"80-tools.css", "90-print.css"}


def test_a_class_is_drawn_by_one_part_of_the_stylesheet() -> None:
    """All parts are one stylesheet: two that draw one class draw over each other on some page."""
    drawn: dict[str, set[str]] = {}
    for part in parts():
        text = re.sub(r"/\*.*?\*/", "", part.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors in re.findall(r"([^{}]+)\{", text):
            for name in re.findall(r"(?:^|,)\s*\.([\w-]+)\s*(?=,|$)", selectors):
                drawn.setdefault(name, set()).add(part.name)
    assert "registre" in drawn
    assert {name: where for name, where in drawn.items() if len(where - ADAPTING) > 1} == {}
