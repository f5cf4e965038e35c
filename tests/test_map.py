"""The map of the code and its recipes name only what exists; the map names every room of dashboards."""

import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAP = ROOT / "docs" / "architecture.md"
RECIPES = ROOT / "docs" / "recipes.md"
# `tests/domain/oracle*.py`, `judgement.py`, `domain/`: in backticks, or after a line break of a drawing.
NAMED = re.compile(
    r"(?:`|<br/>)((?:[\w*-]+/)*[\w*.-]+\.(?:py|md|json|toml|html|csv)|(?:[\w*-]+/)+)(?=[`\",;<]|$)",
    re.MULTILINE,
)
# A name that a file must hold: `indicators/domain/judgement.py` `judge`
INSIDE = re.compile(r"`([\w/]+\.py)` `(\w+)`")


def tracked() -> set[str]:
    """Every file of the repository, and every folder with a slash at its end."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    files = {file for file in listed if (ROOT / file).exists()}
    return files | {f"{folder}/" for file in files for folder in Path(file).parents}


def missing(text: str, paths: set[str]) -> set[str]:
    """Paths and names of a text that are not in the repository. A path may leave out its first folders."""
    lost = {
        name
        for name in NAMED.findall(text)
        if not any(fnmatch(path, name) or fnmatch(path, f"*/{name}") for path in paths)
    }
    inside = {(file, name) for file, name in INSIDE.findall(text) if file not in lost}
    return lost | {name for file, name in inside if not _holds(file, name, paths)}


def _holds(file: str, name: str, paths: set[str]) -> bool:
    candidates = [path for path in paths if path == file or path.endswith(f"/{file}")]
    return any(re.search(rf"\b{name}\b", (ROOT / path).read_text()) for path in candidates)


def rooms(text: str) -> set[str]:
    """The first column of the table of rooms."""
    return set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize("document", [MAP, RECIPES], ids=lambda path: path.stem)
def test_what_the_map_and_the_recipes_name_exists(document: Path) -> None:
    assert missing(document.read_text(), tracked()) == set()


@pytest.mark.parametrize(
    "text",
    [
        "`indicators/domain/judgment.py`",
        "`indicators/domain/judgement.py` `juge`",
        "`attic/`",
        'put["put<br/>indicators/recording/writing.py"]',
    ],
)
def test_a_wrong_name_on_the_map_is_noticed(text: str) -> None:
    assert len(missing(text, tracked())) == 1


def test_every_room_is_on_the_map() -> None:
    text = MAP.read_text()
    folders = {folder for folder in (ROOT / "dashboards").iterdir() if (folder / "__init__.py").exists()}
    with_pages = {folder.name for folder in folders if (folder / "views.py").exists()}
    assert rooms(text) == with_pages
    others = {folder.name for folder in folders} - with_pages - {"migrations", "management"}
    assert {name for name in others if f"`{name}/`" not in text} == set()


def test_the_map_can_be_read_at_once() -> None:
    assert len(MAP.read_text().splitlines()) < 250
