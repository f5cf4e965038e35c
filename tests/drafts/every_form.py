"""One of each thing that a form is about, and every page of the application that may show a form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.rights import Role
from commitments.models import Contract, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.contracts import drafting
from dashboards.models import ContractDraft
from indicators.domain.model import Aggregation
from indicators.models import ImportJob, Source
from indicators.recording import MonthStep, neutralise, submit, validate
from tests.closing import close_quarter
from tests.factories import (
    amount,
    assign,
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    pair,
)
from tests.indicators.small_contract import small_contract
from tests.one_of_each import (
    make_avenant,
    make_cnav_file,
    make_effect,
    make_proof,
    make_proof_of_action,
    make_resolution,
    make_review,
    make_scenario,
    make_upload,
    name_owner,
    record_state,
)
from tests.permissions import PAGES
from tests.reading.laying_out import Layout, as_odt, blocks_of
from tests.support.forms import PageForm, forms_of

WRITERS = (Role.GESTIONNAIRE, Role.CONTROLEUR, Role.ADMINISTRATEUR)
# Nothing is typed in them that could be lost: signing in and out, the display.
WITHOUT_DRAFT = {"/connexion/", "/deconnexion/", "/affichage/", "/compte/securite/sessions/"}
# What an administrator of one body never sees.
OF_SUPERUSERS = ("/mise-en-place/",)
OF_EVERYBODY = ("/compte/", "/compte/tableau-de-bord/", "/contrats/charger/", "/contrats/documents/")


@dataclass(frozen=True)
class Shown:
    """A form as this person sees it."""

    user: User
    form: PageForm

    def __str__(self) -> str:
        return f"{self.form.label or self.form.action} ({self.form.page})"


def make_everything() -> Contract:
    """A contract with a month to enter, one that waits for its validation, a closed one, a neutralised one, a proof,
    and an action in the same states.
    """
    contract = make_contract()
    first = make_indicator(contract, targets=every_year("80", "90"))
    second = make_indicator(contract, aggregation=Aggregation.SOMME, unit="ateliers", decimals=0)
    make_indicator(contract, aggregation=Aggregation.EVOLUTION)
    author = make_user(Role.CONTROLEUR, contract.body)
    enter(first, "2025-01", pair(95, 100), actor=author)
    enter(first, "2025-02", pair(95, 100), actor=author)
    enter(second, "2025-02", amount(40), actor=author)
    steps = [MonthStep(each, Month(2025, 2), 1) for each in (first, second)]
    submit(contract=contract, steps=steps, actor=author, origin=Origin.COMMAND)
    validate(
        contract=contract, steps=[MonthStep(second, Month(2025, 2), 2)], actor=None, origin=Origin.COMMAND
    )
    neutralise(
        indicator=first,
        month=Month(2025, 4),
        is_neutralised=True,
        reason="incident",
        expected_version=0,
        actor=None,
        origin=Origin.COMMAND,
    )
    action = make_action(contract, years=(2024, 2025, 2026))
    make_effect(action, first)
    for year, hands_over in ((2025, True), (2026, False)):
        record_state(action, year, hands_over=hands_over)
    close_quarter(
        contract=contract, quarter=Quarter(2024, 4), expected_version=0, actor=None, origin=Origin.COMMAND
    )
    make_review(contract)
    make_resolution(contract, make_user(Role.LECTEUR, contract.body))
    make_cnav_file(contract, Quarter(2025, 2), "R1;2025-05;;;72,4")
    make_avenant(contract)
    make_proof(contract)
    make_proof_of_action(contract)
    # What follows it takes its assignments over.
    make_indicator(make_contract(contract.body, code="cpg-2028-2032", first_year=2028, last_year=2032))
    return contract


def make_people(contract: Contract) -> list[User]:
    people = []
    for role in WRITERS:
        user = make_user(role, contract.body)
        for indicator in contract.indicators.all():
            assign(user, indicator)
        name_owner(contract, user)
        people.append(user)
    send_a_file_that_asks(contract, people[1])
    make_scenario(contract, people[1])
    make_upload(contract)
    for content in (as_odt(blocks_of(small_contract(), Layout())), b"%PDF-1.7 broken"):
        make_contract_draft(people[2], content)
    return people


def make_contract_draft(administrator: User, content: bytes) -> None:
    """A document that is to be reviewed, or one that cannot be read."""
    data = small_contract()
    draft = drafting.start(
        administrator,
        name="contrat.odt",
        content=content,
        body=None,
        body_data=data["organisme"],
        contract_data=data["contrat"],
    )
    drafting.read(draft.pk)


def send_a_file_that_asks(contract: Contract, controller: User) -> None:
    """A file that changes a validated month: its page asks for the reason."""
    client = Client()
    client.force_login(controller)
    file = SimpleUploadedFile("valeurs.csv", b"indicateur;mois;valeur\nR2;2025-02;41\n")
    client.post(f"/{contract.body.code}/{contract.code}/import/", {"file": file})


def addresses(contract: Contract) -> Iterator[str]:
    """Pages of the table of rights, those under no body, and those of the administration."""
    yield from OF_EVERYBODY
    base = f"/{contract.body.code}/{contract.code}/"
    for page in PAGES:
        if page.posted is None and "{" not in page.address:
            yield base + page.address
    yield from (f"{base}scenarios/1/{step}" for step in ("", "valeurs/", "avenant/", "neutralisation/"))
    yield f"{base}R1/2025-01/"
    yield f"{base}arretes/2024T4/"
    yield f"{base}neutralisations/decider/?sens=lever&du=2025-04&indicateur=R1"
    yield f"{base}engagements/1/E1A1/2024/"
    for source in Source.objects.all():
        yield from (f"{base}sources/{source.pk}/{step}" for step in ("", "description/"))
        yield f"{base}sources/connexions/{source.connection_id}/"
    yield from _of_the_setup(contract)
    for job in ImportJob.objects.all():
        yield f"{base}import/{job.pk}/"
    for draft in ContractDraft.objects.all():
        yield f"/contrats/documents/{draft.pk}/"
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_add")
        if (row := model._default_manager.first()) is not None:
            yield reverse(f"{name}_change", args=[row.pk])


def _of_the_setup(contract: Contract) -> Iterator[str]:
    setup = f"/mise-en-place/{contract.body.code}/"
    yield from (f"{setup}personnes/", f"{setup}{contract.code}/attributions/")
    for other in Contract.objects.filter(body=contract.body).exclude(pk=contract.pk):
        yield f"{setup}{other.code}/copie/"


def shown_forms(client: Client, contract: Contract, people: list[User]) -> Iterator[Shown]:
    """Each form once, as the first person who sees it does."""
    seen: set[tuple[str, str]] = set()
    for user in people:
        client.force_login(user)
        for address in OF_SUPERUSERS if user.is_superuser else addresses(contract):
            response = client.get(address)
            # What the grid's script fetches is no page: it keeps the texts of a month with its cell.
            if response.status_code == 200 and b"<main" in response.content:
                for form in forms_of(response.content.decode(), address):
                    name = (address, form.label or form.action)
                    if name not in seen:
                        seen.add(name)
                        yield Shown(user, form)


def typed_into(form: PageForm, typed: str = "texte {} de cette épreuve") -> dict[str, list[str]]:
    """What a person sends who types a text of their own into each field and presses the first button."""
    texts = set(form.text_fields)
    sent: dict[str, list[str]] = {}
    for rank, (name, text) in enumerate(form.values()):
        if name:
            sent.setdefault(name, []).append(typed.format(rank) if name in texts else text)
    return sent | {form.button[0]: [form.button[1]]} if form.button else sent


def refused_without_link(client: Client, form: PageForm, sent: dict[str, list[str]]) -> list[str]:
    """The refusal that the top of the page shows without a link to an element of it. Pages of the administration,
    which are Django's, are left out.
    """
    answer = client.post(form.action, sent, follow=True)
    html = answer.content.decode()
    alerts = re.findall(r'class="(?:avis t-sous|refus)".*?</div>', html.partition("<main")[2], re.DOTALL)
    if not alerts or form.page.startswith(reverse("admin:index")):
        return []
    anchors = re.findall(r'<a href="#([^"]+)"', "".join(alerts))
    if anchors and all(f'id="{each}"' in html for each in anchors):
        return []
    return [f"{alerts[0]}: {anchors}"]


def lost(form: PageForm, sent: dict[str, list[str]], html: str) -> list[str]:
    """The texts that neither a field of the same form of this page nor its notice shows."""
    found = [each for each in forms_of(html, form.page) if each.key == form.key]
    values = [value for each in found for value in each.values()]
    return [
        f"{name}: {text}"
        for name in form.text_fields
        for text in sent[name]
        if (name, text) not in values and f"<q>{text}</q>" not in html
    ]
