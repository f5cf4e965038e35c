"""Attachments that a mailbox receives. It is opened read-only: no message is moved, marked or deleted.

Whoever writes a message writes its sender too. A mailbox can be relied on only where its own server has verified the
sender (`authority`), which `authentication.py` reads.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
    StartBoundaryNotFoundDefect,
)
from email.utils import getaddresses
from fnmatch import fnmatchcase

from imap_tools import AND, OR, BaseMailBox, MailAttachment, MailMessage

from accounts import clock
from cpg.shared import french
from indicators.sources.arrived import (
    LARGEST_ARRIVAL,
    MOST_FILES,
    ArrivedFile,
    Connection,
    Field,
    FieldKind,
    SourceTrouble,
)
from indicators.sources.readers.authentication import is_verified
from indicators.sources.readers.imap import LARGEST_MESSAGE, opened
from indicators.sources.tabling import chosen, digest_of

FIELDS: Sequence[Field] = (
    Field("host", "Serveur de courriel", "En IMAP par TLS, sur un serveur que l’installation permet."),
    Field("port", "Port", is_required=False, kind=FieldKind.NUMBER, initial="993"),
    Field("account", "Compte", "Identifiant de la boîte. Rien n’y est déplacé, marqué ni effacé."),
    Field(
        "folder",
        "Dossier de la boîte",
        "Un dossier que seuls ces envois atteignent est le plus sûr.",
        initial="INBOX",
    ),
    Field("senders", "Expéditeurs attendus", "Adresses exactes, séparées par des virgules."),
    Field("subject", "Objet", "Texte que l’objet contient\u00a0; vide\u00a0: tout objet.", is_required=False),
    Field(
        "attachment",
        "Noms des pièces jointes",
        "Par exemple indicateurs*.xlsx\u00a0; * est une suite de caractères quelconque.",
        initial="*.csv",
    ),
    Field("days", "Jours regardés", "Un message plus ancien n’est plus lu.", is_required=False, initial="45"),
    Field(
        "authority",
        "Serveur qui vérifie les expéditeurs",
        "Nom que votre serveur écrit en tête de Authentication-Results. Sans lui, n’importe qui peut se dire l’un "
        "des expéditeurs attendus.",
        is_required=False,
    ),
)
KEY_HELP = "Mot de passe de la boîte, d’un compte qui n’ouvre qu’elle."
MEGABYTE = 1024 * 1024
MOST_DAYS = 400
ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9.-]+")
DAMAGED = (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
    StartBoundaryNotFoundDefect,
)


def read(connection: Connection) -> list[ArrivedFile]:
    """All attachments that are awaited, from the oldest message on, or none of them.

    A message without what is awaited is a trouble as long as no later one brings it.
    """
    given = {name: text.strip() for name, text in connection.settings.items()}
    if not all(map(str.isprintable, (*given.values(), connection.secret))):
        raise SourceTrouble(
            "Un réglage de la connexion ou son secret a un caractère invisible\u00a0: écrivez-le à nouveau."
        )
    senders, authority = _senders(given.get("senders", "")), given.get("authority", "")
    found: list[ArrivedFile] = []
    last: SourceTrouble | None = None
    with opened(given, connection.secret) as box:
        generation = _generation(box)
        for head in _awaited(box, given, senders):
            last = _why_not(head, authority)
            if last is None:
                message = _whole(box, head)
                last = None if message.attachments else _of(message, "n’a pas de pièce jointe")
                found += _files(message, given, generation) if last is None else []
            if len(found) > MOST_FILES:
                raise SourceTrouble(
                    f"La boîte a plus de {MOST_FILES} pièces jointes attendues\u00a0: réduisez le nombre de jours "
                    "regardés, ou précisez l’objet et les noms."
                )
    if last is not None:
        raise last
    return found


def _senders(text: str) -> frozenset[str]:
    found = frozenset(each.casefold() for each in chosen(text))
    if not found or not all(map(ADDRESS.fullmatch, found)):
        raise SourceTrouble("Écrivez dans la connexion l’adresse exacte de chaque expéditeur attendu.")
    return found


def _awaited(box: BaseMailBox, given: Mapping[str, str], senders: frozenset[str]) -> Iterator[MailMessage]:
    """The headers of messages of an awaited sender and subject, in the order in which they came."""
    since = clock.localdate() - timedelta(days=_days(given.get("days", "")))
    uids = box.uids(AND(OR(from_=sorted(senders)), date_gte=since))
    for uid in sorted(uids, key=int):
        for head in box.fetch(uid_list=uid, headers_only=True, mark_seen=False):
            if _sender(head) in senders and given.get("subject", "").casefold() in head.subject.casefold():
                yield head


def _whole(box: BaseMailBox, head: MailMessage) -> MailMessage:
    if head.size_rfc822 > LARGEST_MESSAGE:
        raise _of(head, f"dépasse {LARGEST_MESSAGE // MEGABYTE}{french.NO_BREAK}Mo")
    found = list(box.fetch(uid_list=head.uid, mark_seen=False)) if head.uid else []
    if len(found) != 1:
        raise _of(head, "n’est plus là ou ne se lit pas")
    return found[0]


def _why_not(message: MailMessage, authority: str) -> SourceTrouble | None:
    """Of a message that nobody verified; what it holds is then not looked at."""
    if authority and not is_verified(message.obj, _sender(message), authority):
        return SourceTrouble(
            f"{_named(message)} n’a pas été vérifié par {authority}\u00a0: s’il est faux, ôtez-le du dossier\u00a0; "
            "s’il est vrai, faites régler DKIM ou SPF chez l’expéditeur."
        )
    return None


def _files(message: MailMessage, given: Mapping[str, str], generation: str) -> list[ArrivedFile]:
    pattern = given.get("attachment", "").casefold() or "*"
    kept = [each for each in message.attachments if fnmatchcase(_name(each).casefold(), pattern)]
    if not kept:
        raise _of(message, f"n’a aucune pièce jointe nommée {pattern}")
    files = []
    for attachment in kept:
        content = attachment.payload
        if len(content) > LARGEST_ARRIVAL:
            raise _of(
                message, f"a une pièce jointe de plus de {LARGEST_ARRIVAL // MEGABYTE}{french.NO_BREAK}Mo"
            )
        if not content or _is_damaged(message, attachment):
            raise _of(message, "a une pièce jointe vide ou abîmée")
        files.append(
            ArrivedFile(_name(attachment), content, f"{generation}:{message.uid}:{digest_of(content)}")
        )
    return files


def _is_damaged(message: MailMessage, attachment: MailAttachment) -> bool:
    """Decoded before: that is when the parser notes what is missing of an attachment."""
    parts = [part for part in message.obj.walk() if part.is_multipart()]
    noted = [defect for part in (*parts, attachment.part) for defect in part.defects]
    return any(isinstance(defect, DAMAGED) for defect in noted)


def _generation(box: BaseMailBox) -> str:
    """Numbers of messages name the same ones as long as it stays (RFC 3501)."""
    said = box.client.response("UIDVALIDITY")[1][0]
    if not isinstance(said, bytes):
        raise SourceTrouble(
            "La boîte ne dit pas UIDVALIDITY\u00a0: adressez-vous à qui tient ce serveur de courriel."
        )
    return said.decode()


def _sender(message: MailMessage) -> str:
    """The only one; a message that names several has none."""
    written = message.obj.get_all("From", [])
    addresses = getaddresses([str(each) for each in written])
    return addresses[0][1].casefold() if len(written) == 1 and len(addresses) == 1 else ""


def _name(attachment: MailAttachment) -> str:
    name = attachment.filename.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in name if each.isprintable())


def _days(text: str) -> int:
    if not (text or "45").isdecimal() or not 0 < int(text or 45) <= MOST_DAYS:
        raise SourceTrouble(
            f"Les jours regardés sont un nombre de 1 à {MOST_DAYS}\u00a0: corrigez la connexion."
        )
    return int(text or 45)


def _named(message: MailMessage) -> str:
    subject = "".join(each for each in message.subject if each.isprintable())
    return f"Le message «\u00a0{french.cut(subject, 60)}\u00a0» de {_sender(message)}"


def _of(message: MailMessage, what: str) -> SourceTrouble:
    return SourceTrouble(
        f"{_named(message)} {what}, et rien n’a été lu\u00a0: demandez un nouvel envoi, puis ôtez ce message du "
        "dossier."
    )
