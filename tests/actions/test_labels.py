"""The labels of actions and of their deliverables, cut at each width that a page, the Gantt or the dossier has."""

import json
import re
from collections import Counter
from itertools import chain

import pytest
from django.conf import settings

from cpg.shared import french
from dashboards.actions.gantt import LONGEST
from dashboards.documents.dossier.late import SHORT_WORDING


def named(node):
    """Each action and each deliverable of the contract's file."""
    if isinstance(node, dict):
        for action in node.get("actions", ()):
            yield action["libelle"]
            for each in action.get("livrables", ()):
                yield each["libelle"]
        yield from chain.from_iterable(map(named, node.values()))
    elif isinstance(node, list):
        yield from chain.from_iterable(map(named, node))


def widths():
    templates = settings.BASE_DIR / "templates"
    texts = "".join(path.read_text("utf-8") for path in templates.rglob("*.html"))
    found = re.findall(r"(?:cut_middle:|item_name.html\" with item=each longest=)(\d+)", texts)
    return sorted({*map(int, found), LONGEST, SHORT_WORDING})


@pytest.mark.parametrize("width", widths())
def test_labels_that_differ_differ_once_cut(width):
    labels = dict.fromkeys(
        french.bound(text.rstrip(". "))
        for text in named(json.loads(settings.CONTRACT_FILE.read_text("utf-8")))
    )
    assert len(labels) > 67
    shown = Counter(french.cut(each, width) for each in labels)
    assert [label for label, count in shown.items() if count > 1] == []


def test_the_widths_of_pages_are_known():
    assert len(widths()) > 4


def test_nothing_cuts_the_end_of_an_action():
    """A label cut at its end hides what tells it from the next one."""
    found = []
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        found += re.findall(
            r"(?:wording|planned\.\w+|deliverable\.\w+)[|\w]*\|truncate\w+:\d+", path.read_text("utf-8")
        )
    assert found == []
