"""From a document to a loaded contract: sent, read, reviewed by two people, shown as a file, confirmed."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.rights import Role
from commitments.models import Contract
from dashboards.contracts import draft_views, drafting
from dashboards.models import ContractDraft
from dashboards.models.contract_draft import Decision, DraftState
from indicators.loading import load_contract
from tests.factories import make_body, make_user
from tests.indicators.small_contract import small_contract
from tests.pages import text_of
from tests.reading.laying_out import Layout, as_docx, as_odt, as_pdf, blocks_of

pytestmark = pytest.mark.django_db

ADDRESS = "/contrats/documents/"
IDENTITY = {
    "code": "cpg-2028-2029",
    "libelle": "CPG 2028-2029",
    "titre": "Contrat de la Caisse du Nord",
    "organisme": "",
    "organisme_code": "caisse-du-nord",
    "organisme_nom": "Caisse du Nord",
    "organisme_court": "Nord",
    "departements": "59, 62",
}


@pytest.fixture(autouse=True)
def read_at_once(monkeypatch):
    """Without the thread of the embedded default."""
    monkeypatch.setattr(draft_views, "start_reading", drafting.read)


@pytest.fixture
def body():
    return make_body()


@pytest.fixture
def administrator(body):
    return make_user(Role.ADMINISTRATEUR, body)


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


def small_blocks(**changed):
    return blocks_of(small_contract(), Layout(annexe={("R1", 2029, "seuil"): "97%"}, **changed))


def send(client, content=None, name="contrat.odt", **more):
    content = as_odt(small_blocks()) if content is None else content
    return client.post(ADDRESS, IDENTITY | more | {"file": SimpleUploadedFile(name, content)})


def sent(client, **more):
    send(client, **more)
    return ContractDraft.objects.get()


def shown_fields(page):
    """What the form of the open fact sends as it is."""
    form = page.content.decode().partition('class="fait"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    fields |= {
        name: text.strip() for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)<', form)
    }
    for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', form, re.DOTALL):
        fields[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return {name: text.replace("&#x27;", "'") for name, text in fields.items()}


def decide(client, draft, key, act="accepter", **typed):
    address = f"{ADDRESS}{draft.pk}/"
    fields = shown_fields(client.get(address, {"fait": key}))
    return client.post(address, fields | {"acte": act} | typed)


def state(draft, key):
    return draft.facts.get(key=key)


def test_a_document_becomes_a_contract_and_the_draft_goes(client, administrator):
    draft = sent(client)
    page = client.get(f"{ADDRESS}{draft.pk}/")
    assert "le seuil n’est pas du même côté de l’objectif que les autres années" in text_of(page)
    assert "<mark>" in page.content.decode()
    assert decide(client, draft, "R1:cibles", a2029_seuil="85").status_code == 302
    fact = state(draft, "R1:cibles")
    assert (fact.decision, fact.decided_by, fact.value["cibles"]["2029"]["seuil"]) == (
        Decision.CORRECTED,
        administrator,
        "85",
    )
    assert fact.proposed["cibles"]["2029"]["seuil"] == "97"
    for fact in draft.facts.filter(decision=Decision.OPEN, flagged__gt=0):
        typed = {"annees": "", "livrables": "Guide : 2028"} if fact.key == "F1-E1A2" else {}
        assert decide(client, draft, fact.key, **typed).status_code == 302, fact.key
    # What has no doubt is accepted by groups, each with one button.
    for _ in range(12):
        page = client.get(f"{ADDRESS}{draft.pk}/", {"voir": "a-relire"})
        seen = re.search(r'name="vu" data-of-page value="([^"]*)"', page.content.decode())
        if seen is None:
            break
        client.post(f"{ADDRESS}{draft.pk}/", {"vu": seen[1]})
    assert not draft.facts.filter(decision=Decision.OPEN).exists()
    preview = client.post(f"{ADDRESS}{draft.pk}/fichier/")
    assert "Rien n’est encore écrit" in text_of(preview), text_of(preview)
    assert not Contract.objects.filter(code="cpg-2028-2029").exists()
    hidden = dict(re.findall(r'name="(contenu|nom|plan)" value="([^"]*)"', preview.content.decode()))
    client.post("/contrats/charger/", hidden)
    contract = Contract.objects.get(code="cpg-2028-2029")
    assert contract.body.code == "caisse-du-nord"
    assert [each.code for each in contract.indicators.all()] == ["R1", "R2"]
    assert not ContractDraft.objects.exists()


def test_nothing_is_loaded_while_a_fact_is_to_be_reviewed(client):
    draft = sent(client)
    response = client.post(f"{ADDRESS}{draft.pk}/fichier/", follow=True)
    assert "Il reste des faits à relire : rien n’est chargé sans vous." in text_of(response)


def test_two_people_of_a_body_share_a_draft_and_the_second_is_told(client, body, administrator):
    draft = sent(client, organisme=str(body.pk))
    other = Client()
    other.force_login(make_user(Role.ADMINISTRATEUR, body))
    before = shown_fields(other.get(f"{ADDRESS}{draft.pk}/", {"fait": "F1-E1"}))
    decide(client, draft, "F1-E1")
    late = other.post(f"{ADDRESS}{draft.pk}/", before | {"acte": "ecarter"}, follow=True)
    assert "vient d’être changé par une autre personne" in text_of(late)
    fact = state(draft, "F1-E1")
    assert (fact.decision, fact.decided_by) == (Decision.ACCEPTED, administrator)
    decide(other, draft, "F1-E1", "rouvrir")
    decide(other, draft, "F1-E1", "ecarter")
    assert state(draft, "F1-E1").decision == Decision.REFUSED


def test_a_draft_is_of_its_author_or_of_the_administrators_of_its_body(client, body):
    draft = sent(client)
    pages = [f"{ADDRESS}{draft.pk}/", f"{ADDRESS}{draft.pk}/images/{draft.facts.first().pk}.png"]
    posts = [f"{ADDRESS}{draft.pk}/", f"{ADDRESS}{draft.pk}/fichier/", f"{ADDRESS}{draft.pk}/supprimer/"]
    stranger = Client()
    for address in pages:
        assert stranger.get(address)["Location"].startswith("/connexion/?next=/")
    for role in Role:
        # Another administrator of the same body does not see the draft of a body to come.
        stranger.force_login(make_user(role, body))
        wanted = 404 if role is Role.ADMINISTRATEUR else 403
        assert {stranger.get(address).status_code for address in pages} == {wanted}
        assert {stranger.post(address).status_code for address in posts} == {wanted}
        assert stranger.get(ADDRESS).status_code == (200 if role is Role.ADMINISTRATEUR else 403)
    assert ContractDraft.objects.count() == 1


def test_the_reading_of_the_fiche_is_retained_in_one_click_with_its_entry_of_the_register(client):
    draft = sent(client, content=as_odt(small_blocks(fiche={("R1", 2028): "91%"})))
    page = client.get(f"{ADDRESS}{draft.pk}/", {"fait": "R1:cibles"})
    assert "Retenir la fiche" in text_of(page)
    assert "Lecture de la fiche : 2028 : 80 puis 91" in text_of(page).replace("\u00a0", " ")
    register = state(draft, "R1:cibles").register
    decide(client, draft, "R1:cibles", "retenir")
    fact, entry = state(draft, "R1:cibles"), state(draft, register)
    assert (fact.decision, fact.value["cibles"]["2028"]["objectif"]) == (Decision.CORRECTED, "91")
    assert (entry.decision, entry.value["retenu"]) == (Decision.CORRECTED, "2028\u00a0: 91\u00a0%")
    assert entry.value["motif"] == drafting.RETAINED
    # The annexe, by the first button: the entry stands as it was proposed.
    decide(client, draft, "R1:cibles", "rouvrir")
    draft.facts.filter(key=register).update(decision=Decision.OPEN, decided_by=None, value=entry.proposed)
    draft.facts.filter(key="R1:cibles").update(value=fact.proposed)
    decide(client, draft, "R1:cibles")
    assert (state(draft, register).decision, state(draft, register).value) == (
        Decision.ACCEPTED,
        entry.proposed,
    )


def test_the_rows_of_a_theme_are_put_right_on_the_theme(client):
    draft = sent(client)
    assert "R1" in shown_fields(client.get(f"{ADDRESS}{draft.pk}/", {"fait": "T1"}))["lignes"]
    assert decide(client, draft, "T1", lignes="R1, R9").status_code == 422
    client.post(f"{ADDRESS}{draft.pk}/?ajouter=theme", {"rang": "2", "titre": "Second", "lignes": "R2"})
    assert decide(client, draft, "T1", lignes="R1").status_code == 302
    assert state(draft, "T1").decision == Decision.CORRECTED
    assert [state(draft, code).value["theme"] for code in ("R1", "R2")] == [1, 2]
    decide(client, draft, "T2", "rouvrir")
    assert decide(client, draft, "T2", lignes="R1, R2").status_code == 302
    assert [state(draft, code).value["theme"] for code in ("R1", "R2")] == [2, 2]


def test_a_measure_that_other_contracts_count_is_recognised_and_one_that_is_close_is_asked(client):
    data = small_contract()
    known = data["indicateurs"]
    known[1]["libelle"] = "Nombre d’ateliers collectifs menés"
    load_contract(data)
    data = small_contract()
    data["indicateurs"][1]["libelle"] = "Nombre d’ateliers collectifs réalisés"
    draft = sent(client, content=as_odt(blocks_of(data, Layout())))
    same, close = state(draft, "R1:mesure"), state(draft, "R2:mesure")
    names = ("code", "unite", "sens", "agregation", "numerateur")
    assert [same.value[name] for name in names] == [known[0]["mesure"][name] for name in names]
    assert (same.flagged, close.flagged) == (0, 1)
    assert "la mesure ateliers-du-nord" in " ".join(close.doubts)


def test_what_was_not_read_is_added_and_a_wrong_value_is_refused(client):
    draft = sent(client)
    address = f"{ADDRESS}{draft.pk}/?ajouter=action"
    added = {"fiche": "1", "engagement": "E1", "code": "E1A3", "libelle": "Former", "annees": "2028, 2029"}
    assert client.get(address).status_code == 200
    assert client.post(address, added | {"annees": ""}).status_code == 422
    assert client.post(address, added).status_code == 302
    assert client.post(address, added).status_code == 422
    fact = state(draft, "F1-E1A3")
    assert (fact.decision, fact.value["annees"]) == (Decision.ADDED, [2028, 2029])
    refused = decide(client, draft, "R1:cibles", a2029_seuil="85 ou 86")
    assert refused.status_code == 422
    assert "n’est pas un nombre seul" in text_of(refused)
    assert state(draft, "R1:cibles").decision == Decision.OPEN


def test_the_place_in_a_pdf_is_framed_on_its_page(client):
    draft = sent(client, content=as_pdf(small_blocks()), name="contrat.pdf")
    page = client.get(f"{ADDRESS}{draft.pk}/", {"fait": "R1:cibles"})
    fact = state(draft, "R1:cibles")
    assert f"/images/{fact.pk}.png" in page.content.decode()
    image = client.get(f"{ADDRESS}{draft.pk}/images/{fact.pk}.png")
    assert (image["Content-Type"], image["Cache-Control"]) == ("image/png", "private, max-age=3600")
    assert image.content.startswith(b"\x89PNG")
    assert client.get(f"{ADDRESS}{draft.pk}/images/0.png").status_code == 404


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, "Choisissez un document, ou collez son texte."),
        ({"texte": "   "}, "Choisissez un document, ou collez son texte."),
        ({"texte": "Fiche 1", "organisme_nom": ""}, "Pour un nouvel organisme"),
        ({"texte": "Fiche 1", "code": "CPG 2028"}, "Saisissez une valeur valide"),
    ],
)
def test_what_is_not_taken_is_answered(client, more, sentence):
    response = client.post(ADDRESS, IDENTITY | more)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not ContractDraft.objects.exists()


def test_a_document_that_cannot_be_read_says_so_and_is_thrown_away(client):
    draft = sent(client, content=b"%PDF-1.7 broken")
    assert draft.state == DraftState.FAILED
    assert "Ce PDF ne peut pas être lu" in text_of(client.get(f"{ADDRESS}{draft.pk}/"))
    client.post(f"{ADDRESS}{draft.pk}/supprimer/")
    assert not ContractDraft.objects.exists()


def test_a_pasted_text_is_read_as_a_document(client):
    text = (
        "Fiche 1 - Répondre\nEnjeux\nIndicateurs de performance\n 2028 2029\nR1 Taux de réponses 90% 91%\n"
        "ANNEXES\nAnnexe 1 – Indicateurs\nSeuil Objectif Seuil Objectif\nR1 Taux de réponses 85% 90% 86% 91%\n"
    )
    client.post(ADDRESS, IDENTITY | {"texte": text})
    draft = ContractDraft.objects.get()
    assert state(draft, "R1:cibles").value["cibles"]["2029"] == {
        "type": "defini",
        "seuil": "86",
        "objectif": "91",
    }
    assert "ligne" in text_of(client.get(f"{ADDRESS}{draft.pk}/", {"fait": "R1:cibles"}))


def test_a_reading_that_is_interrupted_twice_is_given_up_and_old_drafts_are_forgotten(client, monkeypatch):
    monkeypatch.setattr(draft_views, "start_reading", lambda pk: None)
    draft = sent(client)
    assert "en cours de lecture" in text_of(client.get(f"{ADDRESS}{draft.pk}/"))
    assert drafting.waiting() == [draft.pk]
    ContractDraft.objects.update(tries=drafting.MOST_TRIES)
    drafting.read(draft.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.note) == (DraftState.FAILED, drafting.GIVEN_UP)
    assert drafting.forget(timezone.now()) == 0
    assert (
        drafting.forget(timezone.now() + 181 * (timezone.now() - timezone.now()).resolution * 86_400_000_000)
        == 1
    )


def test_pages_take_the_same_number_of_queries_whatever_is_read(client, django_assert_num_queries):
    draft = sent(client)
    client.get(f"{ADDRESS}{draft.pk}/")
    with django_assert_num_queries(7):
        client.get(f"{ADDRESS}{draft.pk}/")
    with django_assert_num_queries(8):
        client.get(ADDRESS)


def test_docx_is_taken_too(client):
    draft = sent(client, content=as_docx(small_blocks()), name="contrat.docx")
    assert draft.state == DraftState.READY
    assert json.dumps(state(draft, "F1-E1A1").value, ensure_ascii=False).count("2028")
