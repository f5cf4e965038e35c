"""The text of a page, as tests look for it: in one line, without tags, every space a plain one."""

import re

from django.http import HttpResponse


def text_in(html: str) -> str:
    # An exponent is part of its word.
    html = re.sub(r"</?sup>", "", html)
    # `split` also parts words at the no-break spaces of French typography.
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def text_of(response: HttpResponse) -> str:
    return text_in(response.content.decode())
