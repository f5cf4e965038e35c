"""Templates of a body, made here: a dark one with its own fonts and colours, in both formats."""

import io
import zipfile
from collections.abc import Mapping

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboards.slides.odp.default import default_template

TITLE_FONT, BODY_FONT = "Verdana", "Courier New"
BACK, INK, ACCENT = "0D1B2A", "F4F1DE", "E07A5F"


def pptx_template(*, as_template: bool = False) -> bytes:
    """The library's own 4:3 layouts with a dark theme, and a slide that is not to be kept."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Une diapositive du modèle"
    master = presentation.slide_master
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(theme.blob)
    for name, value in {"dk1": BACK, "lt1": INK, "accent1": ACCENT}.items():
        (colour,) = root.iter(qn(f"a:{name}"))
        for old in list(colour):
            colour.remove(old)
        etree.SubElement(colour, qn("a:srgbClr"), val=value)
    for kind, font in (("majorFont", TITLE_FONT), ("minorFont", BODY_FONT)):
        (found,) = root.iter(qn(f"a:{kind}"))
        found.find(qn("a:latin")).set("typeface", font)
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    # Light on dark: what texts are made of is the light colour of the theme.
    colours = master._element.find(qn("p:clrMap"))
    for name, value in {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}.items():
        colours.set(name, value)
    presentation.slide_width = Emu(9_144_000)
    content = io.BytesIO()
    presentation.save(content)
    made = content.getvalue()
    if as_template:
        types = read(made, "[Content_Types].xml").replace(b"presentation.main+xml", b"template.main+xml")
        made = with_parts(made, {"[Content_Types].xml": types})
    return made


def odp_template(*, as_template: bool = False) -> bytes:
    """The default one in other fonts and colours, with a slide that is not to be kept."""
    styles = read(default_template(), "styles.xml").decode()
    for old, new in {
        "Georgia": TITLE_FONT,
        "Arial": BODY_FONT,
        "#17202a": f"#{INK.lower()}",
        "#465261": f"#{INK.lower()}",
        "#1f4e79": f"#{ACCENT.lower()}",
        "#ffffff": f"#{BACK.lower()}",
    }.items():
        styles = styles.replace(old, new)
    kind = "application/vnd.oasis.opendocument.presentation" + ("-template" if as_template else "")
    parts = {"styles.xml": styles.encode(), "content.xml": b"<a/>", "mimetype": kind.encode()}
    return with_parts(default_template(), parts)


def read(content: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read(name)


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same archive with these parts instead of its own, or beside them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, part in {**kept, **parts}.items():
            new.writestr(name, part)
    return made.getvalue()
