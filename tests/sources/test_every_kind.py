"""Sources of every kind: a month that is recorded with nothing typed, and a broken one told within a round."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
import time_machine
from django.core import serializers

from accounts.models import User
from accounts.rights import Role
from commitments.models import Contract
from indicators.models import (
    ActualRevision,
    Evidence,
    Indicator,
    MonthlyActual,
    Source,
    SourceArrival,
    SourceConnection,
    SourceEvent,
    SourceEventKind,
    SourceKind,
)
from indicators.sources.keeping import trust
from indicators.sources.secrets import prefix_of
from indicators.sources.sweeping import sweep
from tests.factories import assign, enter, every_year, make_contract, make_indicator, make_user, pair
from tests.sources.mail_server import ACCOUNT, AUTHORITY, PASSWORD, SENDER, Mailbox, mail
from tests.sources.mail_server import HOST as MAIL_HOST
from tests.sources.making import HEADER, drop, make_connection, make_source
from tests.sources.web_server import HOST, Reply, WebServer

pytestmark = pytest.mark.django_db
COLUMNS = {"indicateur": "Text", "mois": "Date", "numerateur": "Numeric", "denominateur": "Int"}
DAYS = {"2025-08": 1754006400, "2025-09": 1756684800}
KEY, HEADER_SECRET = "cle-de-grist-secrete", "Bearer jeton-tres-secret"


@pytest.fixture(autouse=True)
def today(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.STATE_DIR = tmp_path / "state"
    with time_machine.travel("2025-10-20T10:00:00+02:00", tick=True):
        yield


@dataclass
class Month:
    """Six indicators of a contract, each awaited from one origin; what `bring` brings is there for the next round."""

    contract: Contract
    owner: User
    indicators: dict[str, Indicator]
    folder: Path
    web: WebServer
    box: Mailbox

    def bring(self, *months: str) -> None:
        """R1 from the folder, R2 from an address, R3 from Grist, R4 and R5 from a view, R6 from a mail."""
        drop(self.folder, "r1.csv", self._csv("R1", months[-1:]))
        self.web.give("/r2.csv", Reply(self._csv("R2", months).encode()))
        rows = [
            {"indicateur": "R3", "mois": DAYS[month], "numerateur": 87.0, "denominateur": 100}
            for month in months
        ]
        self.web.give_table(COLUMNS, rows)
        with closing(sqlite3.connect(self.base)) as base:
            for code in ("R4", "R5"):
                base.executemany(
                    "INSERT INTO t VALUES (?, ?, 90, 100)", [(code, month) for month in months[-1:]]
                )
            base.commit()
        self.box.receive(mail({f"{months[-1]}.csv": self._csv("R6", months[-1:]).encode()}))

    @property
    def base(self) -> Path:
        return self.folder / "base.db"

    def _csv(self, code: str, months: tuple[str, ...]) -> str:
        return HEADER + "".join(f"{code};{month};90;100\n" for month in months)


@pytest.fixture
def month(tmp_path: Path, settings: Any, web: WebServer, box: Mailbox) -> Month:
    contract = make_contract()
    settings.SOURCES_FOLDERS = [str(tmp_path)]
    settings.SOURCES_PRIVATE_HOSTS = [HOST, MAIL_HOST]
    folder = tmp_path / contract.body.code
    folder.mkdir()
    owner = make_user(Role.GESTIONNAIRE, contract.body)
    indicators = {
        code: make_indicator(contract, code=code, targets=every_year("80", "90"))
        for code in ("R1", "R2", "R3", "R4", "R5", "R6")
    }
    for code, each in indicators.items():
        assign(owner, each)
        enter(each, "2025-08", pair(87 if code == "R3" else 90, 100), actor=owner)
    found = Month(contract, owner, indicators, folder, web, box)
    with closing(sqlite3.connect(found.base)) as base:
        base.executescript(
            "CREATE TABLE t (indicateur TEXT, mois TEXT, numerateur REAL, denominateur REAL);"
            "CREATE VIEW indicateurs AS SELECT * FROM t;"
        )
    found.bring("2025-08")
    return found


def connected(month: Month, monkeypatch: pytest.MonkeyPatch) -> dict[SourceKind, Source]:
    """A source of each kind, in service and trusted, whose secrets are in the environment."""
    table = {"url": month.web.url, "document": "doc1", "table": "Indicateurs"}
    mailed = {
        "host": MAIL_HOST, "port": str(month.box.port), "account": ACCOUNT, "folder": "INBOX", "senders": SENDER,
        "attachment": "*.csv", "authority": AUTHORITY,
    }  # fmt: skip
    described = (
        (SourceKind.FOLDER, {"folder": str(month.folder), "pattern": "*.csv"}, "", ("R1",)),
        (SourceKind.WEB, {"url": f"{month.web.url}/r2.csv"}, HEADER_SECRET, ("R2",)),
        (SourceKind.GRIST, table, KEY, ("R3",)),
        (SourceKind.SQL, {"view": "indicateurs"}, f"sqlite://{month.base}", ("R4", "R5")),
        (SourceKind.MAILBOX, mailed, PASSWORD, ("R6",)),
    )
    controller = make_user(Role.CONTROLEUR, month.contract.body)
    found = {}
    for kind, settings, secret, codes in described:
        name = f"{prefix_of(month.contract.body.code)}{kind.name}"
        monkeypatch.setenv(name, secret)
        connection = make_connection(month.contract, kind, settings, f"env:{name}" if secret else "")
        source = make_source(connection, month.owner, *(month.indicators[code] for code in codes))
        trust(source=source, is_trusted=True, actor=controller)
        found[kind] = source
    return found


def recorded() -> set[tuple[str, str]]:
    rows = MonthlyActual.objects.filter(month="2025-09-01")
    return set(rows.values_list("indicator__code", "current__state"))


def test_six_indicators_of_a_month_are_recorded_with_nothing_typed(month, monkeypatch):
    """From a folder, an address, a Grist, a view and a mail, each with the file as proof; again, nothing is new."""
    connected(month, monkeypatch)
    sweep()
    assert recorded() == set()
    month.bring("2025-08", "2025-09")

    sweep()

    assert recorded() == {(f"R{number}", "saisi") for number in range(1, 7)}
    values = ActualRevision.objects.filter(month="2025-09-01").values_list("indicator__code", "numerator")
    assert dict(values) == {**dict.fromkeys(month.indicators, 90), "R3": 87}
    assert Evidence.objects.filter(month="2025-09-01").count() == 6
    assert not SourceEvent.objects.filter(kind=SourceEventKind.FAILED).exists()
    assert (sweep(), SourceArrival.objects.filter(by_itself=True).count()) == (0, 5)


def broken_view(month: Month) -> None:
    with closing(sqlite3.connect(month.base)) as base:
        base.executescript("DROP VIEW indicateurs; CREATE VIEW indicateurs AS SELECT effectif FROM t;")


BREAKS: dict[SourceKind, Callable[[Month], object]] = {
    SourceKind.FOLDER: lambda month: month.folder.rename(month.folder.with_name("ailleurs")),
    SourceKind.WEB: lambda month: month.web.give("/r2.csv", Reply(HEADER.encode(), announced=1000)),
    SourceKind.GRIST: lambda month: month.web.give(
        "/api/docs/doc1/tables/Indicateurs/records", Reply(status=401)
    ),
    SourceKind.SQL: broken_view,
    SourceKind.MAILBOX: lambda month: month.box.receive(mail({})),
}


@pytest.mark.one_database
@pytest.mark.parametrize("kind", BREAKS)
def test_a_source_that_is_broken_is_told_within_a_round_and_the_others_go_on(month, monkeypatch, kind):
    sources = connected(month, monkeypatch)
    sweep()
    month.bring("2025-08", "2025-09")
    arrivals = SourceArrival.objects.filter(source=sources[kind]).count()
    BREAKS[kind](month)

    with structlog.testing.capture_logs() as logs:
        for _ in range(2):
            sweep()

    told = SourceEvent.objects.filter(kind=SourceEventKind.FAILED)
    expected = {sources[kind].pk} | ({sources[SourceKind.SQL].pk} if kind == SourceKind.FOLDER else set())
    assert {each.source_id for each in told} == expected
    assert told.count() == len(expected), "told once, not at each round"
    assert SourceArrival.objects.filter(source=sources[kind]).count() == arrivals
    codes = {code for code, _ in recorded()}
    awaited = {code for other in Source.objects.exclude(pk__in=expected) for code in codes_of(other)}
    assert codes == awaited
    rows = [*SourceEvent.objects.all(), *Source.objects.all(), *SourceConnection.objects.all()]
    said = serializers.serialize("json", rows) + repr(logs)
    assert not any(secret in said for secret in (PASSWORD, KEY, HEADER_SECRET, "sqlite://"))


def codes_of(source: Source) -> set[str]:
    return set(source.indicators.values_list("code", flat=True))
