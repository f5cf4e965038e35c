"""The repository as a whole: small files, nothing left over, and documents that agree with the code."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Django looks these up by name itself, or lets ours replace its own.
TEMPLATES_OF_DJANGO = re.compile(r"(40\d|429|500)\.html|account/.*|mfa/.*|admin/.*")
INLINE = {
    "a style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.IGNORECASE),
}


def files(*suffixes: str) -> list[Path]:
    """Every file of the project with one of these suffixes, committed or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    found = [ROOT / name for name in names if name.endswith(suffixes)]
    return [path for path in found if path.is_file()]


def relative(paths: list[Path]) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def templates() -> list[Path]:
    return [path for path in files(".html") if "templates" in path.parts]


def test_no_file_is_long() -> None:
    long = [
        path
        for path in files(".py", ".html", ".js", ".css", ".sh")
        if "migrations" not in path.parts and len(path.read_text().splitlines()) > 400
    ]
    assert relative(long) == []


def test_no_line_of_code_names_the_first_body_its_first_year_or_an_indicator() -> None:
    """Another body or period is another file. Documentation may give examples: comments and docstrings are left out."""
    named = re.compile(r"Pays de la Loire|carsat|\b2023\b|\bR[0-9]+\b", re.IGNORECASE)
    code = [path for path in files(".py") if not {"tests", "migrations", ".ci", "bench"} & set(path.parts)]
    held = []
    for path in code:
        tree = ast.parse(path.read_text("utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        constants = [
            node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told
        ]
        held += [path for node in constants if named.search(str(node.value))]
    held += [path for path in templates() if named.search(re.sub(r"\{#.*?#\}", "", path.read_text("utf-8")))]
    assert relative(held) == []


def test_nothing_is_left_to_do() -> None:
    marker = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
    marked = [path for path in files(".py", ".html", ".js", ".css", ".sh") if marker.search(path.read_text())]
    assert relative(marked) == []


def test_a_template_with_a_form_is_never_included_without_its_token() -> None:
    """`only` leaves out `csrf_token`: the form would be a 403 in every browser, and the tests' client sees none."""
    forms = {
        str(path.relative_to(ROOT / "templates"))
        for path in templates()
        if path.is_relative_to(ROOT / "templates") and "{% csrf_token %}" in path.read_text()
    }
    included = re.compile(r"{% include \"([^\"]+)\"[^%]* only %}")
    assert "proofs/list.html" in forms
    assert [
        (path.name, name)
        for path in templates()
        for name in included.findall(path.read_text())
        if name in forms
    ] == []


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds_inline_code(what: str) -> None:
    """The content security policy would refuse it in the browser; this test covers every page, and earlier."""
    assert relative([path for path in templates() if INLINE[what].search(path.read_text())]) == []


@pytest.mark.parametrize(
    ("what", "text", "found"),
    [
        ("a style", '<p style="color: red">', True),
        ("a style", '<link rel="stylesheet" href="x.css">', False),
        ("an event handler", '<a onclick="go()">', True),
        ("an event handler", "<p>une condition = « vraie »</p>", False),
        ("a script", "<script>go()</script>", True),
        ("a script", '<script src="x.js" defer></script>', False),
        ("a script", '<script type="application/json" id="data">[]</script>', False),
    ],
)
def test_inline_code_is_noticed(what: str, text: str, found: bool) -> None:
    assert bool(INLINE[what].search(text)) is found


def test_every_template_is_used() -> None:
    named = "\n".join(path.read_text() for path in files(".py", ".html"))
    unused = []
    for path in templates():
        name = path.as_posix().rpartition("templates/")[2]
        if not TEMPLATES_OF_DJANGO.fullmatch(name) and not re.search(rf"[\"']{re.escape(name)}[\"'#]", named):
            unused.append(path)
    assert relative(unused) == []


def test_no_form_loses_its_token_in_an_isolated_include() -> None:
    """`{% include … only %}` has no `csrf_token`: the form is refused, which the test client does not show."""
    isolated = re.compile(r'{% include "([^"]+)"[^%]* only %}')
    texts = {path.as_posix(): path.read_text("utf-8") for path in templates()}
    included = {name for text in texts.values() for name in isolated.findall(text)}
    with_token = {path for path, text in texts.items() if "{% csrf_token %}" in text}
    assert not {name for name in included for path in with_token if path.endswith(f"/templates/{name}")}


def test_the_readme_names_the_two_commands_first() -> None:
    text = (ROOT / "README.md").read_text()
    assert 0 < text.index("make run") < 1500
    assert 0 < text.index("make test") < 1500


def test_links_between_documents_lead_somewhere() -> None:
    link = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
    links = [(path, target) for path in files(".md") for target in link.findall(path.read_text())]
    assert [(path.name, target) for path, target in links if not (path.parent / target).exists()] == []


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    headings = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    locked = next(
        package
        for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
        if package["name"] == project["name"]
    )
    assert headings[0] == project["version"] == locked["version"]


def test_the_set_up_is_the_same_everywhere() -> None:
    pins = {
        version
        for path in (ROOT / "scripts" / "setup.sh", ROOT / "Dockerfile")
        for version in re.findall(r"(?:uv==|UV_VERSION=)(\d[\d.]*)", path.read_text())
    }
    assert len(pins) == 1


def test_every_setting_is_explained() -> None:
    """Each variable that settings and containers read is in .env.example, and no other."""
    source = "\n".join(path.read_text() for path in (ROOT / "cpg" / "settings").glob("*.py"))
    containers = (ROOT / "docker-compose.yml").read_text()
    read = {
        "DATABASE_URL",
        "DATABASE_PASSWORD",
        "REDIS_URL",
        "REDIS_PASSWORD",
        *re.findall(r"environment\.\w+\(\s*\"([A-Z_]+)\"", source),
    }
    read |= set(re.findall(r"\$\{([A-Z_]+)", containers))
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert explained == read


def test_no_path_of_a_machine_is_named() -> None:
    path_of_a_machine = re.compile(r"(?<![\w.~-])/(root|home|Users|work)/\w|\.\./share[d]")
    suffixes = (".py", ".html", ".js", ".css", ".sh", ".md", ".toml", ".yml", ".json", "Makefile")
    named = [path for path in files(*suffixes) if path_of_a_machine.search(path.read_text())]
    assert relative([path for path in named if ".ci" not in path.parts]) == []
