"""Kept texts come back into the fields of a form, by name and in their order, and into no other form."""

import pytest

from accounts.drafts.filling import fill, left_over

MARK = '<input type="hidden" name="brouillon" value="s" data-key="k">'


def filled(fields: str, *pairs: tuple[str, str]) -> str:
    start = f"<p>é\n</p><form>{MARK}"
    html, left = fill(f"{start}{fields}</form>", "k", list(pairs))
    assert left == []
    return html.removeprefix(start).removesuffix("</form>")


@pytest.mark.parametrize(
    ("fields", "pairs", "expected"),
    [
        ('<input name="a">', [("a", '1 < "2"')], '<input name="a" value="1 &lt; &quot;2&quot;">'),
        ('<input name="a" value="0" required>', [("a", "1")], '<input name="a" value="1" required>'),
        (
            "<textarea name=a>\nx</textarea>",
            [("a", "y</textarea>")],
            "<textarea name=a>\ny&lt;/textarea&gt;</textarea>",
        ),
        (
            '<input name="a"><input name="a">',
            [("a", "1"), ("a", "2")],
            '<input name="a" value="1"><input name="a" value="2">',
        ),
        ('<input type="checkbox" name="a" checked>', [], '<input type="checkbox" name="a">'),
        (
            '<input type="checkbox" name="a" value="2">',
            [("a", "2")],
            '<input type="checkbox" name="a" value="2" checked="">',
        ),
        (
            '<input type="radio" name="a" value="1" checked><input type="radio" name="a" value="2">',
            [("a", "2")],
            '<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked="">',
        ),
        (
            '<select name="a"><option value="1" selected>u</option><option value="2">d</option></select>',
            [("a", "2")],
            '<select name="a"><option value="1">u</option><option value="2" selected="">d</option></select>',
        ),
        ('<input type="file" name="a">', [], '<input type="file" name="a">'),
        (
            '<input type="hidden" name="version" value="2">',
            [("version", "1")],
            '<input type="hidden" name="version" value="1">',
        ),
        (
            '<details><summary>s</summary><input name="a"></details>',
            [("a", "1")],
            '<details open><summary>s</summary><input name="a" value="1"></details>',
        ),
    ],
)
def test_each_kind_of_field(fields: str, pairs: list[tuple[str, str]], expected: str) -> None:
    assert filled(fields, *pairs) == expected


def test_only_the_form_of_the_mark_and_what_belongs_to_it_from_elsewhere() -> None:
    html = f'<form><input name="a"></form><input name="b" form="f"><form id="f">{MARK}<input name="a"></form>'
    shown, _ = fill(html, "k", [("a", "1"), ("b", "2")])
    assert shown == (
        '<form><input name="a"></form><input name="b" form="f" value="2">'
        f'<form id="f">{MARK}<input name="a" value="1"></form>'
    )


def test_a_text_whose_field_is_gone_or_closed_is_shown_beside() -> None:
    html = f'<form>{MARK}<input name="a" value="0" readonly><button name="suite">x</button></form>'
    same, left = fill(html, "k", [("a", "1"), ("b", "deux"), ("suite", "x"), ("version", "3")])
    assert same == html
    assert left == ["1", "deux"]
    assert left_over([("contenu", "x" * 200), ("motif", "un motif")]) == ["un motif"]


def test_an_answer_keeps_what_it_shows_and_gets_what_it_forgot() -> None:
    fields = '<input name="a" value="sienne"><input type="hidden" name="version" value="2">'
    fields += '<textarea name="b">\n</textarea>'
    html, _ = fill(
        f"<form>{MARK}{fields}</form>",
        "k",
        [("a", "mienne"), ("version", "1"), ("b", "un motif")],
        only_empty=True,
    )
    assert 'value="sienne"' in html
    assert 'name="version" value="2"' in html
    assert '<textarea name="b">\nun motif</textarea>' in html
