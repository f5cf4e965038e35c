"""Choices of a column that holds one of the domain's words."""

from enum import StrEnum


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]
