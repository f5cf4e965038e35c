"""`make past-trial`: 200 random (page, moment) of the demonstration, each beside a rebuilt database.

The database is a file that is thrown away, or the one that DATABASE_URL names, already filled.
"""

import logging
import os
import random
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

PAIRS, A_MOMENT = 200, 8
SEED = 2026
CSV = ("excel-fr", "open-data")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpg.settings.test")
    with TemporaryDirectory() as folder:
        os.environ.setdefault("CPG_STATE_DIR", folder)
        is_given = "DATABASE_URL" in os.environ
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'past.sqlite3'}")
        import django

        django.setup()
        logging.disable(logging.CRITICAL)
        if not is_given:
            _fill()
        sys.exit(_try(int(os.environ.get("SEED", SEED))))


def _fill() -> None:
    from django.core.management import call_command

    for command in ("migrate", "load_demo", "recompute"):
        call_command(command, verbosity=0, stdout=sys.stderr)


def _try(seed: int) -> int:
    """How many pairs differ."""
    from django.test import Client

    from commitments.models import Contract
    from tests.past.compared import difference, page_of
    from tests.past.drawing import drawn, sequences_at, signed_in
    from tests.past.rebuilding import rebuilt

    draw = random.Random(seed)  # noqa: S311 - a choice of pages
    contract = Contract.objects.select_related("body").earliest("pk")
    equal, shown = 0, Counter[str]()
    for username, act, addresses in drawn(draw, contract, PAIRS // A_MOMENT, A_MOMENT):
        client = signed_in(Client(), username)
        past = {each: page_of(client, each, f"n{act.sequence}") for each in addresses}
        with rebuilt(sequences_at(act), act.recorded_at):
            for each, page in past.items():
                shown[f"{page.status_code}"] += 1
                if found := difference(page, page_of(client, each)):
                    print(f"DIFFERS {username} n{act.sequence} {each}\n{found}\n")
                else:
                    equal += 1
    print(f"{equal} of {PAIRS} pages equal (seed {seed}); answers: {dict(shown)}")
    frozen = _frozen(signed_in(Client(), "lecteur"))
    print(f"{frozen.count(True)} of {len(frozen)} frozen files equal the export as of their closing")
    return 0 if equal == PAIRS and all(frozen) else 1


def _frozen(client: "Client") -> list[bool]:
    """Whether each quarter’s CSV, as of its closing, is what was frozen: of those closed under the rules of today."""
    from dashboards.models.closing import RULES_EDITION, FrozenExport

    found = []
    files = FrozenExport.objects.filter(closing__rules_edition=RULES_EDITION, format__in=CSV)
    for each in files.select_related("closing__change", "closing__contract__body"):
        closing, contract = each.closing, each.closing.contract
        address = (
            f"/{contract.body.code}/{contract.code}/arretes/{closing.year}T{closing.quarter}/{each.format}/"
        )
        answer = client.get(f"{address}?etat_au=n{closing.change.sequence}")
        found.append(answer.content == bytes(each.content))
    return found


if __name__ == "__main__":
    main()
