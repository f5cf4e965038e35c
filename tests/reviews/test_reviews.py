"""Pages of reviews: open, write with a preview by one or two people, make, follow, and download."""

import hashlib
import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.rights import Role
from dashboards.models.review import (
    JobState,
    Review,
    ReviewFile,
    ReviewJob,
    ReviewKind,
    ReviewText,
    ReviewVersion,
)
from dashboards.reviews import jobs, making, requests
from tests.factories import make_user
from tests.reviews.reviewed import make_review, make_reviewed, on

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]


@pytest.fixture(autouse=True)
def today():
    with on("2025-10-20"):
        yield


@pytest.fixture
def asked(settings, monkeypatch):
    """What is sent to the queue: nothing is made until a test makes it."""
    settings.JOBS_IN_PROCESS = False
    found = []
    monkeypatch.setattr(
        jobs.make_review, "apply_async", lambda args, **options: found.append((args, options["queue"]))
    )
    return found


@pytest.fixture
def review(asked):
    contract = make_reviewed()
    with on("2025-10-20"):
        return make_review(contract)[0]


@pytest.fixture
def person(client, review):
    client.force_login(make_user(Role.CONTROLEUR, review.contract.body, username="camille"))
    return client


def address(review, *more):
    contract = review.contract
    parts = [contract.body.code, contract.code, "bilans", review.kind, review.day.isoformat(), *more]
    return "/" + "/".join(map(str, parts)) + "/"


def text_of(response):
    return re.sub(r"</?sup>", "", response.content.decode().replace("\u00a0", " ").replace("\u202f", " "))


def opened(person, contract, day, kind=ReviewKind.MIDTERM):
    return person.post(f"/{contract.body.code}/{contract.code}/bilans/", {"kind": kind.value, "day": day})


def make(person, review):
    response = person.post(address(review, "produire"))
    jobs.resume_reviews()
    return response


def write(person, review, text, version=0, suite="enregistrer", section="synthese"):
    return person.post(address(review, "textes", section), {"text": text, "version": version, "suite": suite})


def test_a_review_is_opened_once_for_a_day(person, review):
    first = opened(person, review.contract, "2024-12-31", ReviewKind.ANNUAL)
    again = opened(person, review.contract, "31/12/2024", ReviewKind.ANNUAL)
    assert first["Location"] == again["Location"]
    assert Review.objects.count() == 2
    assert "Revue annuelle au 31 décembre 2024" in text_of(person.get(first["Location"]))


@pytest.mark.parametrize(
    ("day", "kind", "said"),
    [
        ("2025-10-20", ReviewKind.MIDTERM, "Choisissez un jour passé"),
        ("2022-12-31", ReviewKind.MIDTERM, "à partir du 1er janvier 2023"),
        ("2023-12-30", ReviewKind.ANNUAL, "Aucun exercice du contrat n’est écoulé"),
        ("", ReviewKind.MIDTERM, "Choisissez un jour"),
        ("30 juin", ReviewKind.MIDTERM, "Écrivez une date comme"),
    ],
)
def test_a_day_that_cannot_be_looked_back_from_is_refused(person, review, day, kind, said):
    response = opened(person, review.contract, day, kind)
    assert response.status_code == 422
    assert said in text_of(response)


def test_a_text_is_looked_at_without_being_kept_then_kept(person, review):
    look = write(person, review, "Un.\n\n- <b>deux</b>", suite="previsualiser")
    assert "<li>&lt;b&gt;deux&lt;/b&gt;</li>" in text_of(look)
    assert "pas encore enregistré" in text_of(look)
    assert not ReviewText.objects.exists()
    assert write(person, review, "Un.\n\n- <b>deux</b>").status_code == 302
    assert "<li>&lt;b&gt;deux&lt;/b&gt;</li>" in text_of(person.get(address(review)))
    assert write(person, review, "Un.\n\n- <b>deux</b>", version=1).status_code == 302
    assert ReviewText.objects.count() == 1


def test_a_text_saved_on_an_older_version_is_a_conflict(person, review):
    write(person, review, "Le texte de Camille")
    person.force_login(make_user(Role.CONTROLEUR, review.contract.body))
    refused = write(person, review, "Le mien")
    assert refused.status_code == 409
    page = text_of(refused)
    assert "camille a écrit ici entre-temps" in page
    assert "<p>Le texte de Camille</p>" in page
    assert 'name="version" value="1"' in page
    assert ">\nLe mien</textarea>" in page
    assert write(person, review, "Les deux", version=1).status_code == 302
    assert list(ReviewText.objects.values_list("version", "text")) == [
        (1, "Le texte de Camille"),
        (2, "Les deux"),
    ]


def test_the_journal_names_who_opened_wrote_and_made_it_and_when(person, review):
    write(person, review, "Premier jet <i>")
    person.force_login(make_user(Role.CONTROLEUR, review.contract.body, username="dominique"))
    write(person, review, "Second jet", version=1)
    write(person, review, "", version=2)
    make(person, review)
    person.force_login(make_user(Role.LECTEUR, review.contract.body))
    journal = text_of(person.get(address(review))).partition('id="journal"')[2]
    steps = re.findall(
        r'<time datetime="2025-10-20[^>]*>.*?<b>(.*?)</b>.*?<span class="qui">(.*?)</span>',
        journal,
        re.DOTALL,
    )
    opener = steps[-1][1]
    assert steps == [
        ("Version 1 produite", "dominique"),
        ("Texte « Synthèse » effacé", "dominique"),
        ("Texte « Synthèse » modifié", "dominique"),
        ("Texte « Synthèse » écrit", "camille"),
        ("Bilan ouvert", opener),
    ]
    assert opener
    assert "« Premier jet &lt;i&gt; »" in journal


def test_a_text_that_was_replaced_can_still_be_read(person, review):
    write(person, review, "- le premier <i>")
    write(person, review, "le second", version=1)
    page = text_of(person.get(address(review, "textes", "synthese")))
    earlier = page.partition('id="anterieurs"')[2]
    assert "Version 1, écrite le 20/10/2025" in earlier
    assert "par camille" in earlier
    assert "<li>le premier &lt;i&gt;</li>" in earlier
    assert "le second" not in earlier
    assert "anterieurs" not in text_of(person.get(address(review, "textes", "atteint")))


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "- <svg/onload=alert(1)>",
        "</textarea><script>alert(1)</script>",
        "[lien](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>",
    ],
)
def test_markup_is_text_in_the_preview_on_the_page_and_for_the_other_person(person, review, evil):
    pages = [write(person, review, evil, suite="previsualiser")]
    write(person, review, evil)
    pages += [
        write(person, review, "autre"),
        person.get(address(review)),
        person.get(address(review, "textes", "synthese")),
    ]
    pages.append(write(person, review, evil, version="abc"))
    tags = [
        re.findall(r"<(?:script(?![^>]* src=)|img|svg/)[^>]*|<[^>]*javascript:|<[^>]* on\w+=", text_of(page))
        for page in pages
    ]
    assert tags == [[]] * len(pages)
    assert all("alert(1)" in text_of(page) for page in pages)


@pytest.mark.parametrize(("text", "version"), [("x" * 20_001, 0), ("bon", "abc")])
def test_what_cannot_be_kept_stays_in_the_form(person, review, text, version):
    response = write(person, review, text, version)
    assert response.status_code == 422
    assert text in response.content.decode()
    assert not ReviewText.objects.exists()


def test_a_section_or_a_review_that_is_not_there(person, review):
    for wrong in (
        address(review, "textes", "fiche-9"),
        address(review, "v1", "pdf"),
        address(review, "v1", "exe"),
        address(review).replace("2025-06-30", "2025-06-29"),
        address(review).replace("2025-06-30", "20250630"),
        address(review).replace("mi-parcours", "decennal"),
    ):
        assert person.get(wrong).status_code == 404


def test_the_document_is_asked_for_followed_and_downloaded(person, review, asked):
    assert person.post(address(review, "produire"))["Location"] == address(review)
    job = ReviewJob.objects.get()
    assert asked == [((job.pk,), "documents")]
    page = text_of(person.get(address(review)))
    assert '<progress aria-labelledby="avancement" max="4" value="0">' in page
    assert person.get(address(review, "avancement")).json() == {"running": True, "done": 0, "total": 4}
    assert person.post(address(review, "produire")).status_code == 302
    assert ReviewJob.objects.count() == 1

    jobs.resume_reviews()

    assert person.get(address(review, "avancement")).json() == {"running": False, "done": 4, "total": 4}
    page = text_of(person.get(address(review)))
    for kept in ReviewFile.objects.all():
        answer = person.get(address(review, "v1", kept.format))
        assert hashlib.sha256(answer.content).hexdigest() == kept.sha256
        assert kept.sha256 in page
        assert answer["Content-Disposition"].startswith("attachment")
    assert ReviewFile.objects.count() == 2


def test_the_steps_are_shown_while_it_is_made(person, review, monkeypatch):
    seen = []

    def look(document):
        seen.append(person.get(address(review, "avancement")).json()["done"])
        return b"fait"

    monkeypatch.setattr(making, "pdf_bytes", look)
    monkeypatch.setattr(making, "odt_bytes", look)
    make(person, review)
    assert seen == [1, 2]


def test_what_did_not_change_makes_no_version_and_a_text_does(person, review):
    make(person, review)
    make(person, review)
    assert ReviewVersion.objects.count() == 1
    assert "Rien n’a changé depuis la version 1" in text_of(person.get(address(review)))
    write(person, review, "Une phrase de plus.")
    page = text_of(person.get(address(review)))
    assert "Rien n’a changé" not in page
    assert "un texte a changé depuis" in page
    make(person, review)
    assert "un texte a changé depuis" not in text_of(person.get(address(review)))
    assert list(ReviewVersion.objects.values_list("number", flat=True)) == [1, 2]
    assert ReviewFile.objects.values("sha256").distinct().count() == 4


def test_a_text_written_after_the_request_waits_for_the_next(person, review):
    person.post(address(review, "produire"))
    write(person, review, "Trop tard pour celle-ci")
    jobs.resume_reviews()
    make(person, review)
    assert ReviewVersion.objects.count() == 2


def test_a_failure_is_shown_and_may_be_tried_again(person, review, monkeypatch):
    def broken(document):
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(making, "pdf_bytes", broken)
        make(person, review)
    page = text_of(person.get(address(review)))
    assert "Le document n’a pas pu être produit" in page
    assert "Produire le document" in page
    assert not ReviewVersion.objects.exists()
    make(person, review)
    assert ReviewVersion.objects.count() == 1


def test_a_maker_that_was_killed_is_followed_by_another_then_given_up(person, review, monkeypatch):
    monkeypatch.setattr(making, "_make", lambda job: None)
    person.post(address(review, "produire"))
    job = ReviewJob.objects.get()
    for tries in range(1, requests.MOST_TRIES + 1):
        assert requests.waiting() == [job.pk]
        making.make(job.pk)
        assert requests.waiting() == []
        job.refresh_from_db()
        assert job.tries == tries
        ReviewJob.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    making.make(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED


@pytest.mark.parametrize("was_taken", [True, False])
def test_a_making_that_was_interrupted_or_that_nobody_takes_is_shown_and_asked_for_again(
    person, review, asked, was_taken
):
    person.post(address(review, "produire"))
    job = ReviewJob.objects.get()
    if was_taken:
        requests.take(job.pk)
    assert "<progress" in text_of(person.get(address(review)))
    assert "s’est interrompue" not in text_of(person.get(address(review)))
    late = timezone.now() + max(requests.HOLD, requests.PATIENCE) + timedelta(seconds=1)
    with time_machine.travel(late):
        page = text_of(person.get(address(review)))
        assert "s’est interrompue" in page
        assert "Redemander le document" in page
        assert "<progress" not in page
        assert person.get(address(review, "avancement")).json()["running"] is False
        assert person.post(address(review, "produire")).status_code == 302
        assert asked == [((job.pk,), "documents")] * 2
        making.make(job.pk)
        assert "s’est interrompue" not in text_of(person.get(address(review)))
    assert ReviewVersion.objects.count() == 1


def test_a_slow_maker_keeps_nothing_once_another_took_over(person, review):
    person.post(address(review, "produire"))
    slow = requests.take(ReviewJob.objects.get().pk)
    ReviewJob.objects.update(held_until=None)
    jobs.resume_reviews()
    requests.keep(slow, {}, 1)
    assert ReviewVersion.objects.count() == 1
    assert ReviewJob.objects.get().state == JobState.DONE


def test_a_queue_that_is_away_only_delays_it(person, review, monkeypatch):
    def away(*args, **options):
        raise OperationalError

    monkeypatch.setattr(jobs.make_review, "apply_async", away)
    assert person.post(address(review, "produire")).status_code == 302
    assert requests.waiting() == [ReviewJob.objects.get().pk]


def test_in_the_embedded_default_a_thread_makes_it(person, review, settings, monkeypatch):
    settings.JOBS_IN_PROCESS = True
    given: list[Any] = []
    monkeypatch.setattr(jobs.maker_thread, "do", given.append)
    person.post(address(review, "produire"))
    jobs.resume_reviews_at_start()
    assert len(given) == 2
    given[0]()
    assert ReviewVersion.objects.count() == 1


def test_readers_see_the_review_and_are_offered_nothing_to_write(person, review):
    make(person, review)
    person.force_login(make_user(Role.LECTEUR, review.contract.body))
    page = text_of(person.get(address(review)))
    assert "PDF accessible" in page
    assert "Produire" not in page
    assert "/textes/" not in page
    contract = review.contract
    assert "Ouvrir un bilan" not in text_of(person.get(f"/{contract.body.code}/{contract.code}/bilans/"))


def test_pages_cost_the_same_queries_however_many_there_are(person, review, django_assert_max_num_queries):
    for number in range(3):
        write(person, review, f"Texte {number}", section=("synthese", "atteint", "fiche-1")[number])
        make(person, review)
        make_review(review.contract, day=date(2025, 5, 1 + number))
    with django_assert_max_num_queries(16):
        person.get(address(review))
    contract = review.contract
    with django_assert_max_num_queries(12):
        person.get(f"/{contract.body.code}/{contract.code}/bilans/")


def test_only_the_reviews_are_the_current_page_of_the_navigation(person, review):
    page = person.get(address(review)).content.decode()
    navigation = page.partition('id="nav"')[2].partition("</nav>")[0]
    assert navigation.count('aria-current="page"') == 1
