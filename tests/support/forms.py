"""The forms of a page, read from its HTML by themselves: what a person can type, and where it goes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

PRESSED = {"submit", "button", "image", "reset", "hidden", "file", "password"}


@dataclass
class PageForm:
    """`fields` holds the name of each field, its kind and the text that it shows; `button` is the first one."""

    page: str
    method: str
    action: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    key: str = ""
    label: str = ""
    button: tuple[str, str] | None = None

    @property
    def takes_text(self) -> bool:
        return any(kind not in PRESSED for _, kind, _ in self.fields)

    @property
    def text_fields(self) -> list[str]:
        kinds = {"text", "textarea", "email", "url", "search", "number", "date"}
        return [name for name, kind, _ in self.fields if kind in kinds]

    def values(self) -> Iterator[tuple[str, str]]:
        for name, _, text in self.fields:
            yield name, text


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[PageForm] = []
        self.by_id: dict[str, PageForm] = {}
        self.form: PageForm | None = None
        self.select = ""
        self.area = ""
        self.text = ""
        self.chosen: str | None = None
        self.first: str | None = None
        self.owner = ""
        self.late: list[tuple[str, tuple[str, str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: text or "" for name, text in attrs}
        if tag == "form":
            action = urljoin(self.page, found.get("action", "") or self.page)
            self.form = PageForm(self.page, found.get("method", "get").lower(), action)
            self.forms.append(self.form)
            self.by_id[found.get("id", "")] = self.form
        elif tag == "input":
            self._input(found)
        elif tag == "select":
            self.select, self.chosen, self.first = found.get("name", ""), None, None
            self.owner = found.get("form", "")
        elif tag == "option":
            self.first = self.first if self.first is not None else found.get("value", "")
            self.chosen = found.get("value", "") if "selected" in found else self.chosen
        elif tag == "button" and self.form and "name" in found and self.form.button is None:
            self.form.button = (found["name"], found.get("value", ""))
        elif tag == "textarea":
            self.area, self.text, self.owner = found.get("name", ""), "", found.get("form", "")

    def _input(self, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if "data-key" in found and self.form:
            self.form.key, self.form.label = found["data-key"], found["data-label"]
        if kind in {"checkbox", "radio"} and "checked" not in found:
            self._add(found.get("form", ""), ("", kind, ""))
        elif "disabled" not in found:
            kind = "readonly" if "readonly" in found else kind
            self._add(found.get("form", ""), (found.get("name", ""), kind, found.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self._add(self.owner, (self.select, "select", self.chosen or self.first or ""))
        elif tag == "textarea":
            self._add(self.owner, (self.area, "textarea", self.text.removeprefix("\n")))
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def _add(self, owner: str, control: tuple[str, str, str]) -> None:
        if owner:
            self.late.append((owner, control))
        elif self.form:
            self.form.fields.append(control)


def forms_of(html: str, page: str) -> list[PageForm]:
    """Every form that posts."""
    reader = _Reader(page)
    reader.feed(html)
    for owner, control in reader.late:
        if owner in reader.by_id:
            reader.by_id[owner].fields.append(control)
    return [form for form in reader.forms if form.method == "post"]
