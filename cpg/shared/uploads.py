"""Declare the maximum upload of a page, checked before any of it is read."""

from collections.abc import Callable

ATTRIBUTE = "largest_upload"
# What a form sends around its files: its other fields, and what separates them.
AROUND = 256 * 1024


def takes_at_most[View: Callable[..., object]](size: int) -> Callable[[View], View]:
    """Marks a view whose form sends files of that many bytes in all."""

    def mark(view: View) -> View:
        setattr(view, ATTRIBUTE, size + AROUND)
        return view

    return mark
