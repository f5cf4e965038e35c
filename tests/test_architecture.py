"""Who may import, extend, include and reverse whom: every rule holds, and each notices what it is there for."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("accounts", "commitments", "cpg", "dashboards", "indicators")
LINT = [
    sys.executable,
    "-c",
    "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "", "XDG_RUNTIME_DIR": str(folder), "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(LINT, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_contract_holds() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("indicators/domain/exact.py", "import django", "The computation is plain Python"),
        ("cpg/shared/__init__.py", "import django", "What is shared is plain Python"),
        ("accounts/rights.py", "import indicators.models", "Applications"),
        ("indicators/models/target.py", "import indicators.recording", "Inside indicators"),
        ("indicators/new_corner.py", "", "Inside indicators"),
        ("dashboards/month/forms.py", "import cpg.settings.environment", "The composition root"),
        ("dashboards/shared/sentences.py", "import dashboards.overview.page", "Inside dashboards"),
        ("dashboards/network/page.py", "import indicators.recording", "What is shown writes nothing"),
        ("commitments/ledger/state.py", "import commitments.models", "Inside commitments"),
    ],
)
def test_a_contract_notices_what_it_forbids(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")

    result = lint(tmp_path)

    assert result.returncode != 0
    broken = [name for name in result.stdout.splitlines() if " BROKEN" in name]
    assert any(name.startswith(contract) for name in broken), result.stdout


WRITERS = re.compile(
    r"dashboards\.(\w+\.(\w+_)?views|(\w+\.)?jobs|api\..+|management\..+|quarters\.closing|entry\.form_rows"
    r"|persons\.leaving|scenarios\.steps)"
)


def imported_by(file: Path) -> set[str]:
    """Modules and names that a file imports, with their full names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{each.name}" for each in node.names}
    return names


def modules_that_should_not_write(root: Path) -> set[str]:
    """Modules of dashboards that import recording verbs and do not match WRITERS: views, jobs, the API,
    commands, the closing of a quarter, the saving of the rows of the grid, the leaving of a person and the steps of a
    scenario, which are always undone.
    """
    found = set()
    for file in (root / "dashboards").rglob("*.py"):
        module = ".".join(file.relative_to(root).with_suffix("").parts)
        writes = any(
            f"{name}.".startswith(("indicators.recording.", "commitments.recording."))
            for name in imported_by(file)
        )
        if writes and not WRITERS.fullmatch(module):
            found.add(module)
    return found


def test_only_views_jobs_api_and_commands_of_dashboards_write() -> None:
    assert modules_that_should_not_write(ROOT) == set()


@pytest.mark.parametrize(
    "line",
    [
        "from indicators import recording",
        "from indicators.recording import amend",
        "from commitments.recording.updates import update",
        "import indicators.recording.targets",
    ],
)
def test_a_page_that_writes_is_noticed_and_a_view_may(tmp_path: Path, line: str) -> None:
    room = tmp_path / "dashboards" / "room"
    room.mkdir(parents=True)
    for name in ("page", "forms", "charts", "views", "file_views", "jobs"):
        (room / f"{name}.py").write_text(f"def now():\n    {line}\n")
    expected = {"dashboards.room.page", "dashboards.room.forms", "dashboards.room.charts"}
    assert modules_that_should_not_write(tmp_path) == expected


# Modules that write rows of the dashboards' own models: alerts, pages by mail, closings with readings and waivers,
# decisions of the committee, reviews and the requests to make them, seals, templates of
# presentations.
# decisions of the committee, reviews and the requests to make them, scenarios, seals.
OWN_WRITERS = {
    "dashboards.alerts.rounds",
    "dashboards.commentary.acts",
    "dashboards.contracts.drafting",
    "dashboards.first_page.keeping",
    "dashboards.quarters.acts",
    "dashboards.quarters.closing",
    "dashboards.quarters.freezing",
    "dashboards.reconciliation.acts",
    "dashboards.resolutions.acts",
    "dashboards.reviews.acts",
    "dashboards.reviews.requests",
    "dashboards.scenarios.keeping",
    "dashboards.sealing.acts",
    "dashboards.sealing.events",
    "dashboards.sealing.stamping",
    "dashboards.slides.keeping",
}
WRITING = {"bulk_create", "bulk_update", "create", "delete", "get_or_create", "update", "update_or_create"}


def modules_that_write_rows(root: Path) -> set[str]:
    """Modules of dashboards that write to the database by a manager: `Model.objects.create(...)` and the like."""
    found = set()
    for file in (root / "dashboards").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
        methods = [call.func for call in calls if isinstance(call.func, ast.Attribute)]
        if any(each.attr in WRITING and ".objects" in ast.unparse(each.value) for each in methods):
            found.add(".".join(file.relative_to(root).with_suffix("").parts))
    return {module for module in found if ".migrations." not in module}


def test_pages_and_views_write_no_row_themselves() -> None:
    assert modules_that_write_rows(ROOT) == OWN_WRITERS


@pytest.mark.parametrize(
    "line",
    [
        "ActualRevision.objects.create(version=1)",
        "LockRevision.objects.filter(pk=1).update(is_locked=False)",
        "Evidence.objects.bulk_create(rows)",
    ],
)
def test_a_row_written_beside_the_verbs_is_noticed(tmp_path: Path, line: str) -> None:
    room = tmp_path / "dashboards" / "room"
    room.mkdir(parents=True)
    (room / "page.py").write_text(f"def now():\n    {line}\n")
    (room / "forms.py").write_text("def now(choices):\n    choices.update(Model.objects.in_bulk())\n")
    assert modules_that_write_rows(tmp_path) == {"dashboards.room.page"}


# The verbs that change rights: each writes its line of the history.
RIGHTS_WRITERS = {
    "accounts.granting.asking",
    "accounts.granting.history",
    "accounts.granting.roles",
    "accounts.tokens",
    "indicators.recording.assigning",
}
OF_RIGHTS = re.compile(
    r"\b(Membership|Assignment|Token|RightRevision|RoleRequest|RoleDecision)\.(objects|every_date)\b"
    r"|\.(memberships|assignments|tokens|right_revisions|role_requests)\b"
)
ON_RELATIONS = WRITING | {"add", "clear", "remove", "save", "set"}


def modules_that_change_rights(root: Path) -> set[str]:
    """Modules that write roles, assignments, tokens or their history, by a manager or by a relation."""
    found = set()
    for file in (each for package in PACKAGES for each in (root / package).rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
        methods = [call.func for call in calls if isinstance(call.func, ast.Attribute)]
        if any(each.attr in ON_RELATIONS and OF_RIGHTS.search(ast.unparse(each.value)) for each in methods):
            found.add(".".join(file.relative_to(root).with_suffix("").parts))
    return {module for module in found if ".migrations." not in module}


def test_rights_are_changed_by_their_verbs_only() -> None:
    assert modules_that_change_rights(ROOT) == RIGHTS_WRITERS


@pytest.mark.parametrize(
    "line",
    [
        "Membership.objects.create(user=user, body=body, role=role)",
        "Membership.objects.filter(user=user).delete()",
        "user.memberships.create(body=body, role=role)",
        "Assignment.objects.bulk_create(rows)",
        "indicator.assignments.all().delete()",
        "Token.objects.filter(pk=1).update(revoked_at=None)",
        "RightRevision.objects.filter(pk=1).update(actor=None)",
    ],
)
def test_a_right_written_beside_the_verbs_is_noticed(tmp_path: Path, line: str) -> None:
    for package in PACKAGES:
        (tmp_path / package).mkdir()
    (tmp_path / "accounts" / "views.py").write_text(f"def now():\n    {line}\n")
    (tmp_path / "accounts" / "forms.py").write_text(
        "def now(seen, user):\n    seen.update(user.memberships.all())\n"
    )
    assert modules_that_change_rights(tmp_path) == {"accounts.views"}


def template_layers() -> dict[str, int]:
    """Folders of templates with their heights: the frame, then accounts, then rooms as import-linter orders them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["name"] == "Inside dashboards")
    heights = {"": 0, "components": 0, "accounts": 1, "account": 1, "mfa": 1, "admin": 1}
    for height, layer in enumerate(reversed(layers), start=2):
        heights |= {room.strip(" ()"): height for room in layer.split("|")}
    return heights


def templates_that_climb(folder: Path) -> set[tuple[str, str]]:
    """Templates that extend or include one of a higher application or room."""
    heights = template_layers()

    def height(name: str) -> int:
        return heights[name.partition("/")[0] if "/" in name else ""]

    pairs = {
        (str(file.relative_to(folder)), used)
        for file in folder.rglob("*.html")
        for used in re.findall(r'{% (?:extends|include) "([^"]+)"', file.read_text())
    }
    return {(own, used) for own, used in pairs if height(used) > height(own)}


def test_no_template_extends_or_includes_a_higher_one() -> None:
    assert templates_that_climb(ROOT / "templates") == set()
    variable = [
        file.name
        for file in (ROOT / "templates").rglob("*.html")
        if re.search(r'{% (?:extends|include) [^"]', file.read_text())
    ]
    assert variable == [], "a name that is computed cannot be checked"


def test_a_template_that_climbs_is_noticed(tmp_path: Path) -> None:
    texts = {
        "base.html": '{% include "overview/page.html" %}',
        "accounts/account.html": '{% extends "base.html" %}',
        "month/page.html": '{% extends "shared/contract.html" %}{% include "indicator/notes.html" %}',
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert templates_that_climb(tmp_path) == {
        ("base.html", "overview/page.html"),
        ("month/page.html", "indicator/notes.html"),
    }


HEIGHTS = {"accounts": 0, "commitments": 1, "indicators": 2, "dashboards": 3, "cpg": 4}
REVERSING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def calls_in(file: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", getattr(node.func, "attr", "")), node


def code_that_reverses_upward(root: Path) -> set[tuple[str, str]]:
    """Files that ask for the address of a route that a higher application declares."""
    files = [(app, file) for app in HEIGHTS for file in (root / app).rglob("*.py")]
    owners = {
        str(word.value.value): app
        for app, file in files
        if file.name == "urls.py"
        for name, call in calls_in(file)
        if name in {"path", "re_path"}
        for word in call.keywords
        if word.arg == "name" and isinstance(word.value, ast.Constant)
    }
    asked = {
        (app, str(file.relative_to(root)), str(call.args[0].value))
        for app, file in files
        for name, call in calls_in(file)
        if name in REVERSING and call.args and isinstance(call.args[0], ast.Constant)
    }
    return {(file, route) for app, file, route in asked if HEIGHTS[owners.get(route, app)] > HEIGHTS[app]}


def test_no_code_reverses_upward() -> None:
    assert code_that_reverses_upward(ROOT) == set()


def test_code_that_reverses_upward_is_noticed(tmp_path: Path) -> None:
    texts = {
        "dashboards/urls.py": 'urlpatterns = [path("", home, name="home")]',
        "accounts/urls.py": 'urlpatterns = [path("compte/", account, name="account")]',
        "accounts/views.py": 'def back():\n    return redirect("home")',
        "dashboards/views.py": 'reverse("account"), reverse("home"), urls.reverse("admin:index")',
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert code_that_reverses_upward(tmp_path) == {("accounts/views.py", "home")}
