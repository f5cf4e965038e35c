"""A list of choices of a filter."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list: what the address bears, what is read, and whether it is the one asked for."""

    value: str
    label: str
    is_chosen: bool


def choices_of(found: Iterable[tuple[str, str]], asked: str) -> tuple[Choice, ...]:
    """What waits, and what is asked for even where nothing of it waits any more."""
    choices = [Choice(value, label, value == asked) for value, label in found]
    if asked and not any(choice.is_chosen for choice in choices):
        choices.append(Choice(asked, f"{asked} (rien n’attend)", is_chosen=True))
    return tuple(choices)
