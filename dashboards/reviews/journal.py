"""What was done about a review, the latest first: opened, texts written, versions made."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from commitments.models import Change
from cpg.shared import french
from dashboards.documents.sections import Section
from dashboards.journal import JournalLine, JournalPage, page_of
from dashboards.models.review import Review, ReviewText, ReviewVersion

LONGEST = 160


def review_journal(
    review: Review, versions: Sequence[ReviewVersion], sections: Sequence[Section], number: int
) -> JournalPage:
    """Two queries. The versions come with their act and who did it."""
    opened = Change.objects.select_related("actor").get(pk=review.change_id)
    titles = {each.key: each.title for each in sections}
    lines = [
        _line("Bilan ouvert", opened),
        *_text_lines(review, titles),
        *(_line(f"Version {each.number} produite", each.change) for each in versions),
    ]
    return page_of(lines, number)


def _text_lines(review: Review, titles: Mapping[str, str]) -> Iterator[JournalLine]:
    texts = ReviewText.objects.filter(review=review).select_related("change__actor")
    for key, written in groupby(texts.order_by("section", "version"), key=lambda each: each.section):
        before = ""
        for each in written:
            verb = ("modifié" if before else "écrit") if each.text else "effacé"
            yield _line(
                f"Texte «\u00a0{french.bound(titles.get(key, key))}\u00a0» {verb}",
                each.change,
                _excerpt(each.text),
            )
            before = each.text


def _excerpt(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= LONGEST else f"{one[:LONGEST].rsplit(' ', 1)[0]}…"


def _line(title: str, change: Change, comment: str = "") -> JournalLine:
    return JournalLine(title, change, comment=comment)
