"""The quarter's file: computed from the facts of now or of a moment, and the very bytes of each closing."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Length
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.queries import ContractQuery, MomentField, Query
from accounts.rest.renderers import CsvRenderer, JsonRenderer
from accounts.rest.views import ApiView, Collection
from commitments.api.queries import of_contracts
from cpg.shared.periods import Month, Quarter
from dashboards.access import exportable_or_404, frozen_or_404, quarter_or_404
from dashboards.exports.columns import QUARTER_COLUMNS, ColumnKind, FileCell
from dashboards.exports.delimited import Profile, csv_bytes
from dashboards.exports.files import FLAVOURS, FROZEN_FLAVOURS, Format, FrozenFormat
from dashboards.exports.quarter import quarter_rows
from dashboards.models.closing import FrozenExport, QuarterClosing
from indicators.selectors import sequence_of

TAGS = ["arrêtés trimestriels"]


class FileRow(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=list(FrozenFormat))
    sha256 = serializers.CharField()
    size = serializers.IntegerField(help_text="En octets.")
    url = serializers.CharField()


class ClosingRow(serializers.Serializer[QuarterClosing]):
    """A quarter as closed for the `version`-th time, and its files."""

    organisme = serializers.SlugField(source="contract.body.code")
    contract = serializers.SlugField(source="contract.code")
    quarter = serializers.SerializerMethodField(help_text="`2024T2`.")
    version = serializers.IntegerField()
    reason = serializers.CharField()
    closed_at = serializers.DateTimeField(source="change.recorded_at")
    closed_by = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

    def get_quarter(self, closing: QuarterClosing) -> str:
        return str(Quarter(closing.year, closing.quarter))

    def get_closed_by(self, closing: QuarterClosing) -> str:
        return str(closing.change.actor or "")

    @extend_schema_field(FileRow(many=True))
    def get_files(self, closing: QuarterClosing) -> list[dict[str, Any]]:
        place = [
            closing.contract.body.code,
            closing.contract.code,
            self.get_quarter(closing),
            closing.version,
        ]
        return [
            {
                "format": each.format,
                "sha256": each.sha256,
                "size": getattr(each, "size"),  # noqa: B009 - annotated by the query
                "url": reverse("api_frozen_export", args=[*place, each.format]),
            }
            for each in closing.exports.all()
        ]


@extend_schema_view(get=extend_schema(summary="Les trimestres clos, version par version", tags=TAGS))
class Closings(Collection):
    serializer_class = ClosingRow
    query = ContractQuery
    orders = {"": ("pk",)}

    def lookup(self, **key: Any) -> QuerySet[QuarterClosing]:
        files = FrozenExport.objects.defer("content").annotate(size=Length("content")).order_by("format")
        closings = QuarterClosing.objects.select_related("contract__body", "change__actor")
        return of_contracts(
            closings.prefetch_related(Prefetch("exports", queryset=files)), self.person, self.asked
        )


class QuarterQuery(Query):
    known_at = MomentField(required=False)
    profile = serializers.ChoiceField(
        choices=list(Profile), required=False, help_text="Forme du CSV ; `open-data` par défaut."
    )


def row_schema() -> dict[str, Any]:
    """The rows of the quarter's file as JSON: the columns of docs/format-export.md."""
    words = {ColumnKind.INTEGER: "integer"}
    properties = {
        each.name: {"type": [words.get(each.kind, "string"), "null"], "description": each.description}
        for each in QUARTER_COLUMNS
    }
    row = {"type": "object", "properties": properties, "required": list(properties)}
    return {
        "type": "object",
        "properties": {"results": {"type": "array", "items": row}},
        "required": ["results"],
    }


@extend_schema_view(
    get=extend_schema(
        summary="Les lignes du fichier d’un trimestre",
        tags=TAGS,
        responses={200: row_schema()},
    )
)
class QuarterRows(ApiView):
    query = QuarterQuery
    renderer_classes = (JsonRenderer, CsvRenderer)

    def get(self, request: Request, organisme: str, contract: str, quarter: str) -> Response | HttpResponse:
        found = exportable_or_404(self.person, organisme, contract)
        wanted = quarter_or_404(found, quarter)
        known_at = sequence_of(found, self.asked["known_at"]) if "known_at" in self.asked else None
        rows = quarter_rows(found, wanted, known_at)
        if isinstance(request.accepted_renderer, CsvRenderer):
            profile = Profile(self.asked.get("profile", Profile.OPEN_DATA))
            content = csv_bytes(QUARTER_COLUMNS, rows, profile)
            return HttpResponse(content, content_type=FLAVOURS[Format(profile.value)].content_type)
        return Response({"results": [{name: _cell(cell) for name, cell in row.items()} for row in rows]})


@extend_schema_view(
    get=extend_schema(
        summary="Un fichier figé, octet pour octet",
        tags=TAGS,
        responses={
            (200, flavour.content_type.partition(";")[0]): OpenApiTypes.BINARY
            for flavour in FROZEN_FLAVOURS.values()
        },
    )
)
class OneFrozenExport(ApiView):
    def get(self, request: Request, **key: Any) -> HttpResponse:
        found = exportable_or_404(self.person, key["organisme"], key["contract"])
        export = frozen_or_404(found, quarter_or_404(found, key["quarter"]), key["version"], key["file"])
        content_type = FROZEN_FLAVOURS[FrozenFormat(export.format)].content_type
        return HttpResponse(bytes(export.content), content_type=content_type)


def _cell(cell: FileCell) -> Any:
    """Empty is null; a month is its first day, as in the file."""
    if isinstance(cell, Month):
        return cell.first_day.isoformat()
    return None if cell == "" else cell
