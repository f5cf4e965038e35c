"""Query parameters of the API. Unknown names and invalid values are refused: a misspelt filter must not quietly return
everything.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

MONTH = r"^2[01][0-9]{2}-(0[1-9]|1[0-2])$"
CODE = r"^[A-Za-z0-9-]{1,12}$"
PAGE_SIZE, LARGEST_PAGE = 100, 2000
TWICE = "Ce paramètre est donné deux fois\u00a0: n’en gardez qu’un."
# All facts lie between these, so a moment beyond them means the same as the nearer one.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Strict(serializers.Serializer[Any]):
    """Refuse unknown and read-only names, which the framework would ignore."""

    default_error_messages = {"unknown": "Ce nom n’est pas connu ici."}

    def to_internal_value(self, data: Any) -> Any:
        known = {name for name, field in self.fields.items() if not field.read_only}
        if isinstance(data, dict) and (unknown := sorted(set(data) - known)):
            message = str(self.error_messages["unknown"])
            raise serializers.ValidationError(
                {name: [serializers.ErrorDetail(message, code="unknown")] for name in unknown}
            )
        return super().to_internal_value(data)


class Query(Strict):
    """The parameters of an address; none by default."""

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """The checked parameters of a request; raises ValidationError."""
        # Of two values Django gives the last: the other would be ignored without a word.
        asked = request.query_params
        if twice := [name for name in asked if len(asked.getlist(name)) > 1]:
            raise serializers.ValidationError(
                {name: [serializers.ErrorDetail(TWICE, code="twice")] for name in twice}
            )
        query = cls(data=asked.dict())
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)


class PageQuery(Query):
    page_size = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_PAGE,
        help_text=f"Lignes par page ; {PAGE_SIZE} par défaut.",
    )
    cursor = serializers.RegexField(
        r"^[A-Za-z0-9+/=_-]+$",
        required=False,
        max_length=500,
        help_text="Où reprendre : donné par les liens `next` et `previous`.",
    )


class BodyQuery(PageQuery):
    organisme = serializers.SlugField(required=False, max_length=40, help_text="Code de l’organisme.")


class ContractQuery(BodyQuery):
    contract = serializers.SlugField(required=False, max_length=40, help_text="Code du contrat.")


def ordering(orders: Iterable[str]) -> serializers.ChoiceField:
    """The parameter that chooses one of a collection's orders; `-` reverses it."""
    names = list(orders)
    return serializers.ChoiceField(
        choices=names, required=False, help_text=f"Ordre des lignes ; `{names[0]}` par défaut."
    )


@extend_schema_field(
    {
        "oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
        "description": "État connu à la fin de ce jour (heure de Paris), ou à ce moment.",
    }
)
class MomentField(serializers.Field[date | datetime, Any, str, Any]):
    """A day, or a moment with its UTC offset. A parameter that is absent means: all that is known."""

    default_error_messages = {
        "invalid": "Écrivez un jour (2025-07-15) ou un moment avec son fuseau (2025-07-15T14:00:00+02:00)."
    }

    def to_internal_value(self, data: Any) -> date | datetime:
        text = str(data).upper()
        try:
            if "T" not in text:
                day = date.fromisoformat(text)
                return min(max(day, EARLIEST.date()), LATEST.date())
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail("invalid")
        if moment.tzinfo is None:
            self.fail("invalid")
        return _bounded(moment)

    def to_representation(self, value: Any) -> str:
        return str(value.isoformat())


def _bounded(moment: datetime) -> datetime:
    """Compare by year first: a moment of the year 1 or 9999 overflows when it is converted to UTC."""
    if not EARLIEST.year < moment.year < LATEST.year:
        return EARLIEST if moment.year <= EARLIEST.year else LATEST
    return moment
