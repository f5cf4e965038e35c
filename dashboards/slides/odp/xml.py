"""Elements of OpenDocument by their usual prefixes."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = {
    **{
        name: f"{OASIS}{name}:1.0"
        for name in ("office", "style", "text", "table", "meta", "presentation", "chart", "manifest")
    },
    "draw": f"{OASIS}drawing:1.0",
    "number": f"{OASIS}datastyle:1.0",
    "fo": f"{OASIS}xsl-fo-compatible:1.0",
    "svg": f"{OASIS}svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "chartooo": "http://openoffice.org/2010/chart",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
VERSION = "1.3"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def name_of(prefixed: str) -> str:
    prefix, _, name = prefixed.partition(":")
    return f"{{{SPACES[prefix]}}}{name}"


def tag(prefixed: str, attributes: Mapping[str, str] | None = None, *children: Any) -> Any:
    """An element with children, which are elements or texts; those that are None are left out."""
    element = etree.Element(name_of(prefixed), nsmap=SPACES)
    for name, value in (attributes or {}).items():
        element.set(name_of(name), value)
    for child in children:
        if isinstance(child, str):
            _add_text(element, child)
        elif child is not None:
            element.append(child)
    return element


def _add_text(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def parsed(content: bytes) -> Any:
    return etree.fromstring(content, PARSER)


def written(element: Any) -> bytes:
    etree.cleanup_namespaces(element, keep_ns_prefixes=["xlink", "office"])
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8"))


def attribute(element: Any, prefixed: str) -> str:
    """ "" where there is none."""
    return str(element.get(name_of(prefixed), ""))
