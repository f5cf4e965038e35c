"""What arrives from a folder: read once, kept, told; recorded by itself only where nobody would look at it twice."""

import pytest
import time_machine

from accounts.rights import Role
from commitments.models import Change, Origin
from indicators.imports import following
from indicators.models import (
    ActualRevision,
    Evidence,
    ImportJob,
    ImportState,
    MonthlyActual,
    Source,
    SourceArrival,
    SourceEvent,
    SourceEventKind,
    SourceKind,
)
from indicators.sources import taking
from indicators.sources.keeping import trust
from indicators.sources.sweeping import sweep
from tests.factories import assign, enter, every_year, make_contract, make_indicator, make_user, pair
from tests.sources.making import HEADER, drop, make_connection, make_source

pytestmark = pytest.mark.django_db
SEPTEMBER = "R1;2025-09;95;100\n"


@pytest.fixture(autouse=True)
def today(tmp_path, settings):
    settings.STATE_DIR = tmp_path / "state"
    with time_machine.travel("2025-10-20T10:00:00+02:00", tick=True):
        yield


@pytest.fixture
def source(tmp_path, settings):
    settings.SOURCES_FOLDERS = [str(tmp_path)]
    contract = make_contract()
    folder = tmp_path / contract.body.code
    folder.mkdir()
    owner = make_user(Role.GESTIONNAIRE, contract.body)
    indicators = [
        make_indicator(contract, code=code, targets=every_year("80", "90")) for code in ("R1", "R2")
    ]
    for each in indicators:
        assign(owner, each)
    enter(indicators[0], "2025-08", pair(94, 100), actor=owner)
    drop(folder, "old.csv", HEADER + "R1;2025-08;94;100\n")
    connection = make_connection(contract, SourceKind.FOLDER, {"folder": str(folder), "pattern": "*.csv"})
    return make_source(connection, owner, *indicators)


@pytest.fixture
def trusted(source):
    trust(source=source, is_trusted=True, actor=make_user(Role.CONTROLEUR, source.contract.body))
    source.refresh_from_db()
    return source


def folder_of(source):
    from pathlib import Path

    return Path(source.connection.settings["folder"])


def kinds(source):
    return [each.kind for each in source.events.order_by("pk") if each.actor_id is None]


def test_a_file_waits_for_its_owner_then_its_values_carry_the_source_and_the_proof(source):
    drop(folder_of(source), "new.csv", HEADER + SEPTEMBER)

    assert (sweep(), sweep()) == (2, 0)
    arrival = source.arrivals.get(name="new.csv")
    assert arrival.job.state == ImportState.LU
    assert not MonthlyActual.objects.filter(month="2025-09-01").exists()
    assert kinds(source) == [SourceEventKind.WAITING]

    following.confirm(arrival.job_id)
    following.write(arrival.job_id)

    revision = ActualRevision.objects.get(month="2025-09-01")
    assert (revision.state, revision.change.actor, revision.change.origin) == (
        "saisi",
        source.owner,
        Origin.SOURCE,
    )
    assert "Source folder" in revision.change.reason
    proof = Evidence.objects.get(month="2025-09-01")
    assert (proof.name, proof.sha256) == ("new.csv", arrival.sha256)
    assert kinds(source)[-1] == SourceEventKind.RECORDED


def test_a_trusted_source_records_what_is_new_without_anybody(trusted):
    drop(folder_of(trusted), "new.csv", HEADER + SEPTEMBER + "R2;2025-09;88;100\n")

    sweep()

    assert ActualRevision.objects.filter(month="2025-09-01", state="saisi").count() == 2
    assert Evidence.objects.filter(month="2025-09-01").count() == 2
    assert len(set(Evidence.objects.values_list("stored_as", flat=True))) == 1
    assert trusted.arrivals.get(name="new.csv").by_itself
    assert Change.objects.filter(verb="record_many").count() == 1


@pytest.mark.parametrize(
    ("text", "kind", "state"),
    [
        (HEADER + "R1;2025-09;3;100\n", SourceEventKind.WAITING, ImportState.LU),  # unusual
        (HEADER + "R1;2025-08;91;100\n", SourceEventKind.WAITING, ImportState.LU),  # would correct
        (
            "indicateur;mois;numerateur;denominateur;commentaire\nR1;2025-09;95;100;\n",
            "forme",
            ImportState.LU,
        ),
        ("indicateur;mois;valeur;zone\nR1;2025-09;95;x\n", "forme", ImportState.LU),  # asks
        (HEADER + "R1;2025-11;95;100\nR2;2025-09;88;100\n", SourceEventKind.REFUSED, ImportState.REFUSE),
        (HEADER + "R9;2025-09;95;100\n", SourceEventKind.REFUSED, ImportState.REFUSE),
        ("rien de lisible", SourceEventKind.REFUSED, None),
    ],
)
def test_what_is_not_plain_is_never_recorded_by_itself(trusted, text, kind, state):
    for month in range(1, 8):
        enter(trusted.indicators.get(code="R1"), f"2025-{month:02}", pair(94, 100), actor=trusted.owner)
    before = MonthlyActual.objects.count()
    drop(folder_of(trusted), "new.csv", text)

    sweep()

    arrival = trusted.arrivals.get(name="new.csv")
    assert (arrival.job.state if arrival.job else None) == state
    assert kinds(trusted)[-1] == kind
    assert MonthlyActual.objects.count() == before
    assert not Evidence.objects.exists()


def test_an_indicator_that_is_not_of_the_source_is_refused(trusted):
    trusted.indicators.remove(trusted.indicators.get(code="R2"))
    drop(folder_of(trusted), "new.csv", HEADER + "R2;2025-09;88;100\n")
    sweep()
    assert "n’est pas de ceux de la source" in trusted.events.first().text


def test_a_process_that_is_killed_leaves_nothing_half_read(trusted, monkeypatch):
    """Killed after the file is prepared, then after it is kept and before it is written."""
    drop(folder_of(trusted), "new.csv", HEADER + SEPTEMBER)
    with monkeypatch.context() as broken:
        broken.setattr(taking, "_tell", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sweep()
    assert not SourceArrival.objects.exists()
    assert not ImportJob.objects.exists()

    with monkeypatch.context() as broken:
        broken.setattr(following, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sweep()
    assert not MonthlyActual.objects.filter(month="2025-09-01").exists()
    for job_pk in following.waiting_to_be_written():
        following.write(job_pk)
    sweep()
    assert ActualRevision.objects.filter(month="2025-09-01").count() == 1
    assert SourceArrival.objects.filter(name="new.csv").count() == 1


def test_a_later_file_of_the_same_name_takes_the_place_of_one_that_waits(source):
    drop(folder_of(source), "new.csv", HEADER + SEPTEMBER)
    sweep()
    drop(folder_of(source), "new.csv", HEADER + "R1;2025-09;96;100\n")
    sweep()
    states = source.arrivals.filter(name="new.csv").values_list("job__state", flat=True)
    assert list(states) == [ImportState.LU, ImportState.ABANDONNE]


def test_failure_return_and_silence_are_told_once_each(source):
    place = folder_of(source)
    place.rename(place.with_name("away"))
    assert (sweep(), sweep()) == (0, 0)
    source.refresh_from_db()
    assert "introuvable" in source.trouble
    place.with_name("away").rename(place)
    sweep()
    assert kinds(source) == [SourceEventKind.FAILED, SourceEventKind.RECOVERED]
    with time_machine.travel("2025-12-20T10:00:00+01:00"):
        sweep()
        sweep()
    silences = SourceEvent.objects.filter(kind=SourceEventKind.SILENT).order_by("key")
    assert [each.key for each in silences] == ["silence/2025-10", "silence/2025-11"]
    assert Source.objects.get().trouble == ""
