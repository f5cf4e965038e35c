"""Fields that the bodies of several requests have: a reason, a comment, the version that was read."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

# The schema tells what no database keeps: the null character.
WITHOUT_NULL = r"^[^\u0000]*$"


class OptionalText(serializers.CharField):
    """A text that may be empty or left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_blank=True, **kwargs)


@extend_schema_field({"type": "string", "maxLength": 500, "pattern": WITHOUT_NULL})
class ReasonField(OptionalText):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, **kwargs)


@extend_schema_field({"type": "string", "maxLength": 4000, "pattern": WITHOUT_NULL})
class CommentField(OptionalText):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4000, **kwargs)


@extend_schema_field({"type": "string", "maxLength": 2000, "pattern": WITHOUT_NULL})
class ExplanationField(OptionalText):
    """Longer than a reason: why something is abandoned, or needs no proof."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, **kwargs)


class ExpectedVersion(serializers.IntegerField):
    """The version that the program read, within what the database can hold."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=2**31 - 1, **kwargs)
