"""What a template may be: a presentation of a known format, without programs, links to elsewhere or traps.

It comes from a person of the body, and every presentation that leaves carries it: whoever opens one trusts the body.
"""

import re
import zipfile
from collections.abc import Iterator

from pptx.exc import PythonPptxError

from commitments.ledger.files.archives import TooLargeError, UnsafeArchiveError, open_archive, unpacked
from commitments.ledger.files.kinds import MACROS
from commitments.ledger.refusals import Refusal
from cpg.shared import french
from dashboards.models.slides import SlideFormat
from dashboards.slides.deck import Cover, Deck, Slide
from dashboards.slides.formats import FLAVOURS
from dashboards.slides.template import TemplateSummary, UnusableTemplateError

MEGABYTE = 1024 * 1024
LARGEST, LARGEST_UNPACKED = 10 * MEGABYTE, 60 * MEGABYTE
TOO_LARGE = f"Ce modèle dépasse {LARGEST // MEGABYTE}{french.NO_BREAK}Mo\u00a0: allégez ses images."
UNREADABLE = "Ce modèle ne se lit pas\u00a0: ouvrez-le, puis enregistrez-le à nouveau."
# What the libraries raise of parts that are not what they should be.
NOT_A_TEMPLATE = (
    PythonPptxError,
    AttributeError,
    IndexError,
    KeyError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
)
TAKEN = "PPTX, POTX, ODP ou OTP"
OF_OFFICE = "ppt/presentation.xml"
OPEN = "application/vnd.oasis.opendocument.presentation"
LONGEST_TYPE = 200
XML = (".xml", ".rels")
# A text of XML says what it is made of in an encoding that is read here.
DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
RUNS = re.compile(rb"macroEnabled|vbaProject|oleObject|<script:|event-listener|ActiveX", re.IGNORECASE)
OUTSIDE = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
FETCHED = re.compile(
    rb"<(?:draw:(?:image|fill-image|object|object-ole|plugin|applet|floating-frame)|presentation:sound|svg:font-face-uri)"
    rb"\b[^>]*xlink:href\s*=\s*[\"'](?:[a-z][a-z0-9+.-]*:|/|\\\\)",
    re.IGNORECASE,
)
SAMPLE = Deck("Essai", Cover("Essai", ("Essai",), ()), (Slide("Essai", "Essai", (), ()),), "Essai")


def checked(content: bytes) -> tuple[SlideFormat, TemplateSummary]:
    """What the template is and what will be used of it. Raises Refusal."""
    if not content:
        raise Refusal("Ce fichier est vide.", "file_refused")
    if len(content) > LARGEST:
        raise Refusal(TOO_LARGE, "file_too_large")
    try:
        with open_archive(content) as archive:
            format_ = _format_of(archive)
            _look_through(archive)
    except TooLargeError as error:
        raise Refusal("Ce modèle a trop de parties, ou en cache de trop grandes.", "file_refused") from error
    except UnsafeArchiveError as error:
        message = (
            f"Ce fichier n’est pas une présentation {TAKEN}, est endommagé ou protégé par un mot de passe."
        )
        raise Refusal(message, "file_refused") from error
    return format_, _used(format_, content)


def _format_of(archive: zipfile.ZipFile) -> SlideFormat:
    names = set(archive.namelist())
    if OF_OFFICE in names:
        return SlideFormat.PPTX
    if "mimetype" in names:
        declared = unpacked(archive, "mimetype", LONGEST_TYPE).decode("ascii", "replace").strip()
        if declared in {OPEN, f"{OPEN}-template"}:
            return SlideFormat.ODP
    raise Refusal(f"Ce fichier n’est pas une présentation\u00a0: envoyez un modèle {TAKEN}.", "file_refused")


def _look_through(archive: zipfile.ZipFile) -> None:
    """Every part, within the size of all."""
    left = LARGEST_UNPACKED
    for name in archive.namelist():
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise UnsafeArchiveError
        part = unpacked(archive, name, left)
        left -= len(part)
        reason = next(_dangers(name, part), "")
        if reason:
            raise Refusal(reason, "file_refused")


def _dangers(name: str, part: bytes) -> Iterator[str]:
    is_text = name.lower().endswith(XML)
    is_object = "embeddings/" in name and name.lower().endswith(".bin")
    if is_object or any(macro in name for macro in MACROS):
        yield "Ce modèle contient des macros ou des objets d’un autre programme\u00a0: enregistrez-le sans eux."
    if not is_text:
        return
    if part.startswith(UTF_16) or DECLARES.search(part):
        yield "Ce modèle n’est pas écrit comme un logiciel de présentation l’écrit\u00a0: enregistrez-le à nouveau."
    if RUNS.search(part):
        yield "Ce modèle contient des macros ou des objets d’un autre programme\u00a0: enregistrez-le sans eux."
    if FETCHED.search(part) or any(not HYPERLINK.search(each) for each in OUTSIDE.findall(part)):
        yield "Ce modèle va chercher une image ou un fichier ailleurs\u00a0: incorporez-les, puis renvoyez-le."


def _used(format_: SlideFormat, content: bytes) -> TemplateSummary:
    """A presentation is made of it, to be sure that it can be."""
    flavour = FLAVOURS[format_]
    try:
        summary = flavour.describe(content)
        open_archive(flavour.write(SAMPLE, content)).close()
    except UnusableTemplateError as error:
        raise Refusal(str(error), "no_usable_layout") from error
    except (UnsafeArchiveError, *NOT_A_TEMPLATE) as error:
        raise Refusal(UNREADABLE, "file_refused") from error
    return summary
