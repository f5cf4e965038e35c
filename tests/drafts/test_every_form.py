"""Every form of the application, whatever prevents its being taken: no text of it is lost without JavaScript."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.signals import template_rendered

from accounts.models import KeptPost, Membership, User
from accounts.rights import Role
from commitments.models import Change
from tests.drafts.every_form import (
    WITHOUT_DRAFT,
    Shown,
    lost,
    make_everything,
    make_people,
    refused_without_link,
    shown_forms,
    typed_into,
)
from tests.factories import PASSWORD
from tests.rollback import rolled_back

type Sent = dict[str, list[str]]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,
    pytest.mark.usefixtures("rows_of_module"),
]


@dataclass(frozen=True)
class Crawl:
    """The forms into which something can be typed, and the templates of all pages that were asked for them."""

    drafts: list[Shown]
    rendered: set[str]


@pytest.fixture(scope="module")
def crawl(rows_of_module: None) -> Crawl:
    contract = make_everything()
    people = [*make_people(contract), User.objects.create_superuser("racine", password=PASSWORD)]
    rendered: set[str] = set()
    template_rendered.connect(
        lambda template, **rest: rendered.add(template.name), weak=False, dispatch_uid="drafts"
    )
    try:
        forms = [shown for shown in shown_forms(Client(), contract, people) if shown.form.takes_text]
    finally:
        template_rendered.disconnect(dispatch_uid="drafts")
    return Crawl([shown for shown in forms if shown.form.action not in WITHOUT_DRAFT], rendered)


@pytest.fixture
def drafts(crawl: Crawl) -> list[Shown]:
    return crawl.drafts


def each(client: Client, drafts: list[Shown]) -> Iterator[tuple[Shown, Sent]]:
    """Every form with something typed, each from the same state, its author signed in."""
    for shown in drafts:
        if shown.form.text_fields:
            with rolled_back():
                client.force_login(shown.user)
                yield shown, typed_into(shown.form)


def sign_in(client: Client, user: User, following: str) -> str:
    """The page that the person comes to."""
    data = {"username": user.username, "password": PASSWORD, "next": following}
    return client.post("/connexion/", data, follow=True).content.decode()


def test_every_form_has_its_mark_and_links_to_what_it_refuses(
    client: Client, crawl: Crawl, drafts: list[Shown]
) -> None:
    """Each form of every template that marks one is among those that are tried. Left empty, or with texts that are none
    of what is asked, it links from the top of the page to what it refuses, without JavaScript too.
    """
    assert [str(shown) for shown in drafts if not shown.form.key] == []
    keys = [(shown.user.pk, shown.form.page, shown.form.key) for shown in drafts]
    assert len(keys) == len(set(keys))
    root = Path(settings.BASE_DIR) / "templates"
    marked = {str(file.relative_to(root)) for file in root.rglob("*.html") if "{% draft " in file.read_text()}
    assert marked - crawl.rendered == SHOWN_AFTER_A_POST | ONLY_WITH_A_PROVIDER
    unlinked = [
        f"{shown}: {each}"
        for shown in drafts
        for typed in ("", "texte")
        for each in tried_refusals(client, shown, typed)
    ]
    assert unlinked == []


def tried_refusals(client: Client, shown: Shown, typed: str) -> list[str]:
    with rolled_back():
        client.force_login(shown.user)
        return refused_without_link(client, shown.form, typed_into(shown.form, typed))


# Their first page is an answer: their forms are tried where they are made.
SHOWN_AFTER_A_POST = {
    "contracts/preview.html",
    "imports/actions_preview.html",
    "reconciliation/preview.html",
    "setup/people_preview.html",
}
# Nobody arrives where no provider of identities is set: tried in tests/accounts/test_openid_arrivals.py.
ONLY_WITH_A_PROVIDER = {"accounts/arrivals.html"}


def session_ended(client: Client, shown: Shown, sent: Sent) -> list[str]:
    client.logout()
    door = client.post(shown.form.action, sent, follow=True)
    # Pages write ordinals with an exponent.
    assert shown.form.label in unescape(re.sub("</?sup>", "", door.content.decode())), shown
    assert "de cette épreuve" not in door.content.decode(), shown
    following = parse_qs(door.request["QUERY_STRING"])["next"][0]
    return lost(shown.form, sent, sign_in(client, shown.user, following))


def older_than_the_last_sign_in(client: Client, shown: Shown, sent: Sent) -> list[str]:
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    strict.force_login(shown.user)
    page = strict.post(shown.form.action, sent | {"csrfmiddlewaretoken": ["x"]}, follow=True)
    return lost(shown.form, sent, page.content.decode())


def refused(client: Client, shown: Shown, sent: Sent) -> list[str]:
    """Where these texts are accepted nothing is to keep. Going back asks for the page again."""
    answer = client.post(shown.form.action, sent)
    if not KeptPost.objects.exists():
        return []
    here = lost(shown.form, sent, answer.content.decode()) if answer.status_code in {200, 409, 422} else []
    return here + lost(shown.form, sent, client.get(shown.form.page).content.decode())


def right_gone(client: Client, shown: Shown, sent: Sent) -> list[str]:
    roles = {each.pk: each.role for each in shown.user.memberships.all()}
    Membership.objects.filter(user=shown.user).update(role=Role.LECTEUR)
    client.post(shown.form.action, sent)
    for pk, role in roles.items():
        Membership.objects.filter(pk=pk).update(role=role)
    if not KeptPost.objects.exists():
        return []
    return lost(shown.form, sent, client.get(shown.form.page).content.decode())


def application_fails(client: Client, shown: Shown, sent: Sent) -> list[str]:
    broken = Client(raise_request_exception=False)
    broken.force_login(shown.user)
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, f"{__name__}.Breaks"]):
        assert broken.post(shown.form.action, sent).status_code == 500
    return lost(shown.form, sent, broken.get(shown.form.page).content.decode())


class Breaks:
    """Where every form makes the application fail."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            raise RuntimeError
        return self.get_response(request)  # type: ignore[operator, no-any-return]


WRITES_NOTHING = (session_ended, older_than_the_last_sign_in, right_gone, application_fails)


def test_no_text_is_lost(client: Client, drafts: list[Shown]) -> None:
    """Also the person sees it again only after they signed in, and nothing is written in between."""
    found: list[str] = []
    kept = 0
    for failure in (*WRITES_NOTHING, refused):
        for shown, sent in each(client, drafts):
            before = Change.objects.count()
            found += [f"{failure.__name__}: {shown}: {text}" for text in failure(client, shown, sent)]
            kept += failure is refused and KeptPost.objects.exists()
            assert failure is refused or Change.objects.count() == before, (failure, shown)
    assert found == []
    assert kept > len(drafts) / 2
