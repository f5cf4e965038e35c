"""The browser library of the interactive chart, as the installed plotly package carries it."""

import re
from functools import cache
from pathlib import Path

import plotly

LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
GUARDED_STYLE = re.compile(
    rb'document\.getElementById\("([0-9a-f]{16,})"\)\)\{var \w+=document\.createElement\("style"\)'
)


@cache
def style_ids() -> tuple[str, ...]:
    """Ids under which the library writes the styles of its maps into the page as it loads, unless an element
    bears them already. The content security policy refuses such styles, and no chart here is a map.
    """
    return tuple(found.decode() for found in GUARDED_STYLE.findall(LIBRARY.read_bytes()))
