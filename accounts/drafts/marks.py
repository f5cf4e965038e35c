"""The mark of a form: a signed hidden field that says whose page it is on, at which address, and what it is called.

It lets the server keep a form for its author after the session ended, when the request names nobody. A mark gives no
right: it only says for whom texts may be kept.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, QueryDict

from accounts.models import User

FIELD = "brouillon"
# The pages of the browser whose drafts a form was sent with; a script writes it.
PAGES = "brouillon-pages"
# What a form says of itself beside what was typed.
BESIDE_TYPED = frozenset({FIELD, PAGES, "csrfmiddlewaretoken"})
LONGEST_ADDRESS = 2000
LONGEST_LABEL = 300
# As long as the browser keeps its drafts: a page may have been open over a holiday.
AGE = timedelta(days=30)
SHOWN = "drafts_shown"
signer = signing.TimestampSigner(salt="accounts.drafts")


@dataclass(frozen=True, slots=True)
class Mark:
    """`page` is an address of this site that shows the form; `label` is unique on it."""

    person: int
    page: str
    label: str

    @property
    def key(self) -> str:
        """The same for each filter or page number of an address."""
        path = urlsplit(self.page).path
        return hashlib.sha256(f"{self.person}\n{path}\n{self.label}".encode()).hexdigest()[:24]

    def signed(self) -> str:
        return signer.sign_object([self.person, self.page, self.label])


def read_mark(text: str) -> Mark | None:
    """None for a text that this server did not sign, or signed too long ago."""
    try:
        person, page, label = signer.unsign_object(text, max_age=AGE)
    except (signing.BadSignature, ValueError):
        return None
    return Mark(person, page, label)


def mark_of(request: HttpRequest, sent: QueryDict) -> Mark | None:
    """The mark of the form that was sent. It is read once in a request."""
    known = vars(request)
    if "drafts_mark" not in known:
        known["drafts_mark"] = read_mark(sent.get(FIELD, ""))
    mark: Mark | None = known["drafts_mark"]
    return mark


def new_mark(request: HttpRequest, user: User, label: str) -> Mark:
    mark = Mark(user.pk, page_of(request), label[:LONGEST_LABEL])
    shown_on(request).add(mark.key)
    return mark


def shown_on(request: HttpRequest) -> set[str]:
    """The keys of the forms that the page of this request shows."""
    keys: set[str] = vars(request).setdefault(SHOWN, set())
    return keys


def page_of(request: HttpRequest) -> str:
    """Where the page of this request can be opened again: a page that answers a form is at the address of the form."""
    if request.method == "POST":
        mark = mark_of(request, request.POST)
        return mark.page if mark else _before(request)
    address = request.get_full_path()
    return address if len(address) <= LONGEST_ADDRESS else request.path


def _before(request: HttpRequest) -> str:
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or parts.path.startswith("//"):
        return request.path
    return parts._replace(scheme="", netloc="", fragment="").geturl()[:LONGEST_ADDRESS]
