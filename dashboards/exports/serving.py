"""Answer with a file."""

from django.http import HttpResponse

from dashboards.exports.files import FLAVOURS, Format, file_name


def attachment(content: bytes, format_: Format, stem: str) -> HttpResponse:
    response = HttpResponse(content, content_type=FLAVOURS[format_].content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(stem, format_)}"'
    return response
