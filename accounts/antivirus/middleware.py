"""The door of every file that a form sends: what the antivirus refuses is empty when the view gets it."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse

from accounts.antivirus.examining import FileRefusedError, examine
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
            for _, files in request.FILES.lists():
                # The list itself, which the form reads.
                files[:] = [_examined(request, file) for file in files]


def _examined(request: HttpRequest, file: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
    name = file.name or ""
    try:
        examine(name, file.chunks())
    except FileRefusedError as refused:
        if refused.signature:
            _note(request, refused.signature)
        file.close()
        return RefusedFile(name, refused.message)
    file.seek(0)
    return file


def _note(request: HttpRequest, signature: str) -> None:
    """The page and what was recognised; not the name of the file, which somebody typed."""
    user = request.user
    log_security(
        SecurityKind.FILE_REFUSED,
        actor=user if isinstance(user, User) else None,
        request=request,
        detail=f"{signature[:80]} {request.path}"[:200],
    )
