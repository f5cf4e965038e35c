"""A file behind an address: whole, from where the installation allows, or not at all."""

import socket
import threading
from contextlib import closing

import pytest

from indicators.sources import arrived, reach
from indicators.sources.arrived import LARGEST_ARRIVAL, Connection, SourceTrouble
from indicators.sources.readers import web as web_reader
from tests.sources.telling import FILE, told
from tests.sources.web_server import HTML, Reply

SECRET = "Bearer jeton-tres-secret"


def at(url: str, secret: str = SECRET) -> Connection:
    return Connection({"url": url, "header": ""}, secret)


def test_a_file_behind_an_address_is_read_with_its_secret_and_known_again(web):
    url = web.give("/dossier/indicateurs%20juin.csv", Reply(FILE))
    [first], [again] = web_reader.read(at(url)), web_reader.read(at(url))
    assert (first.name, first.content) == ("indicateurs juin.csv", FILE)
    assert first.key == again.key
    web.give(
        "/dossier/indicateurs%20juin.csv", Reply(FILE + b"A1;2026-07;13\r\n", headers={"ETag": '"same"'})
    )
    assert web_reader.read(at(url))[0].key != first.key, (
        "another content is another delivery, whatever the ETag says"
    )
    assert {headers.get("authorization") for _, headers in web.asked} == {SECRET}
    named = Connection({"url": url, "header": "X-Api-Key"}, "cle-secrete")
    web_reader.read(named)
    assert web.asked[-1][1]["x-api-key"] == "cle-secrete"


def test_a_redirect_is_followed_where_it_may_go_and_never_with_the_secret_elsewhere(web, settings):
    web.give("/fichier.csv", Reply(FILE))
    settings.SOURCES_PRIVATE_HOSTS = ["127.0.0.1", "localhost"]
    elsewhere = web.url.replace("127.0.0.1", "localhost") + "/fichier.csv"
    for target in ("/fichier.csv", elsewhere):
        url = web.give("/ancien.csv", Reply(status=302, headers={"Location": target}))
        assert web_reader.read(at(url))[0].content == FILE
    assert [headers.get("authorization") for _, headers in web.asked] == [SECRET, SECRET, SECRET, None]
    settings.SOURCES_PRIVATE_HOSTS = ["127.0.0.1"]
    assert "SOURCES_HOSTS" in told(web_reader.read, at(url))
    loop = web.give("/ancien.csv", Reply(status=302, headers={"Location": "/ancien.csv"}))
    assert "sans fin" in told(web_reader.read, at(loop))


WRONG_ANSWERS = {
    "401": (Reply(status=401), "secret de la connexion"),
    "403": (Reply(status=403), "secret de la connexion"),
    "404": (Reply(status=404), "vérifiez l’adresse"),
    "500": (Reply(status=500), "prévenez qui le tient"),
    "418": (Reply(status=418), "réglages de la connexion"),
    "a page to sign in": (HTML, "où l’on s’identifie"),
    "cut": (Reply(FILE, announced=len(FILE) + 10), "avant la fin"),
    "without its length": (Reply(FILE, announced=-1), "ne dit pas la taille"),
    "too large": (Reply(b"x" * (LARGEST_ARRIVAL + 1)), "Mo"),
    "compressed": (Reply(FILE, headers={"Content-Encoding": "gzip", "Content-Type": "text/csv"}), "comprime"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_ANSWERS)
def test_an_answer_that_is_no_whole_file_is_told(web, name):
    reply, words = WRONG_ANSWERS[name]
    assert words in told(web_reader.read, at(web.give("/f.csv", reply)))


def test_a_server_that_is_away_or_never_ends_is_told(web, monkeypatch):
    with closing(socket.create_server(("127.0.0.1", 0))) as unused:
        port = unused.getsockname()[1]
    assert "en service" in told(web_reader.read, at(f"http://127.0.0.1:{port}/f.csv"))
    over = threading.Event()

    def answer() -> Reply:
        over.wait()
        return Reply(FILE)

    monkeypatch.setattr(arrived, "READ_SECONDS", 0.3)
    web.pages["/f.csv"] = answer
    try:
        assert "n’a pas tout envoyé" in told(web_reader.read, at(web.url + "/f.csv"))
    finally:
        over.set()


def test_only_hosts_that_are_named_are_read_and_private_addresses_where_it_is_said(settings, monkeypatch):
    """Names lead to these addresses: what a body's administrator writes reaches nothing else of the network."""
    leads = {
        "public.fr": ["93.184.216.34"],
        "both.fr": ["93.184.216.34", "10.0.0.1"],
        "interne.fr": ["10.0.0.1"],
    }

    def lead(host: str, port: int) -> list[str]:
        return leads[host]

    for place in ("accounts.outgoing.addresses.addresses_of", "indicators.sources.reach.addresses_of"):
        monkeypatch.setattr(place, lead)
    settings.SOURCES_HOSTS, settings.SOURCES_PRIVATE_HOSTS = ["public.fr", "both.fr", "interne.fr"], []
    assert reach.address_of("public.fr", 443) == "93.184.216.34"
    for host in ("both.fr", "interne.fr"):
        with pytest.raises(SourceTrouble, match="SOURCES_PRIVATE_HOSTS"):
            reach.address_of(host, 443)
    with pytest.raises(SourceTrouble, match="SOURCES_HOSTS"):
        reach.address_of("ailleurs.fr", 443)
    settings.SOURCES_PRIVATE_HOSTS = ["interne.fr"]
    assert reach.address_of("interne.fr", 443) == "10.0.0.1"
    assert "chiffrée" in told(web_reader.read, at("http://public.fr/f.csv"))
    settings.CLEAR_TEXT_HOSTS = frozenset({"public.fr"})
    reach.refuse_clear_text("public.fr")
    for url in (
        "ftp://public.fr/",
        "https://u:p@public.fr/",
        "file:///etc/passwd",
        "https://public.fr/\r\nX: y",
        "",
    ):
        told(web_reader.read, at(url))
    assert "caractère" in told(web_reader.read, at("https://public.fr/", "un\nsecret"))
