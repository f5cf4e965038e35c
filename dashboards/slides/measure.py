"""How much room a text takes, in any font: whole thousandths of its size, rather too much than too little.

The fonts of a template are those of who opens the file: they are not here to be measured.
"""

from collections.abc import Iterator

# Lengths are in EMU, as both formats are made of them: 12 700 in a point, 360 000 in a centimetre.
POINT, CENTIMETRE = 12_700, 360_000
NARROW_SIGNS = frozenset("iljtfrI.,;:'’!|()[] \u00a0\u202f-")
WIDE_SIGNS = frozenset("mwMWOQDGHNU%—…→●◆▼□◧○‖■▲")
NARROW_WIDTH, USUAL_WIDTH, WIDE_WIDTH = 320, 560, 850
LINE_HEIGHT = 1220
# How wide fonts are, in hundredths of a usual one: those that are known to be wider than these widths.
WIDE_FONTS = frozenset(
    {"verdana", "dejavu sans", "bookman old style", "lucida sans", "century gothic", "montserrat"}
)
EVEN_FONTS = ("courier", "consolas", "mono", "lucida console")
USUAL, WIDE, EVEN = 100, 115, 130


def width_of_font(name: str) -> int:
    """Of a font by its name."""
    known = name.strip("'\"").lower()
    if any(each in known for each in EVEN_FONTS):
        return EVEN
    return WIDE if known in WIDE_FONTS else USUAL


def text_width(text: str, size: int) -> int:
    """Of a line in EMU; `size` in tenths of a point."""
    thousandths = sum(map(_width_of, text))
    return thousandths * size * POINT // 10_000


def line_count(text: str, size: int, width: int) -> int:
    """How many lines the text takes at that width."""
    return sum(1 for _ in lines_of(text, size, width))


def text_height(text: str, size: int, width: int) -> int:
    return line_count(text, size, width) * line_height(size)


def line_height(size: int) -> int:
    return size * POINT * LINE_HEIGHT // 10_000


def lines_of(text: str, size: int, width: int) -> Iterator[str]:
    """The lines that the text is broken into; a word wider than a line is broken anywhere."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while text_width(line, size) > width and len(line) > 1:
            kept = max(1, len(line) * width // text_width(line, size))
            yield line[:kept]
            line = line[kept:]
    yield line


def _width_of(sign: str) -> int:
    if sign in NARROW_SIGNS:
        return NARROW_WIDTH
    return WIDE_WIDTH if sign in WIDE_SIGNS else USUAL_WIDTH
