"""What was done about a review, the latest first: opened, texts written, versions made."""

from collections.abc import Iterator, Mapping, Sequence

from commitments.models import Change
from dashboards.documents.sections import Section
from dashboards.journal import JournalLine, JournalPage, page_of
from dashboards.journal.reviews import made_line, opened_line, text_line
from dashboards.models.review import Review, ReviewText, ReviewVersion


def review_journal(
    review: Review, versions: Sequence[ReviewVersion], sections: Sequence[Section], number: int
) -> JournalPage:
    """Two queries. The versions come with their act and who did it."""
    opened = Change.objects.select_related("actor").get(pk=review.change_id)
    titles = {each.key: each.title for each in sections}
    lines = [
        opened_line(review, opened),
        *_text_lines(review, titles),
        *map(made_line, versions),
    ]
    return page_of(lines, number)


def _text_lines(review: Review, titles: Mapping[str, str]) -> Iterator[JournalLine]:
    last: dict[str, ReviewText] = {}
    for each in review.texts.select_related("change__actor").order_by("section", "version"):
        yield text_line(each, last.get(each.section), titles.get(each.section, each.section))
        last[each.section] = each
