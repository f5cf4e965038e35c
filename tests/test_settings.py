"""A wrong or missing variable stops the start with a sentence that says what to set."""

import ast
import os
import subprocess
import sys

import pytest

from tests.support.process import ROOT

# Each starts a process of its own.
pytestmark = pytest.mark.slow

RIGHT = {
    "SECRET_KEY": "a-long-enough-secret-key-for-the-tests-only-0123456789abcdef",
    "ALLOWED_HOSTS": "pilotage.example.fr",
    "DATABASE_URL": "postgres://cpg:secret@127.0.0.1:5432/cpg",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://cpg:secret@courriel.example.fr:587",
}


def start(then="print('started')", **variables):
    """Import the production settings in a process of their own, and run a line on them."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "cpg.settings.production",
        **variables,
    }
    command = f"from django.conf import settings; settings.DATABASES; {then}"
    return subprocess.run(
        [sys.executable, "-c", command], env=environment, capture_output=True, text=True, check=False
    )


def test_production_starts_with_the_right_variables():
    assert start(**RIGHT).stdout == "started\n"


def test_what_the_database_url_says_of_the_connection_is_kept():
    """An encrypted link that was asked for is not silently given up."""
    found = start(
        "print(settings.DATABASES['default']['OPTIONS']['sslmode'])",
        **{**RIGHT, "DATABASE_URL": f"{RIGHT['DATABASE_URL']}?sslmode=verify-full"},
    )
    assert found.stdout == "verify-full\n"


@pytest.mark.parametrize("name", RIGHT)
def test_a_missing_variable_is_named(name):
    found = start(**{key: value for key, value in RIGHT.items() if key != name})
    assert found.returncode != 0
    assert f"La variable {name} n'est pas définie" in found.stderr.replace("’", "'")


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("DATABASE_URL", "mysql://localhost/cpg", "postgres://"),
        ("DATABASE_URL", "localhost", "postgres://"),
        ("DATABASE_URL", "postgres://cpg:secret@serveur:5432", "serveur:5432/base"),
        ("DATABASE_URL", "postgres://cpg:mot/passe@serveur:5432/cpg", "%40 %3A %2F"),
        ("DATABASE_URL", "postgres://cpg:m@t/passe@serveur:5432/cpg", "%40 %3A %2F"),
        ("REDIS_URL", "memory://", "redis://"),
        ("REDIS_URL", "redis://", "redis://serveur:6379/0"),
        ("REDIS_URL", "redis://serveur:port/0", "redis://serveur:6379/0"),
        ("REDIS_URL", "redis://serveur:6379/cpg", "redis://serveur:6379/0"),
        ("SECRET_KEY", "trop-courte", "au hasard"),
        ("SECRET_KEY", "a" * 60, "au hasard"),
        ("ALLOWED_HOSTS", "https://pilotage.exemple.fr", "un nom seul"),
        ("ALLOWED_HOSTS", ",", "donnez-lui une valeur"),
        ("CSRF_TRUSTED_ORIGINS", "pilotage.exemple.fr", "https://"),
        ("SECURE_SSL_REDIRECT", "peut-être", "oui"),
        ("PENDING_SWEEP_SECONDS", "dix", "nombre entier"),
        ("PENDING_SWEEP_SECONDS", "0", "au moins 1"),
        ("TRUSTED_PROXIES", "-1", "nombre entier"),
        ("HEARTBEAT_SECONDS", "0", "au moins 1"),
        ("WEB_THREADS", "beaucoup", "nombre entier"),
        ("EMAIL_URL", "courriel.exemple.fr", "smtp+tls://"),
        ("EMAIL_URL", "smtp://courriel.exemple.fr", "CLEAR_TEXT_HOSTS"),
        ("TLS_DIR", "/nowhere", "certificates"),
        ("ANTIVIRUS_URL", "http://clamav:3310", "unix:///run/clamav"),
        ("OIDC_CLIENT_ID", "suivi-cpg", "ne sert à rien sans OIDC_ISSUER"),
        ("STAMP_URL", "https://horodatage.exemple.fr/tsa", "ne sert à rien sans STAMP_ROOTS"),
        ("LOCAL_ACCOUNTS", "non", "plus personne n'entrerait"),
        ("EMAIL_URL", "smtp://", "smtp+tls://"),
        ("EMAIL_URL", "smtp://serveur:port", "smtp+tls://"),
        ("EMAIL_URL", "imap://serveur", "smtp+tls://"),
        ("EMAIL_URL", "smtp://cpg:mot/passe@serveur:25", "%40 %3A %2F"),
        ("EMAIL_FROM", "Suivi du CPG", "pilotage@exemple.fr"),
        ("PUBLIC_URL", "pilotage.exemple.fr", "https://"),
        ("PUBLIC_URL", "https://exemple.fr/suivi", "sans chemin"),
        ("MAIL_SECONDS", "0", "au moins 1"),
        ("SESSION_IDLE_MINUTES", "4", "au moins 10"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write(name, wrong, said):
    found = start(**{**RIGHT, name: wrong})
    assert found.returncode != 0
    assert f"La variable {name}" in found.stderr
    assert said in found.stderr


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtp://serveur", {"host": "serveur", "port": 25}),
        (
            "smtp+tls://cpg:m%40t%2Fpasse@serveur:2525",
            {"host": "serveur", "port": 2525, "use_tls": True, "username": "cpg", "password": "m@t/passe"},
        ),
        ("smtps://serveur", {"host": "serveur", "port": 465, "use_ssl": True}),
    ],
)
def test_a_mail_server_is_read_with_its_link(url, options):
    line = "print(settings.MAILERS['default']['OPTIONS'])"
    # One of them in the clear, on a network that something else protects.
    variables = {**RIGHT, "EMAIL_URL": url, "CLEAR_TEXT_HOSTS": "serveur"}
    assert ast.literal_eval(start(line, **variables).stdout) == options | {"timeout": 10}


def test_links_and_sender_of_mails_follow_the_name_of_the_host():
    line = "print(settings.PUBLIC_URL, settings.DEFAULT_FROM_EMAIL)"
    said = start(line, **RIGHT).stdout
    assert said == "https://pilotage.example.fr ne-pas-repondre@pilotage.example.fr\n"


def test_the_password_of_a_wrong_url_is_not_shown():
    found = start(**{**RIGHT, "DATABASE_URL": "postgres://cpg:mot/passe@serveur:5432/cpg"})
    assert "'mot'" not in found.stderr


def test_a_command_says_the_sentence_and_nothing_else():
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cpg.settings.production"}
    found = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert found.stderr.count("\n") == 1
    assert found.stderr.startswith("La variable SECRET_KEY n'est pas définie")


def test_production_does_not_accept_sqlite():
    found = start(**{**RIGHT, "DATABASE_URL": "sqlite:///var/cpg.sqlite3"})
    assert found.returncode != 0
    assert "DATABASE_URL" in found.stderr


ANY_PASSWORD = "a@b/c#d:e+f%41 g?h"


def test_a_password_of_its_own_holds_any_character_and_may_come_from_a_file(tmp_path):
    (tmp_path / "redis").write_text(f"{ANY_PASSWORD}\n")
    (tmp_path / "key").write_text(RIGHT["SECRET_KEY"])
    without_key = {name: value for name, value in RIGHT.items() if name != "SECRET_KEY"}
    found = start(
        "from redis import Redis; from kombu import Connection; url = settings.CELERY_BROKER_URL;"
        "print([settings.DATABASES['default']['PASSWORD'], Connection(url).password,"
        " Redis.from_url(url).connection_pool.connection_kwargs['password'], settings.SECRET_KEY])",
        **without_key,
        SECRET_KEY_FILE=str(tmp_path / "key"),
        DATABASE_PASSWORD=ANY_PASSWORD,
        REDIS_PASSWORD_FILE=str(tmp_path / "redis"),
    )
    assert ast.literal_eval(found.stdout) == [ANY_PASSWORD] * 3 + [RIGHT["SECRET_KEY"]]


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path):
    without_key = {name: value for name, value in RIGHT.items() if name != "SECRET_KEY"}
    found = start(**without_key, SECRET_KEY_FILE=str(tmp_path / "missing"))
    assert found.returncode != 0
    assert "La variable SECRET_KEY_FILE nomme un fichier qui ne se lit pas" in found.stderr


OPENID = {
    "OIDC_ISSUER": "https://identite.exemple.fr",
    "OIDC_CLIENT_ID": "cpg",
    "OIDC_CLIENT_SECRET": "secret",
}


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("OIDC_ISSUER", "http://identite.exemple.fr", "en https"),
        ("OIDC_ISSUER", "identite.exemple.fr", "en https"),
        ("OIDC_CLIENT_ID", "", "OIDC_CLIENT_ID n'est pas définie"),
        ("OIDC_CLIENT_SECRET", "", "OIDC_CLIENT_SECRET n'est pas définie"),
        ("OIDC_SCOPES", "profile email", "openid"),
        ("OIDC_ROLES", "groupe=chef", "gestionnaire, controleur"),
        ("OIDC_ROLES", "groupe", "groupe-du-controle=controleur"),
        ("OIDC_CLAIM_ROLE", "groups", "sans OIDC_ROLES"),
        ("OIDC_BODIES", "21440109300015=caisse", "sans OIDC_CLAIM_BODY"),
    ],
)
def test_a_provider_of_identities_is_set_up_whole_or_not_at_all(name, wrong, said):
    found = start(**RIGHT, **{**OPENID, name: wrong})
    assert found.returncode != 0
    assert said in found.stderr.replace("’", "'").splitlines()[-1]


def test_what_is_set_of_the_provider_of_identities_reaches_the_settings():
    found = start(
        "print(settings.OPENID, settings.LOCAL_ACCOUNTS)",
        **RIGHT,
        **OPENID,
        LOCAL_ACCOUNTS="non",
        OIDC_CLAIM_ROLE="realm_access.roles",
        OIDC_ROLES="a=lecteur, b=controleur",
    ).stdout
    assert "roles={'a': <Role.LECTEUR: 'lecteur'>, 'b': <Role.CONTROLEUR: 'controleur'>}" in found
    assert "name='identite.exemple.fr'" in found
    # A settings page or a log that shows the object does not show its secret.
    assert "secret'" not in found
    assert found.endswith("False\n")
