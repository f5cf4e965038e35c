"""What a part of a template may not hold: programs, what is fetched elsewhere, traps for who reads XML.

XML is looked at as programs read it: in its raw bytes an attribute can be written in many ways, under any prefix.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from commitments.ledger.files.kinds import MACROS
from dashboards.slides.odp.xml import PARSER, SPACES

XML, DRAWING = (".xml", ".rels"), ".svg"
UTF_8 = frozenset({"UTF-8", "ASCII", "US-ASCII"})
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UNREADABLE = "Ce modèle ne se lit pas\u00a0: ouvrez-le, puis enregistrez-le à nouveau."
PROGRAMS = "Ce modèle contient des macros ou des objets d’un autre programme\u00a0: enregistrez-le sans eux."
UNUSUAL = (
    "Ce modèle n’est pas écrit comme un logiciel de présentation l’écrit\u00a0: enregistrez-le à nouveau."
)
ELSEWHERE = "Ce modèle va chercher une image ou un fichier ailleurs\u00a0: incorporez-les, puis renvoyez-le."
RUNS = re.compile(
    r"macroEnabled|vbaProject|oleObject|event-listener|ActiveX|webextension|ppaction://(?:program|macro|ole)",
    re.IGNORECASE,
)
SCRIPT = f"{{{SPACES['office'].replace('office', 'script')}}}"
HREF = f"{{{SPACES['xlink']}}}href"
# Leaves the archive: another place, this machine, the folder of the file.
OUTSIDE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|[/\\]|\.\.[/\\])", re.IGNORECASE)
# Of a picture that is written in its place.
INSIDE = re.compile(r"\s*data:image/", re.IGNORECASE)
# Followed by who clicks; where the file was edited is not kept.
FOLLOWED = frozenset({"a", "template"})


def dangers(name: str, part: bytes) -> Iterator[str]:
    """Why a part is refused, in words for who sent it."""
    is_object = "embeddings/" in name and name.lower().endswith(".bin")
    if is_object or any(macro in name for macro in MACROS):
        yield PROGRAMS
    if name.lower().endswith(XML):
        yield from _in_xml(part)
    elif name.lower().endswith(DRAWING):
        yield from _in_drawing(part)


def _in_xml(part: bytes) -> Iterator[str]:
    # Impress writes one that is empty.
    if not part:
        return
    try:
        root = etree.fromstring(part, PARSER)
    except (etree.XMLSyntaxError, ValueError):
        # Another program may read it all the same.
        yield UNREADABLE
        return
    read = root.getroottree().docinfo
    is_usual = (read.encoding or "UTF-8").upper() in UTF_8 and not part.startswith(UTF_16)
    if read.doctype or read.internalDTD is not None or not is_usual:
        yield UNUSUAL
    for element in root.iter(etree.Element):
        yield from _of_element(element)


def _in_drawing(part: bytes) -> Iterator[str]:
    """A drawing that is not read is shown by nobody."""
    try:
        root = etree.fromstring(part, PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return
    if any(_is_fetched(element) for element in root.iter(etree.Element)):
        yield ELSEWHERE


def _of_element(element: Any) -> Iterator[str]:
    if element.tag.startswith(SCRIPT) or any(
        RUNS.search(each) for each in (element.tag, *element.attrib.values())
    ):
        yield PROGRAMS
    if _is_fetched(element) or _is_linked(element):
        yield ELSEWHERE


def _is_fetched(element: Any) -> bool:
    if etree.QName(element).localname in FOLLOWED:
        return False
    addresses = (element.get(HREF, ""), element.get("href", ""))
    return any(OUTSIDE.match(each) and not INSIDE.match(each) for each in addresses)


def _is_linked(element: Any) -> bool:
    """A relationship of Office to something that is not in the archive, but a link to click."""
    if etree.QName(element).localname != "Relationship" or element.get("Type", "").endswith("/hyperlink"):
        return False
    target = element.get("Target", "")
    is_external = element.get("TargetMode", "").strip().casefold() == "external"
    return is_external or target.startswith(("//", "\\")) or (":" in target.partition("/")[0])
