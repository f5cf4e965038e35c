"""The browser library of the interactive chart, from the installed plotly package."""

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
    """Ids of the styles for maps that the library would insert when it loads, unless an element has the id already. The
    content security policy refuses such styles, and no chart here is a map.
    """
    return tuple(each.decode() for each in GUARDED_STYLE.findall(LIBRARY.read_bytes()))
