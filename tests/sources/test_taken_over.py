"""What arrived is neither lost nor laid to the wrong person: owners who leave, files that say less, failed rounds."""

import pytest
import time_machine

from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.readings import Choices
from indicators.imports import following
from indicators.models import ActualRevision, ImportState, SourceEventKind, SourceKind
from indicators.sources import sweeping
from indicators.sources.keeping import Description, deliver, describe, trust
from indicators.sources.sweeping import sweep
from indicators.sources.taking import take
from tests.factories import assign, enter, every_year, make_contract, make_indicator, make_user, pair
from tests.pages import text_of
from tests.sources.making import HEADER, drop, make_connection, make_source

pytestmark = pytest.mark.django_db
SEPTEMBER = "R1;2025-09;95;100\n"


@pytest.fixture(autouse=True)
def today(tmp_path, settings):
    settings.STATE_DIR = tmp_path / "state"
    settings.SOURCES_FOLDERS = [str(tmp_path)]
    with time_machine.travel("2025-10-20T10:00:00+02:00", tick=True):
        yield


@pytest.fixture
def indicator():
    contract = make_contract()
    made = make_indicator(contract, code="R1", targets=every_year("80", "90"))
    owner = make_user(Role.GESTIONNAIRE, contract.body)
    assign(owner, made)
    enter(made, "2025-08", pair(94, 100), actor=owner)
    return made


def in_folder(tmp_path, indicator):
    folder = tmp_path / indicator.contract.body.code
    folder.mkdir()
    drop(folder, "old.csv", HEADER + "R1;2025-08;94;100\n")
    connection = make_connection(
        indicator.contract, SourceKind.FOLDER, {"folder": str(folder), "pattern": "*.csv"}
    )
    return folder, make_source(connection, indicator.assignments.get().user, indicator)


def states(source, name):
    return [each.job.state for each in source.arrivals.filter(name=name).order_by("number")]


def test_who_takes_a_source_over_confirms_what_waits_of_it(tmp_path, indicator):
    folder, source = in_folder(tmp_path, indicator)
    drop(folder, "new.csv", HEADER + SEPTEMBER)
    sweep()
    other = make_user(Role.CONTROLEUR, indicator.contract.body)
    description = Description(source.connection, source.name, [indicator], Choices(), None)

    describe(contract=indicator.contract, description=description, actor=other, source=source)

    job = source.arrivals.get(name="new.csv").job
    assert (job.user, job.state) == (other, ImportState.LU)
    following.confirm(job.pk)
    following.write(job.pk)
    assert ActualRevision.objects.get(month="2025-09-01").change.actor == other


def test_nothing_is_recorded_under_the_name_of_a_closed_account(indicator):
    connection = make_connection(indicator.contract, SourceKind.UPLOAD, {})
    source = make_source(connection, indicator.assignments.get().user, indicator)
    other = make_user(Role.CONTROLEUR, indicator.contract.body)
    source.owner.is_active = False
    source.owner.save()

    with pytest.raises(Refusal) as refused:
        deliver(source=source, name="new.csv", content=(HEADER + SEPTEMBER).encode(), actor=other)

    assert refused.value.code == "owner_away"
    assert not source.arrivals.exists()


def test_a_file_that_says_another_month_leaves_the_one_that_waits(tmp_path, indicator):
    folder, source = in_folder(tmp_path, indicator)
    drop(folder, "month.csv", HEADER + "R1;2025-07;93;100\n")
    sweep()
    drop(folder, "month.csv", HEADER + SEPTEMBER)
    sweep()
    drop(folder, "month.csv", HEADER + "R1;2025-09;96;100\n")
    sweep()

    assert states(source, "month.csv") == [ImportState.LU, ImportState.ABANDONNE, ImportState.LU]


def test_other_bytes_that_say_the_same_are_neither_kept_nor_told_again(tmp_path, indicator):
    folder, source = in_folder(tmp_path, indicator)
    for rank in range(3):
        drop(folder, "new.csv", HEADER + SEPTEMBER + "\n" * rank)
        drop(folder, "wrong.csv", HEADER + "R1;2025-11;95;100\n" + "\n" * rank)
        drop(folder, "old.csv", HEADER + "R1;2025-08;94;100\n" + "\n" * rank)
        sweep()

    assert states(source, "new.csv") == [ImportState.LU]
    assert states(source, "wrong.csv") == [ImportState.REFUSE]
    assert states(source, "old.csv") == [ImportState.ECRIT]


def test_what_the_owner_confirmed_in_the_end_is_not_said_to_be_recorded_by_itself(
    client, tmp_path, indicator, monkeypatch
):
    """Neither in the story of its source nor in the list of what arrived, once it waits and once it is written."""
    folder, source = in_folder(tmp_path, indicator)
    client.force_login(source.owner)
    page = f"{indicator.contract.get_absolute_url()}sources/{source.pk}/"
    trust(source=source, is_trusted=True, actor=make_user(Role.CONTROLEUR, indicator.contract.body))
    drop(folder, "new.csv", HEADER + SEPTEMBER)
    write = following.write
    monkeypatch.setattr(following, "write", lambda pk: None)
    sweep()
    enter(indicator, "2025-09", pair(90, 100), actor=source.owner)
    arrival = source.arrivals.get(name="new.csv")
    write(arrival.job_id)
    waiting = text_of(client.get(page))
    following.confirm(arrival.job_id)
    write(arrival.job_id)

    said = source.events.get(kind=SourceEventKind.RECORDED).text
    assert "après confirmation" in said
    assert arrival.by_itself
    written = text_of(client.get(page))
    assert ("1 valeur enregistrée" in written, "à confirmer" in waiting) == (True, True)
    assert "sans confirmation" not in written + waiting


def test_one_file_that_cannot_be_taken_keeps_no_other_of_its_source(tmp_path, indicator, monkeypatch):
    folder, source = in_folder(tmp_path, indicator)
    drop(folder, "a.csv", HEADER + SEPTEMBER)
    drop(folder, "b.csv", HEADER + "R1;2025-07;95;100\n")
    failures = [ValueError()]

    def fails_on_one(pk, file):
        if failures:
            raise failures.pop()
        return take(pk, file)

    monkeypatch.setattr(sweeping, "take", fails_on_one)
    sweep()

    source.refresh_from_db()
    assert source.arrivals.count() == 2
    assert source.trouble


def test_files_of_a_folder_are_taken_in_the_order_in_which_they_were_written(tmp_path, indicator):
    import os

    folder, source = in_folder(tmp_path, indicator)
    first = drop(folder, "z.csv", HEADER + SEPTEMBER)
    os.utime(first, (first.stat().st_mtime - 600,) * 2)
    drop(folder, "a.csv", HEADER + "R1;2025-09;96;100\n")
    sweep()
    names = list(source.arrivals.exclude(name="old.csv").order_by("number").values_list("name", flat=True))
    assert names == ["z.csv", "a.csv"]
