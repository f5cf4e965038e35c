"""The version of one thing, in its ETag, and the version that a writer read, in If-Match."""

import re

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.rest.problems import Problem

ETAG = re.compile(r'\s*(?P<weak>W/)?"(?P<version>[0-9]{1,9})"\s*')
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description='La version lue, entre guillemets, telle que l’ETag la donne\u00a0: `"0"` tant que rien n’y est écrit.',
    pattern='^"[0-9]{1,9}"$',
)


def etag(version: int) -> dict[str, str]:
    return {"ETag": f'"{version}"'}


def versions_read(request: Request, current: int) -> set[int]:
    """The versions that If-Match names; raises Problem, with the current version, where it names none."""
    tags = [ETAG.fullmatch(tag) for tag in request.headers.get("If-Match", "").split(",")]
    if not all(tags):
        raise Problem("precondition_required", headers=etag(current))
    return {int(tag["version"]) for tag in tags if tag and not tag["weak"]}
