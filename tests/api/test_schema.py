"""The OpenAPI document matches the code, its changes are in the changelog, and the page of the API shows it."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from accounts.rest.problems import KINDS
from accounts.rights import Role
from dashboards.api.documentation import meanings
from tests.factories import make_body, make_user

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "openapi.json"


def generated() -> Any:
    generator: Any = SchemaGenerator
    return json.loads(json.dumps(generator().get_schema(request=None, public=True)))


def test_a_schema_that_changes_has_a_line_in_the_changelog() -> None:
    fingerprint = sha256(KEPT.read_bytes()).hexdigest()[:12]
    assert f"`{fingerprint}`" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_schema_is_openapi_3_1_and_valid() -> None:
    schema = generated()
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_every_operation_has_a_french_summary_and_its_refusals() -> None:
    for path, operations in generated()["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert {"400", "401", "404", "429"} <= set(operation["responses"]), (method, path)
            assert "description" not in operation, (method, path)


@pytest.mark.django_db
def test_the_schema_is_for_anyone_and_the_page_for_who_is_signed_in(client: Any) -> None:
    assert client.get("/api/v1/schema/").json()["info"]["version"] == "1"
    assert client.get("/api/v1/docs/").status_code == 302
    client.force_login(make_user(Role.LECTEUR, make_body()))
    page = client.get("/api/v1/docs/").content.decode()
    for path in generated()["paths"]:
        assert path in page
    assert page.count('<form class="essai"') == sum(len(each) for each in generated()["paths"].values())


@pytest.mark.django_db
def test_every_code_of_a_refusal_is_documented(client: Any) -> None:
    page = client.get("/api/v1/problems/").content.decode()
    for code in meanings():
        assert f'id="{code}"' in page
    assert set(KINDS) < set(meanings())


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_an_unknown_address_is_a_problem_too(client: Any, method: str) -> None:
    answer = getattr(client, method)("/api/v1/rien/du/tout/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "not_found"
