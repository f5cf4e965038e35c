"""What is expected of what follows: the controllers' own words, only where there are some."""

from collections.abc import Iterator

from dashboards.documents.blocks import Block, Heading
from dashboards.documents.facts import ReviewFacts
from dashboards.documents.markup import blocks_of
from dashboards.documents.sections import OUTLOOK


def outlook(facts: ReviewFacts) -> Iterator[Block]:
    if text := facts.text(OUTLOOK):
        yield Heading(1, "Perspectives", follows=True)
        yield from blocks_of(text)
