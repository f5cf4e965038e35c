"""What a template may be: a presentation of a known format, without programs, links to elsewhere or traps.

It comes from a person of the body, and every presentation that leaves carries it: whoever opens one trusts the body.
"""

import zipfile

from pptx.exc import PythonPptxError

from commitments.ledger.files.archives import TooLargeError, UnsafeArchiveError, open_archive, unpacked
from commitments.ledger.refusals import Refusal
from cpg.shared import french
from dashboards.models.slides import SlideFormat
from dashboards.slides.dangers import UNREADABLE, dangers
from dashboards.slides.deck import Cover, Deck, Slide
from dashboards.slides.formats import FLAVOURS
from dashboards.slides.template import TemplateSummary, UnusableTemplateError

MEGABYTE = 1024 * 1024
LARGEST, LARGEST_UNPACKED = 10 * MEGABYTE, 60 * MEGABYTE
TOO_LARGE = f"Ce modèle dépasse {LARGEST // MEGABYTE}{french.NO_BREAK}Mo\u00a0: allégez ses images."
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
        reason = next(dangers(name, part), "")
        if reason:
            raise Refusal(reason, "file_refused")


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
