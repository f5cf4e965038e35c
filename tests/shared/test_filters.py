"""Every form of filters acts when a choice is made and keeps its button for those without JavaScript."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
FORM = re.compile(r'<form\b[^>]*method="get"[^>]*>.*?</form>', re.DOTALL)
CHOICE = re.compile(r"<select\b|components/filter_choice\.html|type=\"(?:radio|checkbox)\"")
BUTTON = '{% include "components/filter_button.html" with '
# These prepare an act, a file or a supposition: what is chosen is sent by their buttons only.
NOT_FILTERS = {"neutralisations/selection.html", "imports/page.html"}


def test_every_form_of_choices_acts_at_once_and_has_its_button() -> None:
    found = {
        (str(path.relative_to(TEMPLATES)), form)
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.findall(path.read_text(encoding="utf-8"))
        if CHOICE.search(form)
    }
    assert len(found) > 10
    for name, form in found:
        acts = "data-filters" in form.split(">", 1)[0]
        assert acts is (form.count(BUTTON) == 1) is (name not in NOT_FILTERS), name


def test_a_page_with_two_forms_of_filters_names_their_notes_apart() -> None:
    page = (TEMPLATES / "overview" / "filters.html").read_text(encoding="utf-8")
    bar = (TEMPLATES / "shared" / "period.html").read_text(encoding="utf-8")
    ids = [re.findall(rf"{re.escape(BUTTON)}.*?id=\"([\w-]+)\"", text) for text in (page, bar)]
    assert ids[0] != ids[1]
    assert all(len(each) == 1 for each in ids)
