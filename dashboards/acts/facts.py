"""Every kind of fact that an act writes: how its lines are read, what it is about, and which texts it has.

A model with a foreign key to an act has an entry in `FACTS`, one for each key (tests/acts/test_every_fact.py).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model

from commitments.models import ActionLink, EffectRevision, FollowUpRevision, OwnershipRevision, Proof
from commitments.selectors import Record
from dashboards.acts.kinds import ActKind
from dashboards.acts.reading import Acts
from dashboards.documents.sections import sections_of
from dashboards.journal import (
    actions,
    commentaries,
    decisions,
    quarters,
    reconciliation,
    resolutions,
    reviews,
    versions,
)
from dashboards.journal.lines import JournalLine
from dashboards.journal.months import month_line
from dashboards.models.checklist import QuarterReading, QuarterWaiver
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.models.commentary import CommentaryRevision
from dashboards.models.reconciliation import CnavFile, DifferenceStep
from dashboards.models.resolution import ResolutionRevision
from dashboards.models.review import Review, ReviewText, ReviewVersion
from indicators.models import (
    ActualRevision,
    BaseRevision,
    CreditRevision,
    DefinitionRevision,
    Evidence,
    LockRevision,
    NeutralisationRevision,
    ProfileRevision,
    SignedDocument,
    TargetRevision,
    TargetVersion,
    VersionTerms,
)
from indicators.selectors import record_of

type Lines = Iterable[JournalLine]


@dataclass(frozen=True, slots=True)
class FactKind:
    """`by` is the foreign key to the act, `indicator` and `action` the paths to what the rows are about: of none of
    them, a row is about the whole contract where `is_of_all`. `texts` are the columns that are searched. Where later
    rows repeat them, only acts of the kind `written_by` are searched for them, and any for the column `answer`, if any.
    """

    model: type[Model]
    read: Callable[[Acts], Lines]
    texts: tuple[str, ...] = ()
    by: str = "change"
    indicator: str = ""
    action: str = ""
    is_of_all: bool = False
    written_by: ActKind | None = None


def _months(acts: Acts) -> Lines:
    for each, earlier in acts.rows_in_turn(ActualRevision.objects.all(), "indicator", "month"):
        yield month_line(each.indicator, record_of(each), record_of(earlier) if earlier else None)


def _neutralisations(acts: Acts) -> Lines:
    return decisions.neutralisation_lines(acts.rows(NeutralisationRevision.objects.order_by("month")))


def _evidence(acts: Acts) -> Lines:
    return map(decisions.proof_line, acts.rows(Evidence.objects.all()))


def _withdrawn_evidence(acts: Acts) -> Lines:
    for each in acts.rows(Evidence.objects.all(), by="withdrawn"):
        if each.withdrawn is not None:
            yield decisions.withdrawn_proof_line(each, each.withdrawn)


def _locks(acts: Acts) -> Lines:
    return decisions.locking_lines(acts.rows(LockRevision.objects.order_by("month")))


def _definitions(acts: Acts) -> Lines:
    for each, earlier in acts.rows_in_turn(DefinitionRevision.objects.all(), "indicator"):
        if earlier is None:
            yield versions.first_definition_line(each)
        else:
            yield from versions.definition_lines(each, earlier)


def _versions(acts: Acts) -> Lines:
    return map(versions.version_line, acts.rows(TargetVersion.objects.all()))


def _documents(acts: Acts) -> Lines:
    return map(versions.document_line, acts.rows(SignedDocument.objects.all(), "version"))


def _replaced_documents(acts: Acts) -> Lines:
    for each in acts.rows(SignedDocument.objects.all(), "version", by="withdrawn"):
        if each.withdrawn is not None:
            yield versions.replaced_document_line(each, each.withdrawn)


def _targets(acts: Acts) -> Lines:
    """From all revisions of the indicators that these acts name: a version repeats what it does not change."""
    named = TargetRevision.objects.filter(change__in=acts.changes).order_by().values("indicator")
    rows = TargetRevision.objects.filter(indicator__in=named).select_related("version", "change__actor")
    in_order = list(rows.order_by("indicator__position", *BY_VERSION, "year"))
    for each in in_order:
        acts.give_subjects(each)
    return (line for first, line in versions.target_lines(in_order) if first.change_id in acts.changes)


def _terms(acts: Acts) -> Lines:
    """From all terms of the indicators that these acts name: the one before may be of any earlier version."""
    named = VersionTerms.objects.filter(change__in=acts.changes).order_by().values("indicator")
    rows = VersionTerms.objects.filter(indicator__in=named).select_related("version", "change__actor")
    last: dict[int, VersionTerms] = {}
    for each in rows.order_by("indicator__position", *BY_VERSION):
        if each.change_id in acts.changes:
            acts.give_subjects(each)
            yield from versions.terms_lines(each, last.get(each.indicator_id))
        last[each.indicator_id] = each


def _profiles(acts: Acts) -> Lines:
    for each, earlier in acts.rows_in_turn(ProfileRevision.objects.all(), "indicator", "year"):
        yield decisions.profile_line(each, earlier)


def _bases(acts: Acts) -> Lines:
    for each, earlier in acts.rows_in_turn(BaseRevision.objects.all(), "indicator"):
        yield decisions.base_line(each, earlier)


def _credits(acts: Acts) -> Lines:
    for each, earlier in acts.rows_in_turn(CreditRevision.objects.all(), "contract"):
        yield decisions.credit_line(each, earlier)


def _states(acts: Acts) -> Lines:
    rows = FollowUpRevision.objects.order_by("planned__action", "planned__year", "version")
    for each, earlier in acts.rows_in_turn(rows, "planned", related=("planned__deliverable",)):
        yield actions.state_line(each.planned, Record.of(each), Record.of(earlier) if earlier else None)


def _owners(acts: Acts) -> Lines:
    rows = OwnershipRevision.objects.all()
    for each, earlier in acts.rows_in_turn(rows, "action", related=("owner", "deputy")):
        yield actions.owner_line(each, earlier)


def _proofs(acts: Acts) -> Lines:
    return map(actions.proof_line, acts.rows(Proof.objects.all(), "planned__deliverable"))


def _withdrawn_proofs(acts: Acts) -> Lines:
    for each in acts.rows(Proof.objects.all(), "planned__deliverable", by="withdrawn"):
        if each.withdrawn is not None:
            yield actions.withdrawn_proof_line(each, each.withdrawn)


def _links(acts: Acts) -> Lines:
    return map(actions.link_line, acts.rows(ActionLink.objects.all()))


def _removed_links(acts: Acts) -> Lines:
    for each in acts.rows(ActionLink.objects.all(), by="removed"):
        if each.removed is not None:
            yield actions.removed_link_line(each, each.removed)


def _effects(acts: Acts) -> Lines:
    for each, earlier in acts.rows_in_turn(
        EffectRevision.objects.order_by("link", "version"), "link", related=("link",)
    ):
        acts.give_subjects(each.link)
        yield actions.effect_line(each, earlier)


def _readings(acts: Acts) -> Lines:
    return map(quarters.reading_line, acts.rows(QuarterReading.objects.order_by("indicator__position")))


def _waivers(acts: Acts) -> Lines:
    rows = QuarterWaiver.objects.order_by("indicator__position", "month", "kind")
    return map(quarters.waiver_line, acts.rows(rows))


def _closings(acts: Acts) -> Lines:
    return map(quarters.closing_line, acts.rows(QuarterClosing.objects.all()))


def _later_files(acts: Acts) -> Lines:
    for each in acts.rows(FrozenExport.objects.defer("content"), "closing"):
        if each.change is not None:
            yield quarters.later_file_line(each, each.change)


def _resolutions(acts: Acts) -> Lines:
    rows = ResolutionRevision.objects.order_by("resolution__number", "version")
    for each, earlier in acts.rows_in_turn(
        rows, "resolution", related=("resolution__contract__body", "owner")
    ):
        yield resolutions.resolution_line(each, earlier)


def _commentaries(acts: Acts) -> Lines:
    rows = CommentaryRevision.objects.order_by("month", "subject", "version")
    for each, earlier in acts.rows_in_turn(rows, "month", "subject"):
        yield commentaries.commentary_line(each, earlier)


def _cnav_files(acts: Acts) -> Lines:
    return map(reconciliation.file_line, acts.rows(CnavFile.objects.defer("content")))


def _difference_steps(acts: Acts) -> Lines:
    rows = DifferenceStep.objects.order_by("indicator__position", "month", "version")
    return map(reconciliation.step_line, acts.rows(rows))


def _reviews(acts: Acts) -> Lines:
    return (reviews.opened_line(each, each.change) for each in acts.rows(Review.objects.all()))


def _review_texts(acts: Acts) -> Lines:
    titles = {each.key: each.title for each in sections_of(acts.contract)}
    rows = ReviewText.objects.order_by("review", "section", "version")
    for each, earlier in acts.rows_in_turn(rows, "review", "section", related=("review",)):
        yield reviews.text_line(each, earlier, titles.get(each.section, each.section))


def _review_versions(acts: Acts) -> Lines:
    return map(reviews.made_line, acts.rows(ReviewVersion.objects.all(), "review"))


BY_VERSION = ("version__number", "change__sequence")
OF_INDICATOR, OF_ACTION = "indicator", "action"
OF_PLANNED = "planned__action"
REASON = ("reason",)
NAMES = tuple(f"{person}__{name}" for person in ("owner", "deputy") for name in ("first_name", "last_name"))
# In the order in which the lines of one act are listed.
FACTS = (
    FactKind(QuarterClosing, _closings, REASON, is_of_all=True),
    FactKind(LockRevision, _locks, REASON, is_of_all=True),
    FactKind(TargetVersion, _versions, ("label", "source"), is_of_all=True),
    FactKind(SignedDocument, _replaced_documents, ("name",), by="withdrawn", is_of_all=True),
    FactKind(SignedDocument, _documents, ("name",), is_of_all=True),
    FactKind(CreditRevision, _credits, REASON, is_of_all=True),
    FactKind(
        DefinitionRevision, _definitions, (*REASON, "label", "unit", "passport"), indicator=OF_INDICATOR
    ),
    FactKind(TargetRevision, _targets, indicator=OF_INDICATOR),
    FactKind(VersionTerms, _terms, indicator=OF_INDICATOR),
    FactKind(ProfileRevision, _profiles, REASON, indicator=OF_INDICATOR),
    FactKind(BaseRevision, _bases, REASON, indicator=OF_INDICATOR),
    FactKind(NeutralisationRevision, _neutralisations, REASON, indicator=OF_INDICATOR),
    FactKind(
        ActualRevision,
        _months,
        (*REASON, "comment", "absence_reason"),
        indicator=OF_INDICATOR,
        written_by=ActKind.ENTRY,
    ),
    FactKind(Evidence, _evidence, ("name",), indicator=OF_INDICATOR),
    FactKind(Evidence, _withdrawn_evidence, ("name",), by="withdrawn", indicator=OF_INDICATOR),
    FactKind(QuarterWaiver, _waivers, REASON, indicator=OF_INDICATOR),
    FactKind(CnavFile, _cnav_files, ("name",), is_of_all=True),
    FactKind(DifferenceStep, _difference_steps, ("comment",), indicator=OF_INDICATOR),
    FactKind(QuarterReading, _readings, indicator=OF_INDICATOR),
    FactKind(
        FollowUpRevision,
        _states,
        (*REASON, "comment", "decided_by", "waiver"),
        action=OF_PLANNED,
        written_by=ActKind.FOLLOW_UP,
    ),
    FactKind(OwnershipRevision, _owners, NAMES, action=OF_ACTION),
    FactKind(Proof, _proofs, ("name",), action=OF_PLANNED),
    FactKind(Proof, _withdrawn_proofs, ("name",), by="withdrawn", action=OF_PLANNED),
    FactKind(ActionLink, _links, indicator=OF_INDICATOR, action=OF_ACTION),
    FactKind(ActionLink, _removed_links, by="removed", indicator=OF_INDICATOR, action=OF_ACTION),
    FactKind(
        EffectRevision,
        _effects,
        (*REASON, "comment"),
        indicator="link__indicator",
        action="link__action",
        written_by=ActKind.LINK,
    ),
    FactKind(
        ResolutionRevision,
        _resolutions,
        (*REASON, "resolution__text", "owner__first_name", "owner__last_name"),
        indicator="resolution__indicator",
        action="resolution__action",
    ),
    FactKind(CommentaryRevision, _commentaries, ("text",), indicator=OF_INDICATOR),
    FactKind(FrozenExport, _later_files),
    FactKind(Review, _reviews),
    FactKind(ReviewText, _review_texts, ("text",)),
    FactKind(ReviewVersion, _review_versions),
)


def lines_of(acts: Acts) -> dict[int, list[JournalLine]]:
    """What each act did, by its sequence. An act that wrote nothing but the contract itself has no line."""
    found: dict[int, list[JournalLine]] = {}
    for kind in FACTS:
        for line in kind.read(acts):
            found.setdefault(line.by.sequence, []).append(line)
    return found
