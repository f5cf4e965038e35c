"""The door of every file that a form sends: what the antivirus refuses is empty when the view gets it."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse

from accounts.antivirus.examining import FileRefusedError, UnansweredError, examine, unanswered
from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security


class RefusedFile(SimpleUploadedFile):
    """Stands where the file was, without its content: a view that does not know of it keeps nothing."""

    def __init__(self, name: str, refusal: str) -> None:
        super().__init__(name, b"")
        self.refusal = refusal


class AntivirusMiddleware:
    """After the size was checked, and who sends it is known. The API takes no file (tests/antivirus)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> None:
        if request.content_type == "multipart/form-data":
            door = Door(request)
            for _, files in request.FILES.lists():
                # The list itself, which the form reads.
                files[:] = [door.examined(file) for file in files]


class Door:
    """Of one request: where the antivirus left one file without an answer, each other would wait as long."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.is_away = False

    def examined(self, file: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
        name = file.name or ""
        try:
            if self.is_away:
                raise unanswered(name)
            examine(name, file.chunks())
        except FileRefusedError as refused:
            self.is_away = isinstance(refused, UnansweredError)
            return _refused(self.request, file, refused)
        file.seek(0)
        return file


def _refused(
    request: HttpRequest, file: "UploadedFile[bytes]", refused: FileRefusedError
) -> "UploadedFile[bytes]":
    if refused.signature:
        _note(request, refused.signature)
    file.close()
    return RefusedFile(file.name or "", refused.message)


def _note(request: HttpRequest, signature: str) -> None:
    """The page and what was recognised; not the name of the file, which somebody typed."""
    user = request.user
    log_security(
        SecurityKind.FILE_REFUSED,
        actor=user if isinstance(user, User) else None,
        request=request,
        detail=f"{signature[:80]} {request.path}"[:200],
    )
