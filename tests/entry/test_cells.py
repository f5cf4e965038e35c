"""One cell saved, previewed or refused, and two people on it."""

import pytest

from indicators.domain.model import Absence, AbsenceKind
from indicators.models import ActualRevision
from tests.entry.asking import address, save, stored
from tests.factories import (
    enter,
    pair,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]


def test_a_saved_cell_says_what_it_holds_and_what_it_makes(client, indicator, manager):
    told = save(client, indicator, "2025-09", numerator="1 234", denominator="2 000").json()
    assert (told["version"], told["texts"]) == (1, {"numerator": "1\u202f234", "denominator": "2\u202f000"})
    assert (told["word"], told["isDraft"]) == ("saisi", True)
    assert told["toDate"]["value"] == "61,70\u00a0%"


@pytest.mark.parametrize(
    ("text", "part"),
    [("1_000", "numerator"), ("12 34", "numerator"), ("٣", "denominator"), ("1e5", "denominator")],
)
def test_what_is_no_figure_is_refused_by_its_part_and_writes_nothing(client, indicator, manager, text, part):
    fields = {"numerator": "1", "denominator": "2"} | {part: text}
    response = save(client, indicator, "2025-09", **fields)
    assert response.status_code == 422
    assert response.json()["parts"] == [part]
    assert "Ce n’est pas un nombre" in response.json()["messages"][0]["text"]
    assert not ActualRevision.objects.exists()


def test_the_later_of_two_is_told_and_chooses(client, indicator, manager, controller):
    enter(indicator, "2025-09", pair(50, 100), actor=controller, comment="premier")
    response = save(client, indicator, "2025-09", numerator="60", denominator="100", version="0")
    assert response.status_code == 409
    assert "dominique" in response.json()["said"]
    assert response.json()["texts"] == {"numerator": "50", "denominator": "100"}
    assert stored(indicator, "2025-09").fact == pair(50, 100)
    assert response.json()["asks"] == "motif"
    mine = {"numerator": "60", "denominator": "100", "version": "1"}
    assert save(client, indicator, "2025-09", **mine, choisi="1").status_code == 422
    assert save(client, indicator, "2025-09", **mine, motif="relevé du jour").status_code == 200
    assert stored(indicator, "2025-09").fact == pair(60, 100)


def test_ones_own_other_page_is_said_to_be_ones_own(client, indicator, manager):
    enter(indicator, "2025-09", pair(50, 100), actor=manager, comment="premier")
    told = save(client, indicator, "2025-09", numerator="60", denominator="100", version="0").json()
    assert told["said"].startswith("Vous avez enregistré 50 sur 100")
    assert told["asks"] == ""


@pytest.mark.parametrize("version", ["5", "", "abc", "-3", "99999999999999"])
def test_a_version_that_nothing_has_is_a_conflict_with_an_empty_month(client, indicator, manager, version):
    response = save(client, indicator, "2025-09", numerator="60", denominator="100", version=version)
    assert response.status_code == 409
    assert response.json()["version"] == 0
    posted = {"R1/2025-09/numerator": "1", "R1/2025-09/numerator/avant": "", "R1/2025-09/version": version}
    assert client.post(address(indicator.contract), posted | {"ligne": "R1"}).status_code in {409, 422}
    assert not ActualRevision.objects.exists()


def test_the_figure_to_date_is_that_of_the_month_that_the_page_shows(client, indicator, manager):
    save(client, indicator, "2025-03", numerator="90", denominator="100")
    told = save(client, indicator, "2025-09", numerator="10", denominator="100", mois="3").json()
    assert told["toDate"]["value"] == "90,00\u00a0%"


def test_what_one_typed_is_not_recorded_in_the_name_of_another(client, indicator, manager, controller):
    response = save(client, indicator, "2025-09", numerator="1", denominator="2", personne=str(controller.pk))
    assert response.status_code == 403
    assert not ActualRevision.objects.exists()


def test_a_comment_alone_is_refused_and_so_is_what_cannot_be_written(client, indicator, manager):
    response = save(client, indicator, "2025-09", numerator="", denominator="", commentaire="à venir")
    assert response.status_code == 422
    assert "Un mois vide ne garde pas de commentaire" in response.json()["messages"][0]["text"]
    response = save(client, indicator, "2025-09", numerator="1", denominator="2", commentaire="\0")
    assert response.status_code == 422
    assert not ActualRevision.objects.exists()


def test_without_the_check_of_versions_the_first_would_have_been_lost(client, indicator, manager, controller):
    """The control: the same second entry with the current version overwrites the first without a warning."""
    enter(indicator, "2025-09", pair(50, 100), actor=controller, comment="premier")
    save(client, indicator, "2025-09", numerator="60", denominator="100", version="1", motif="le mien")
    assert stored(indicator, "2025-09").fact == pair(60, 100)


def test_an_unlikely_value_is_saved_and_said(client, indicator, manager):
    for month in range(1, 9):
        enter(indicator, f"2025-{month:02}", pair(900 + month, 1000), actor=manager)
    told = save(client, indicator, "2025-09", numerator="9", denominator="1000").json()
    assert told["css"] == "c-alerte"
    assert "cent fois moins" in told["messages"][0]["title"]
    assert stored(indicator, "2025-09").fact == pair(9, 1000)


def test_a_comment_and_an_absence_are_saved_beside_the_grid(client, indicator, manager):
    save(client, indicator, "2025-09", numerator="60", denominator="100", commentaire="panne")
    assert stored(indicator, "2025-09").comment == "panne"
    save(client, indicator, "2025-09", numerator="61", denominator="100", version="1")
    assert stored(indicator, "2025-09").comment == "panne"
    told = save(
        client, indicator, "2025-09", numerator="61", denominator="100", version="2", absence="sans_objet",
        absence_reason="service fermé",
    )  # fmt: skip
    assert told.json()["texts"] == {"numerator": "s.\u00a0o.", "denominator": "s.\u00a0o."}
    assert stored(indicator, "2025-09").fact == Absence(AbsenceKind.SANS_OBJET, "service fermé")


def test_an_emptied_cell_takes_back_ones_own_draft(client, indicator, manager):
    save(client, indicator, "2025-09", numerator="60", denominator="100")
    assert save(client, indicator, "2025-09", numerator="", denominator="", version="1").status_code == 200
    assert stored(indicator, "2025-09").fact is None


def test_the_preview_is_the_arithmetic_of_the_entry_and_writes_nothing(client, indicator, manager):
    where = address(indicator.contract, "preview_cell", "R1", "2025-09")
    assert client.get(where, {"numerator": "2", "denominator": "3"}).json() == {
        "text": "66,67\u00a0%",
        "problem": "",
        "doubt": "",
    }
    unlikely = client.get(where, {"numerator": "2", "denominator": "3000"}).json()["doubt"]
    assert unlikely == "0,07\u00a0%, loin des cibles (80 à 90\u00a0%)."
    assert (
        "Ce n’est pas un nombre"
        in client.get(where, {"numerator": "x", "denominator": "3"}).json()["problem"]
    )
    assert not ActualRevision.objects.exists()
