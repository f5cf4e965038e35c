"""French typography of what people read: no ordinary space where a line could break before a colon or a guillemet."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPLICATIONS = ("accounts", "commitments", "indicators", "dashboards", "cpg/operations")
# Files of another kind: what goes out as data, the shell, SQL, docstrings of the computation.
OTHERWISE = {"migrations", "management", "exports", "domain", "demo", "guards.py", "static"}
TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")
BREAKABLE = re.compile(r" [:;?!](?=[\s<»\ue000]|$)|« | »|[0-9\ue000] %(?=[\s.,;<)»]|$)")


def breakable(text: str) -> list[str]:
    """Each ordinary space that French typography wants unbreakable, with its surroundings."""
    return [text[max(0, found.start() - 25) : found.end() + 10] for found in BREAKABLE.finditer(text)]


def text_of_template(source: str) -> str:
    """A template without its code, each piece of which is replaced by one character."""
    return TEMPLATE_CODE.sub("\ue000", source)


def texts_of_module(source: str) -> Iterator[str]:
    """Its string literals, f-strings with one character for each expression; docstrings are English."""
    tree = ast.parse(source)
    left_out = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "\ue000" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


def files(suffix: str) -> list[Path]:
    folders = [ROOT / "templates", *(ROOT / name for name in APPLICATIONS)]
    found = [path for folder in folders for path in folder.rglob(f"*{suffix}")]
    return sorted(path for path in found if not OTHERWISE & set(path.relative_to(ROOT).parts))


@pytest.mark.parametrize("path", files(".html"), ids=lambda path: path.name)
def test_templates(path):
    assert breakable(text_of_template(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", files(".py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_sentences_of_modules(path):
    texts = texts_of_module(path.read_text("utf-8"))
    assert [found for text in texts for found in breakable(text)] == []


@pytest.mark.parametrize(
    "wrong", ["Valeur : 3", "Vraiment ?", "« non", "oui »", "92,5 %", "un ; deux", "{{ a }} : b"]
)
def test_the_check_sees_what_is_wrong(wrong):
    assert breakable(text_of_template(wrong))


def test_the_check_lets_pass_what_is_right_and_what_is_not_prose():
    assert breakable(text_of_template("Valeur\u00a0: 3\u202f; {% if a %}b{% endif %} 92\u00a0%")) == []
    source = '"""Value : here."""\nx = {"a": 1}\ny = f"{x} : {x}"\nz = "fin :"\n'
    assert sorted(texts_of_module(source)) == ["a", "fin :", "\ue000 : \ue000"]
