"""Files of docs/ that are derived from the code are as the code would write them."""

from pathlib import Path

import pytest
from django.core.management import call_command

from dashboards.management.commands.write_schemas import DERIVED_FILES

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", DERIVED_FILES)
def test_a_derived_file_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == DERIVED_FILES[name](), (
        f"{name} is stale: run `make schema`; if the API changed, write in CHANGELOG.md what, with the new fingerprint"
    )


def test_the_command_writes_each_of_them(tmp_path, settings) -> None:
    (tmp_path / "docs").mkdir()
    settings.BASE_DIR = tmp_path
    call_command("write_schemas", verbosity=0)
    assert {f"docs/{path.name}" for path in (tmp_path / "docs").iterdir()} == set(DERIVED_FILES)
