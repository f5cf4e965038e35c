"""Pages of a past moment beside the same pages of today, both made anew: `python -m bench.past [times]`.

A moment is paid for once: what its attainments take is told apart, and has the same limit. The demonstration is loaded
in a file that goes. With SQLite the whole work is of this process, and its time is that of the processor, which others
on the machine do not change.
"""

import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

PAGES = {
    "tableau de bord": "",
    "indicateur": "R3/",
    "comité": "comite/",
    "complétude": "completude/",
    "journal": "journal/",
    "arrêtés": "arretes/",
    "cibles": "cibles/",
    "export du trimestre": "arretes/2025T1/open-data/",
    "un arrêté": "arretes/2024T3/",
    "engagements": "engagements/",
    "thème": "themes/1/",
    "passeport": "R3/passeport/",
    "décisions": "decisions/",
    "qui doit quoi": "qui-doit-quoi/",
    "mois clos": "mois-clos/",
    "ce qui a changé": "ce-qui-a-change/",
    "contrats": "/contrats/",
}
LIMIT, OK = 3, 200


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpg.settings.test")
    with TemporaryDirectory() as folder:
        os.environ.setdefault("CPG_STATE_DIR", folder)
        is_given = "DATABASE_URL" in os.environ
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'past.sqlite3'}")
        import django  # noqa: PLC0415 - after the settings

        django.setup()
        logging.disable(logging.CRITICAL)
        if not is_given:
            from django.core.management import call_command  # noqa: PLC0415

            for command in ("migrate", "load_demo", "recompute"):
                call_command(command, verbosity=0, stdout=sys.stderr)
        sys.exit(_measure(times))


def _measure(times: int) -> int:
    """How many pages are over the limit."""
    from django.core.cache import caches  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from commitments.models import Change, Contract  # noqa: PLC0415

    contract = Contract.objects.select_related("body").earliest("pk")
    base, middle = f"/{contract.body.code}/{contract.code}/", contract.sequence // 2
    day = Change.objects.get(contract=contract, sequence=middle).recorded_at.date().isoformat()
    client: Any = Client()
    client.force_login(User.objects.get(username="direction"))
    key = f"past/{contract.pk}/{middle}/{contract.first_year}/{contract.last_year}"
    store, over = caches["pages"], 0
    clock = process_time if connection.vendor == "sqlite" else perf_counter

    def anew(address: str, *, keeps_moment: bool = False) -> float:
        kept = store.get(key) if keeps_moment else None
        store.clear()
        if kept is not None:
            store.set(key, kept)
        start = clock()
        answer = client.get(address)
        taken = clock() - start
        if answer.status_code != OK:
            raise SystemExit(f"{address}: {answer.status_code}")
        return taken

    def typical(run: Callable[[], float]) -> float:
        run()
        return median(run() for _ in range(times))

    print(f"{'page':22}{'today':>9}{'past':>9}{'ratio':>8}{'first of a moment':>20}{'ratio':>8}")
    for name, page in PAGES.items():
        is_of_several = page.startswith("/")
        address = page if is_of_several else base + page
        past_address = f"{address}?etat_au={day if is_of_several else f'n{middle}'}"
        today = typical(partial(anew, address))
        first = typical(partial(anew, past_address))
        past = typical(partial(anew, past_address, keeps_moment=True))
        over += max(past, first) > LIMIT * today
        shown = [f"{1000 * each:.0f} ms" for each in (today, past, first)]
        print(f"{name:22}{shown[0]:>9}{shown[1]:>9}{past / today:>8.2f}{shown[2]:>20}{first / today:>8.2f}")
    return over


if __name__ == "__main__":
    main()
