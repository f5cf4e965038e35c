"""What describes a release to strangers: one version everywhere, catalogues that can read it, the list of libraries."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PUBLIC_CODE: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\](?: - (\d{4}-\d{2}-\d{2}))?$", re.MULTILINE)


def releases(changelog: str) -> list[tuple[str, str]]:
    """Version and day of each release of a changelog, newest first; the day of the first ever may be unknown."""
    return RELEASE.findall(changelog)


def test_the_version_is_the_newest_release_of_the_changelog() -> None:
    newest, day = releases((ROOT / "CHANGELOG.md").read_text("utf-8"))[0]
    assert (PROJECT["version"], PUBLIC_CODE["softwareVersion"]) == (newest, newest)
    assert PUBLIC_CODE["releaseDate"] == day


def test_a_release_is_read_with_its_day() -> None:
    assert releases("## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n## [1.1.0]\n") == [
        ("1.2.0", "2026-12-01"),
        ("1.1.0", ""),
    ]


def test_catalogues_of_public_software_find_what_they_require() -> None:
    required = {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
    }
    assert required | {"description", "legal", "maintenance", "localisation"} <= PUBLIC_CODE.keys()
    assert PUBLIC_CODE["legal"]["license"] == PROJECT["license"]
    for language, said in PUBLIC_CODE["description"].items():
        assert len(said["shortDescription"]) <= 150, language
        assert 150 <= len(said["longDescription"]) <= 10_000, language
        assert said["features"], language


@pytest.mark.parametrize("name", [".gitlab-ci.yml", ".github/workflows/ci.yml"])
def test_the_templates_of_ci_run_what_the_project_runs(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    yaml.safe_load(text)
    targets = re.findall(r"\bmake ([a-z-]+)", text.split("\n", 3)[-1])
    known = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {"test", "check", "sbom", "audit"} <= set(targets) <= set(known)


def test_the_templates_of_ci_compare_the_libraries_with_published_flaws_each_week_and_at_each_release() -> (
    None
):
    github, gitlab = (
        yaml.safe_load((ROOT / name).read_text("utf-8"))
        for name in (".github/workflows/ci.yml", ".gitlab-ci.yml")
    )
    # YAML 1.1 reads `on` as true.
    when = github[True]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", when["schedule"][0]["cron"])
    assert when["push"]["tags"]
    assert {"run": "make audit"} in github["jobs"]["audit"]["steps"]
    assert "if" not in github["jobs"]["audit"]
    assert gitlab["audit"]["script"] == ["make audit"]
    assert {rule["if"] for rule in gitlab["audit"]["rules"]} >= {
        '$CI_PIPELINE_SOURCE == "schedule"',
        "$CI_COMMIT_TAG",
    }


def test_the_comparison_with_published_flaws_covers_every_locked_library_and_fails_without_an_answer() -> (
    None
):
    script = (ROOT / "scripts" / "audit.sh").read_text("utf-8")
    assert "--all-groups" in script
    assert "--strict" in script


def test_the_list_of_libraries_names_each_that_is_served_with_its_hash(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    subprocess.run(["scripts/sbom.sh", file], cwd=ROOT, check=True, capture_output=True)
    components = {
        component["name"]: component for component in json.loads(file.read_text("utf-8"))["components"]
    }
    wanted = {re.split(r"[\[>=<]", dependency)[0] for dependency in PROJECT["dependencies"]}
    assert wanted <= components.keys()
    assert "pytest" not in components
    for component in components.values():
        hashes = [found for place in component["externalReferences"] for found in place.get("hashes", ())]
        assert hashes, component["name"]
        assert {found["alg"] for found in hashes} == {"SHA-256"}
