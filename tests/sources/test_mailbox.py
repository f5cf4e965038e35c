"""Attachments of a mailbox: of whom is awaited and verified, whole or not at all; and nothing is changed there."""

from email.message import EmailMessage

from indicators.sources.arrived import Connection
from indicators.sources.readers import mailbox
from indicators.sources.readers.authentication import is_verified
from tests.sources.mail_server import ACCOUNT, AUTHORITY, PASSWORD, SENDER, VERIFIED, Mailbox, mail
from tests.sources.mail_server import HOST as MAIL_HOST
from tests.sources.telling import FILE, told


def box_at(box: Mailbox, secret: str = PASSWORD, **others: str) -> Connection:
    settings = {
        "host": MAIL_HOST, "port": str(box.port), "account": ACCOUNT, "folder": "INBOX", "senders": f"{SENDER}, b@c.fr",
        "subject": "indicateurs", "attachment": "*.csv", "authority": AUTHORITY,
    }  # fmt: skip
    return Connection({**settings, **others}, secret)


def test_attachments_of_awaited_messages_are_read_and_nothing_is_marked(box):
    box.receive(mail({"juin.csv": FILE, "logo.png": b"image"}))
    box.receive(mail({"autre.csv": FILE}, sender="inconnu@ailleurs.fr"))
    box.receive(mail({"autre.csv": FILE}, subject="Sans rapport"))
    box.receive(mail({"../../Été.CSV": FILE}, sender=f"Production <{SENDER.upper()}>"))
    first, second = mailbox.read(box_at(box))
    assert [(each.name, each.content) for each in (first, second)] == [("juin.csv", FILE), ("Été.CSV", FILE)]
    assert mailbox.read(box_at(box)) == [first, second]
    assert mailbox.read(box_at(box, senders=SENDER, authority="")) == [first, second]
    box.generation = 2
    assert mailbox.read(box_at(box))[0].key != first.key, "numbers of another generation name other messages"
    assert {each.split()[0] for each in box.commands} == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    assert not any("BODY[" in each or "STORE" in each for each in box.commands), "BODY.PEEK marks nothing"


def test_a_message_without_what_is_awaited_is_told_until_a_later_one_brings_it(box):
    for wrong, words in (
        (mail({}), "pas de pièce jointe"),
        (mail({"juin.csv": FILE}, results="pirate.fr; dmarc=pass header.from=caisse.exemple.fr"), "vérifié"),
        (mail({"juin.pdf": FILE}, results="pirate.fr; dmarc=pass header.from=caisse.exemple.fr"), "vérifié"),
    ):
        box.messages.clear()
        box.receive(wrong)
        assert words in told(mailbox.read, box_at(box))
        box.receive(mail({"juin.csv": FILE}))
        assert len(mailbox.read(box_at(box))) == 1
        box.receive(wrong)
        assert words in told(mailbox.read, box_at(box)), "the newest one is told again"


def test_a_message_that_cannot_be_read_whole_is_told_whatever_came_later(box, monkeypatch):
    monkeypatch.setattr(mailbox, "LARGEST_ARRIVAL", 2000)
    monkeypatch.setattr(mailbox, "LARGEST_MESSAGE", 8000)
    whole = mail({"juin.csv": FILE * 40}).as_bytes()
    for wrong, words in (
        (mail({"juin.pdf": FILE}), "aucune pièce jointe nommée"),
        (mail({"juin.csv": b""}), "abîmée"),
        (whole[: whole.rindex(b"--=")], "abîmée"),
        (whole[: len(whole) * 2 // 3], "abîmée"),
        (whole.replace(b"aW5k", b"a\xe95k", 1), "abîmée"),
        (mail({"juin.csv": b"x" * 2001}), "Mo"),
        (mail({"juin.csv": b"x" * 8000}), "Mo"),
    ):
        box.messages.clear()
        box.receive(wrong)
        box.receive(mail({"juin.csv": FILE}))
        assert words in told(mailbox.read, box_at(box))


def test_a_mailbox_that_does_not_open_is_told(box, monkeypatch):
    box.receive(mail({"juin.csv": FILE}))
    for connection, words in (
        (box_at(box, "mauvais-mot-de-passe"), "mot de passe"),
        (box_at(box, "mot-de-passe-accentué"), "mot de passe"),
        (box_at(box, folder="Absent"), "dossier «\u00a0Absent\u00a0»"),
        (box_at(box, senders="tous"), "expéditeur"),
        (box_at(box, days="0"), "nombre de 1"),
        (box_at(box, port="imap"), "port"),
        (box_at(box, account='a"\r\nA1 DELETE INBOX'), "invisible"),
        (box_at(box, host="ailleurs.fr"), "SOURCES_HOSTS"),
    ):
        assert words in told(mailbox.read, connection)
    box.cut = "UID FETCH"
    assert "avant la fin" in told(mailbox.read, box_at(box))
    box.cut = ""
    monkeypatch.setattr("indicators.sources.readers.imap.LARGEST_MESSAGE", 10)
    assert told(mailbox.read, box_at(box)), "a server that announces too much is not listened to"


def test_only_what_our_own_server_verified_of_this_very_domain_counts():
    """The topmost header alone, its comments and what is quoted in it left out."""
    passing = (
        VERIFIED,
        f"{AUTHORITY}; spf=fail; dkim=pass (2048 bits; dmarc=fail) header.d=caisse.exemple.fr header.s=s1",
        f"{AUTHORITY.upper()} 1;\r\n spf=pass smtp.mailfrom=rebond@caisse.exemple.fr",
    )
    failing = (
        "",
        "caisse.exemple.fr; dmarc=pass header.from=caisse.exemple.fr",
        f"{AUTHORITY}.pirate.fr; dmarc=pass header.from=caisse.exemple.fr",
        f"{AUTHORITY}; dmarc=fail header.from=caisse.exemple.fr",
        f"{AUTHORITY}; dkim=pass header.d=pirate.fr",
        f"{AUTHORITY}; spf=pass smtp.mailfrom=x@pirate.fr; dmarc=none header.from=caisse.exemple.fr",
        f'{AUTHORITY}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=caisse.exemple.fr"',
        f"{AUTHORITY}; spf=fail (x; dmarc=pass header.from=caisse.exemple.fr)",
        f'{AUTHORITY}; spf=fail (") "x" "); dmarc=pass header.from=caisse.exemple.fr; "',
    )

    def verdict(results: str) -> bool:
        message = EmailMessage()
        if results:
            message["Authentication-Results"] = results.replace("\r\n", "")
        message.add_header("X-Other", "x")
        message["Authentication-Results"] = VERIFIED if results else "other"
        return is_verified(message, SENDER, AUTHORITY)

    assert [each for each in passing if not verdict(each)] == []
    assert [each for each in failing if verdict(each)] == []
