"""Write kept texts into the form of a page, as the browser would show them had they been typed there.

Any form can be refilled, whatever made it: the fields are looked for by name in the HTML, and only their tags change.
"""

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

from accounts.drafts.marks import BESIDE_TYPED, FIELD

type Attributes = dict[str, str | None]
UNFILLED = {"file", "password", "submit", "button", "image", "reset", "select"}
FLAGS = {"checkbox": "checked", "radio": "checked", "option": "selected"}
# Django's own counts of rows: they describe the page, not what was typed.
COUNTS = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-MIN_NUM_FORMS", "-MAX_NUM_FORMS")
# What a page sends of itself: versions, digests, encoded files.
BESIDE = ("version", "avant", "initial", *COUNTS)
CODE = re.compile(r"\S{60,}")
PRESSED = {"submit", "button", "checkbox", "radio"}
# Boxes and buttons by their names, where the form that has them is not on the page.
TICKED = {
    "acte",
    "suite",
    "decision",
    "periode",
    "mois",
    "point",
    "sans",
    "soumettre",
    "ligne",
    "confirme",
    "lever",
}
# A file that a preview sends back, how it was read, and what it would write.
SENT_BACK = {"contenu", "lu", "plan"}
# A hidden field about what its page shows: another page shows something else.
OF_PAGE = "data-of-page"


@dataclass(slots=True)
class Control:
    """One field, button or option: the place of its tag in the page, or of the text of a `textarea`.

    `closed` are the places of the names of the closed `details` that it is in.
    """

    tag: str
    attributes: Attributes
    form: str | int | None
    start: int
    end: int
    closed: tuple[tuple[int, int], ...] = ()

    @property
    def name(self) -> str:
        return self.attributes.get("name") or ""

    @property
    def kind(self) -> str:
        return (self.attributes.get("type") or "text").lower() if self.tag == "input" else self.tag


class Page(HTMLParser):
    """The forms of a page and their controls. A control outside its form names it by the attribute `form`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.controls: list[Control] = []
        self.names: dict[str | int, set[str | int]] = {}
        self._form: int | None = None
        self._select: Control | None = None
        self._text: Control | None = None
        self._details: list[tuple[int, int] | None] = []
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self.feed(html)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self._form = self._here()
            self.names[self._form] = {self._form, attributes.get("id") or self._form}
        elif tag == "details":
            name = self._here() + 1
            self._details.append(None if "open" in attributes else (name, name + len(tag)))
        elif tag in {"input", "textarea", "select", "option", "button"}:
            self._add(tag, attributes)

    def _add(self, tag: str, attributes: Attributes) -> None:
        start = self._here()
        end = start + len(self.get_starttag_text() or "")
        owner: str | int | None = attributes.get("form") or self._form
        if tag == "option":
            if self._select is None:
                return
            owner, attributes = self._select.form, attributes | {"name": self._select.name}
        closed = tuple(place for place in self._details if place)
        control = Control(tag, attributes, owner, start, end, closed)
        if tag == "textarea":
            control.start = control.end = end
            self._text = control
        elif tag == "select":
            self._select = control
        self.controls.append(control)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "details" and self._details:
            self._details.pop()
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._text:
            self._text.end = self._here()
            self._text = None

    def controls_of(self, key: str) -> list[Control]:
        """Those of the form that has this mark."""
        for each in self.controls:
            if each.name == FIELD and each.attributes.get("data-key") == key and each.form in self.names:
                owners = self.names[each.form]
                return [control for control in self.controls if control.form in owners]
        return []


class Filling:
    """Kept texts on their way into the controls of a form; each is used once, and `pairs` are those that are left."""

    def __init__(self, html: str, pairs: list[tuple[str, str]], *, only_empty: bool) -> None:
        self.html = html
        self.only_empty = only_empty
        self.pairs = list(pairs)
        self.edits: list[tuple[int, int, str]] = []
        self.opened: set[tuple[int, int]] = set()
        self._sent = {name for name, _ in pairs}

    def fill(self, control: Control) -> None:
        name, kind = control.name, control.kind
        if name in BESIDE_TYPED or name.endswith(COUNTS) or kind in UNFILLED or OF_PAGE in control.attributes:
            return
        # Of the fields, only a box that is not ticked is not sent.
        if name not in self._sent and kind != "checkbox":
            return
        if self.only_empty and not self._is_empty(control):
            return
        if "disabled" in control.attributes or "readonly" in control.attributes:
            self._take((name, control.attributes.get("value") or ""))
        elif kind in FLAGS:
            self._tick(control, FLAGS[kind])
        elif (text := next((text for each, text in self.pairs if each == name), None)) is not None:
            self._take((name, text))
            self._write(control, text)
            if text.strip() and kind != "hidden":
                self.opened.update(control.closed)

    def _is_empty(self, control: Control) -> bool:
        if control.kind == "textarea":
            return not self.html[control.start : control.end].strip()
        return control.kind not in {*FLAGS, "hidden"} and not control.attributes.get("value")

    def _take(self, pair: tuple[str, str]) -> bool:
        if pair not in self.pairs:
            return False
        self.pairs.remove(pair)
        return True

    def _write(self, control: Control, text: str) -> None:
        if control.kind == "textarea":
            # The parser of browsers drops the first line break of a textarea.
            self.edits.append((control.start, control.end, f"\n{escape(text)}"))
        else:
            self._replace(control, control.attributes | {"value": text})

    def _tick(self, control: Control, flag: str) -> None:
        value = control.attributes.get("value")
        attributes = {name: text for name, text in control.attributes.items() if name != flag}
        if self._take((control.name, value if value is not None else "on")):
            attributes[flag] = ""
        if flag == "selected":
            del attributes["name"]
        self._replace(control, attributes)

    def _replace(self, control: Control, attributes: Attributes) -> None:
        texts = "".join(
            f" {name}" if text is None else f' {name}="{escape(text)}"' for name, text in attributes.items()
        )
        self.edits.append((control.start, control.end, f"<{control.tag}{texts}>"))


def fill(
    html: str, key: str, pairs: list[tuple[str, str]], *, only_empty: bool = False
) -> tuple[str, list[str]]:
    """The page with the texts in the form of this mark, and the texts for which the form has no field now.

    `only_empty` leaves what fields show: a page that refuses a form shows its texts itself, if it does not forget one.
    """
    controls = Page(html).controls_of(key)
    filling = Filling(html, pairs, only_empty=only_empty)
    for control in controls:
        filling.fill(control)
    opened = [(start, end, "details open") for start, end in filling.opened]
    for start, end, text in sorted([*filling.edits, *opened], reverse=True):
        html = html[:start] + text + html[end:]
    return html, left_over(filling.pairs, {each.name for each in controls if each.kind in PRESSED})


def left_over(pairs: list[tuple[str, str]], pressed: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """Texts that no field shows, without what a page sends beside them: versions, buttons, boxes."""
    return [
        text
        for name, text in pairs
        if text.strip()
        and name not in {*pressed, *TICKED, *SENT_BACK}
        and not name.endswith(BESIDE)
        and not CODE.fullmatch(text)
    ]
