"""Refusals as problem details (RFC 9457): a stable `code` for programs, a French sentence for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.rest.renderers import ProblemRenderer


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """HTTP status and meaning of a code."""

    status: int
    title: str


KINDS = {
    "invalid": ProblemKind(400, "La demande n’a pas la forme attendue."),
    "malformed": ProblemKind(400, "Le corps de la demande ne se lit pas."),
    "not_authenticated": ProblemKind(401, "Il faut un jeton ou une session."),
    "authentication_failed": ProblemKind(401, "Ce jeton n’ouvre rien : il est inconnu, révoqué ou expiré."),
    "not_allowed": ProblemKind(403, "Vos droits ne permettent pas cette opération."),
    "not_found": ProblemKind(404, "Rien à cette adresse, ou rien qui vous soit ouvert."),
    "method_not_allowed": ProblemKind(405, "Cette adresse n’accepte pas cette méthode."),
    "not_acceptable": ProblemKind(406, "Aucun des formats demandés n’est offert à cette adresse."),
    "stale_version": ProblemKind(412, "La version que vous avez lue n’est plus celle qui est enregistrée."),
    "too_large": ProblemKind(413, "Le corps de la demande est trop long."),
    "unsupported_media_type": ProblemKind(415, "Le corps de la demande doit être en JSON."),
    "refused": ProblemKind(422, "La demande se lit, mais une règle s’y oppose."),
    "precondition_required": ProblemKind(
        428, "Dites quelle version vous remplacez, dans l’en-tête If-Match."
    ),
    "throttled": ProblemKind(429, "Trop de demandes en peu de temps : attendez, puis recommencez."),
    "database_away": ProblemKind(503, "La base de données ne répond pas\u00a0: recommencez dans une minute."),
    "disk_full": ProblemKind(
        507, "Le disque du serveur est plein\u00a0: rien n’a été enregistré, on peut encore lire."
    ),
    "error": ProblemKind(500, "Le service a rencontré une erreur ; rien n’a été enregistré."),
}
# The codes of the framework's own refusals that have another name here.
RENAMED = {"parse_error": "malformed", "permission_denied": "not_allowed"}


def kind_of(code: str) -> ProblemKind:
    """A code that is not listed is that of a rule which refuses."""
    return KINDS.get(code, KINDS["refused"])


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: `pointer` names the place (RFC 6901, or `/parameter`), `text` is what was there."""

    pointer: str
    code: str
    detail: str
    text: str = ""


class Problem(exceptions.APIException):
    """A refusal by a rule of this project. `more` are additional members of the answer."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        faults: Sequence[Fault] = (),
        status: int = 0,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        kind = kind_of(code)
        super().__init__(detail or kind.title, code)
        self.status_code = status or kind.status
        self.code = code
        self.faults = tuple(faults)
        self.more = dict(more or {})
        self.headers = dict(headers or {})


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to a refusal. None for any other error, which Django then reports as a 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    return _answer(error)


def body_of(code: str, status: int, detail: str, faults: Sequence[Fault] = (), **more: Any) -> dict[str, Any]:
    members: dict[str, Any] = {
        "type": f"{settings.API_PROBLEMS}#{code}",
        "title": kind_of(code).title,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if faults:
        members["errors"] = [asdict(each) for each in faults]
    return members | more


def not_found() -> HttpResponse:
    """The answer to an address of the API that does not exist."""
    return _bare("not_found")


def server_error(code: str = "error") -> HttpResponse:
    return _bare(code)


def only_over_tls() -> HttpResponse:
    return _bare("not_allowed", "L’API ne répond qu’en https\u00a0: corrigez l’adresse, et changez ce jeton.")


def _bare(code: str, detail: str = "") -> HttpResponse:
    kind = KINDS[code]
    renderer = ProblemRenderer()
    content = renderer.render(body_of(code, kind.status, detail or kind.title))
    return HttpResponse(content, status=kind.status, content_type=renderer.media_type)


def _answer(error: exceptions.APIException) -> Response:
    headers: dict[str, str] = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if isinstance(error, Problem):
        body = body_of(error.code, error.status_code, str(error.detail), error.faults, **error.more)
        return Response(body, error.status_code, headers=headers | error.headers)
    if isinstance(error, exceptions.ValidationError):
        faults = tuple(_faults(error.get_full_details()))
        body = body_of("invalid", error.status_code, _summary(faults), faults)
        return Response(body, error.status_code)
    code = RENAMED.get(error.default_code, error.default_code)
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return Response(body_of(code, error.status_code, KINDS[code].title), error.status_code, headers=headers)


def _summary(faults: Sequence[Fault]) -> str:
    if len(faults) == 1:
        return faults[0].detail
    return f"{len(faults)} erreurs : elles sont toutes listées."


def _faults(details: Any, pointer: str = "") -> Iterator[Fault]:
    """Flatten the framework's nested validation errors, each with its JSON pointer."""
    if _is_error(details):
        yield Fault(pointer, str(details["code"]), str(details["message"]))
    elif isinstance(details, Mapping):
        for name, inner in details.items():
            yield from _faults(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
    elif isinstance(details, Sequence) and not isinstance(details, str):
        for place, inner in enumerate(details):
            yield from _faults(inner, pointer if _is_error(inner) else f"{pointer}/{place}")


def _is_error(details: Any) -> bool:
    return isinstance(details, Mapping) and {"message", "code"} <= set(details)
