"""docs/security.md: each requirement once, counts that are those of its rows, files and tests that exist."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) "
    r"\| (satisfait|sans objet|\*\*non satisfait\*\*) \| ([^|]+) \| ([^|]*) \|$",
    re.MULTILINE,
)
NOT_MET = "**non satisfait**"
# Requirements of levels 1 and 2 in each chapter of ASVS 5.0.
CHAPTERS = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)
NAMED = re.compile(
    r"`([A-Za-z_.][\w.-]*(?:/[\w.-]+)+/?|(?:uv|pyproject|docker-compose)\.\w+|Dockerfile)(?:::(\w+))?`"
)


def test_each_requirement_is_answered_once() -> None:
    numbers = [tuple(map(int, number.split("."))) for number, *_ in ROW.findall(TEXT)]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == len(re.findall(r"^\| \d+\.\d+\.\d+ ", TEXT, re.MULTILINE)), (
        "a row is written otherwise"
    )
    assert tuple(Counter(chapter for chapter, *_ in numbers).values()) == CHAPTERS


def test_the_counts_and_the_list_at_the_top_are_those_of_the_rows() -> None:
    rows = ROW.findall(TEXT)
    states = Counter(state for _, _, _, state, *_ in rows)
    levels = Counter(level for _, level, *_ in rows)
    assert (
        f"{len(rows)} exigences ({levels['1']} de niveau 1, {levels['2']} de niveau 2), "
        f"{states['satisfait']} satisfaites, {states['sans objet']} sans objet, {states[NOT_MET]} non satisfaites"
    ) in TEXT
    told = re.findall(r"^- (\d+\.\d+\.\d+) ", TEXT, re.MULTILINE)
    assert told == [number for number, _, _, state, *_ in rows if state == NOT_MET]


def test_what_is_met_says_where() -> None:
    assert [
        number for number, _, _, state, _, where in ROW.findall(TEXT) if state == "satisfait" and not where
    ] == []


def test_what_it_names_exists() -> None:
    named = NAMED.findall(TEXT)
    assert len(named) > 300
    missing = [name for name, _ in named if not (ROOT / name).exists()]
    missing += [
        f"{name}::{test}"
        for name, test in named
        if test and f"def {test}(" not in (ROOT / name).read_text("utf-8")
    ]
    assert missing == []
