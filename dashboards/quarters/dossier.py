"""What the dossier of a closed quarter holds: every file, from the facts as the closing knew them."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from django.utils import timezone

from commitments.calendar import ActionStatus
from commitments.models import Change
from commitments.selectors import items_of
from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.causes.comparing import Snapshot, compare
from dashboards.causes.effects import FileRow
from dashboards.documents.content.commentary import entries_at
from dashboards.documents.dossier.composing import dossier_document
from dashboards.documents.dossier.facts import DossierFacts, Since
from dashboards.documents.dossier.package import package_bytes
from dashboards.documents.dossier.tables import sheets_beside
from dashboards.documents.facts import Measured
from dashboards.documents.passports import passports_annex
from dashboards.documents.pdf import pdf_bytes
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.files import Format, FrozenFormat, write
from dashboards.exports.quarter import quarter_row
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.models.seal import Checkpoint
from dashboards.quarters.changes import snapshots
from indicators.domain import attain
from indicators.domain.model import Attainment
from indicators.links import linked_actions
from indicators.models import Indicator, SignedDocument, TargetVersion
from indicators.passports import passports_at
from indicators.selectors import Known, known


def files_of(closing: QuarterClosing, made_later: Change | None = None) -> Mapping[FrozenFormat, bytes]:
    """The same facts give the same bytes. `made_later` is the act by which a dossier is made after its closing: its
    rows are those that were frozen then.
    """
    quarter = Quarter(closing.year, closing.quarter)
    found = _known(closing)
    rows = [quarter_row(quarter, each) for each in found]
    data = _csv(closing, rows, made_later)
    figures = data[FrozenFormat.OPEN_DATA]
    facts = _facts(closing, found, figures, made_later)
    passports = passports_at([each.indicator.pk for each in found], closing.change.sequence)
    beside = sheets_beside(facts, passports)
    return {
        FrozenFormat.DOSSIER: pdf_bytes(dossier_document(facts)),
        FrozenFormat.PASSPORTS: pdf_bytes(passports_annex(closing, facts.day, facts.footer)),
        **{
            FrozenFormat(each): write(each, QUARTER_COLUMNS, rows, str(quarter), beside)
            for each in (Format.XLSX, Format.ODS)
        },
        **data,
        FrozenFormat.PACKAGE: package_bytes(facts, figures),
    }


def _csv(
    closing: QuarterClosing, rows: Sequence[FileRow], made_later: Change | None
) -> dict[FrozenFormat, bytes]:
    """Those that were frozen with the closing, where the rest of its dossier is made later."""
    profiles = (Format.EXCEL_FR, Format.OPEN_DATA)
    if made_later is None:
        return {FrozenFormat(each): write(each, QUARTER_COLUMNS, rows, str(closing)) for each in profiles}
    files = FrozenExport.objects.filter(closing=closing, format__in=profiles)
    return {FrozenFormat(name): bytes(content) for name, content in files.values_list("format", "content")}


def _known(closing: QuarterClosing) -> list[Known]:
    listed = Indicator.objects.filter(contract=closing.contract).with_definition().order_by("position")
    return list(known(list(listed), closing.change.sequence).values())


def _facts(
    closing: QuarterClosing, found: Sequence[Known], figures: bytes, made_later: Change | None
) -> DossierFacts:
    day = _day(closing.change)
    quarter, sequence = Quarter(closing.year, closing.quarter), closing.change.sequence
    items = items_of(closing.contract, day, known_at=sequence)
    return DossierFacts(
        closing=closing,
        day=day,
        measured=tuple(_measured(quarter, each) for each in found),
        before=_before(quarter, found),
        since_quarter=since_the_quarter_before(closing),
        since_version=since_the_version_before(closing),
        late=tuple(item for item in items if item.status is ActionStatus.EN_RETARD),
        waivers=tuple(closing.waivers.select_related("indicator", "change__actor")),
        linked=linked_actions([each.indicator.pk for each in found], sequence),
        fingerprint=sha256(figures).hexdigest(),
        avenants=_avenants(closing, quarter),
        made_on=_day(made_later) if made_later else None,
        point=Checkpoint.objects.filter(closing=closing).first(),
        commentaries=entries_at(closing.contract, quarter.last_month, list(found), sequence),
    )


def _avenants(
    closing: QuarterClosing, quarter: Quarter
) -> tuple[tuple[TargetVersion, SignedDocument | None], ...]:
    """Those that take effect by the end of the quarter, each with the document that stood at the closing."""
    sequence = closing.change.sequence
    in_force = TargetVersion.objects.filter(
        contract=closing.contract,
        change__sequence__lte=sequence,
        effective_from__lte=quarter.last_month.last_day,
    )
    standing = SignedDocument.objects.filter(change__sequence__lte=sequence).exclude(
        withdrawn__sequence__lte=sequence
    )
    documents = {each.version_id: each for each in standing.filter(version__contract=closing.contract)}
    listed = (each for each in in_force.order_by("number") if each.is_avenant)
    return tuple((each, documents.get(each.pk)) for each in listed)


def _day(change: Change) -> date:
    return timezone.localtime(change.recorded_at).date()


def _measured(quarter: Quarter, each: Known) -> Measured:
    now = attain(each.series, quarter.last_month)
    return Measured(each.indicator, each, {quarter.year: now}, now)


def _before(quarter: Quarter, found: Sequence[Known]) -> Mapping[str, Attainment]:
    """Each indicator at the end of the quarter before, as the same facts have it; nothing before the contract."""
    end = quarter.last_month.plus(-3)
    if not found or end.year < found[0].indicator.contract.first_year:
        return {}
    return {each.indicator.code: attain(each.series, end) for each in found}


def since_the_version_before(closing: QuarterClosing) -> Since | None:
    if closing.version == 1:
        return None
    before = QuarterClosing.objects.select_related("change").get(
        contract=closing.contract, year=closing.year, quarter=closing.quarter, version=closing.version - 1
    )
    return Since(f"la version {before.version}", compare(snapshots([before])[0], _snapshot(closing)))


def since_the_quarter_before(closing: QuarterClosing) -> Since | None:
    """Beside what was sent of the quarter before, or what was known of it where it was not closed by then."""
    quarter = Quarter.of(Quarter(closing.year, closing.quarter).last_month.plus(-3))
    if quarter.year not in closing.contract.years:
        return None
    sent = (
        QuarterClosing.objects.filter(
            contract=closing.contract,
            year=quarter.year,
            quarter=quarter.number,
            change__sequence__lt=closing.change.sequence,
        )
        .select_related("change")
        .order_by("version")
        .last()
    )
    name = f"le {french.quarter_name(quarter.year, quarter.number)}"
    if sent is None:
        before = Snapshot(closing.contract, quarter, closing.change.sequence)
        return Since(name, compare(before, _snapshot(closing)))
    before = snapshots([sent])[0]
    return Since(f"{name}, version {sent.version}", compare(before, _snapshot(closing)))


def _snapshot(closing: QuarterClosing) -> Snapshot:
    """The rows of the closing by today's rules: while it is being closed it has no file yet."""
    return Snapshot(closing.contract, Quarter(closing.year, closing.quarter), closing.change.sequence)
