"""Which characters the fonts of the wheel can draw: PDF/UA forbids the others, and one of them, pasted in a comment,
must not prevent a whole document.
"""

from collections.abc import Mapping
from functools import lru_cache

from typst import Compiler, TypstError

# Drawn by the font of the layout: nothing to ask for them.
PLAIN = frozenset(
    map(chr, (*range(0x20, 0x180), *range(0x2010, 0x2027), 0x0A, 0x202F, 0x20AC, 0x2212, 0x2192))
)
INSTEAD = "□"
PROBE = b'#set document(title: "x")\n#set text(font: "Libertinus Serif")\n#sys.inputs.text'


def replaced_in(text: str) -> Mapping[int, str]:
    """What to write instead of each character of the text that cannot be drawn."""
    unusual = sorted(set(text) - PLAIN)
    if not unusual or _is_drawn(" ".join(unusual)):
        return {}
    return {ord(each): INSTEAD for each in unusual if not _is_drawn(each)}


@lru_cache(maxsize=4096)
def _is_drawn(text: str) -> bool:
    compiler = Compiler(PROBE, ignore_system_fonts=True, sys_inputs={"text": text})
    try:
        compiler.compile(format="pdf", pdf_standards="ua-1")
    except TypstError:
        return False
    return True
