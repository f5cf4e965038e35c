"""`import_commitments`: the file of the export from a shell, whole or not at all, of one contract or of several."""

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.models import Change, FollowUp, FollowUpRevision, Origin
from commitments.recording import Update, update_many
from tests.factories import make_action, make_body, make_contract, make_user, planned

pytestmark = pytest.mark.django_db
HEADER = "organisme;fiche;action;livrable;annee;statut;avancement;commentaire"


@pytest.fixture(autouse=True)
def in_october_2025():
    with time_machine.travel("2025-10-05T10:00:00+02:00"):
        yield


@pytest.fixture
def contract():
    return make_contract(make_body("nord"))


@pytest.fixture
def action(contract):
    return make_action(contract, years=(2024, 2025))


@pytest.fixture
def file(tmp_path):
    def file(*rows):
        path = tmp_path / "etats.csv"
        path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
        return str(path)

    return file


def run(*arguments):
    out, err = StringIO(), StringIO()
    code: str | int | None = 0
    try:
        call_command("import_commitments", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def progress(action, year):
    return FollowUp.objects.get(planned=planned(action, year)).current.progress


def test_a_good_file_is_written_once_and_twice_changes_nothing(contract, action, file):
    path = file("nord;1;E1A1;;2024;en_cours;90;", "nord;1;E1A1;;2025;;;")
    code, out, _ = run(path, "--dry-run")
    assert (code, FollowUpRevision.objects.count()) == (0, 0)
    assert "1 nouvelle, 0 changée, 0 inchangée, 0 refusée, 1 ligne sans valeur." in out
    assert "rien n’a été écrit" in out
    code, out, _ = run(path)
    assert (code, progress(action, 2024)) == (0, 90)
    assert "1 échéance écrite." in out
    change = Change.objects.get(origin=Origin.IMPORT)
    assert change.reason == "Import du fichier etats.csv"
    assert "0 nouvelle, 0 changée, 1 inchangée" in run(path)[1]
    assert FollowUpRevision.objects.count() == 1


def test_one_bad_row_writes_nothing_and_all_of_it_is_said_on_the_error_stream(contract, action, file):
    update = Update(planned(action, 2025), Declared.EN_COURS, 10)
    update_many(contract=contract, updates=[update], actor=None, origin=Origin.COMMAND)
    code, out, err = run(file("nord;1;E1A1;;2025;en_cours;20;", "nord;1;E1A1;;2024;realise;;"))
    assert (code, out) == (1, "")
    assert "Rien n’a été écrit : 1 erreur." in err
    assert "ligne 3, statut, « realise »" in err
    assert "ligne 2, F1-E1A1, 2025 (saisi) : en cours, 10\u00a0% → en cours, 20\u00a0%" in err
    assert progress(action, 2025) == 10


def test_a_file_of_several_bodies_is_written_whole(contract, action, file):
    other = make_action(make_contract(make_body("sud")), years=(2025,))
    path = file("nord;1;E1A1;;2025;en_cours;40;", "sud;1;E1A1;;2025;en_cours;60;")
    assert run(path)[0] == 0
    assert (progress(action, 2025), progress(other, 2025)) == (40, 60)
    assert Change.objects.filter(origin=Origin.IMPORT).count() == 2
    nameless = file(";1;E1A1;;2025;en_cours;70;")
    assert "Nommez l’organisme" in run(nameless)[2]
    assert run(nameless, "--body", "sud")[0] == 0
    assert (progress(action, 2025), progress(other, 2025)) == (40, 70)


def test_somebody_imports_with_their_own_rights(contract, file):
    owner = make_user(Role.GESTIONNAIRE, contract.body)
    make_action(contract, years=(2025,), owner=owner)
    make_action(contract, code="E1A2", years=(2025,))
    code, _, err = run(
        file("nord;1;E1A1;;2025;en_cours;40;", "nord;1;E1A2;;2025;en_cours;40;"), "--by", owner.username
    )
    assert code == 1
    assert "ligne 3, action, « E1A2 » : Cette action ne vous est pas attribuée." in err
    assert run(file("nord;1;E1A1;;2025;en_cours;40;"), "--by", owner.username)[0] == 0
    assert FollowUpRevision.objects.get().change.actor == owner


@pytest.mark.parametrize(
    "arguments", [("/nulle/part.csv",), ("FILE", "--by", "personne"), ("FILE", "--body", "ouest")]
)
def test_what_does_not_exist_is_said(contract, action, file, arguments):
    path = file("nord;1;E1A1;;2025;en_cours;40;")
    with pytest.raises(CommandError):
        run(*(path if each == "FILE" else each for each in arguments))
    assert not FollowUpRevision.objects.exists()
