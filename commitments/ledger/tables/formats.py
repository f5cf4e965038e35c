"""What a spreadsheet shows of a number: its format rounds it, multiplies it, writes a unit beside it, or makes it a
date.

Only what changes the meaning of a figure is followed. A format that is more than that (conditions, fractions) shows the
number as it is.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from cpg.shared.french import NO_BREAK

# Excel keeps and shows fifteen significant digits.
FIFTEEN = Context(prec=15)
# The formats that files name by a number alone.
BUILT_IN = {
    "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "11": "0.00E+00",
    "37": "#,##0;-#,##0", "38": "#,##0;-#,##0", "39": "#,##0.00;-#,##0.00", "40": "#,##0.00;-#,##0.00",
    "41": "#,##0", "42": "#,##0", "43": "#,##0.00", "44": "#,##0.00", "48": "##0.0E+0",
    **dict.fromkeys(("14", "15", "22", *map(str, (*range(27, 32), 36, *range(50, 59)))), "yyyy-mm-dd"),
    **dict.fromkeys(("17", "32", "33", "34", "35"), "mmm-yy"),
    "16": "d-mmm",
    **dict.fromkeys(("18", "19", "20", "21", "45", "46", "47"), "hh:mm"),
}  # fmt: skip
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<exponent>[Ee][+-]0+)|(?P<place>[0#?])|(?P<sign>[.,%])|(?P<general>[Gg]eneral)|(?P<letter>.)",
    re.DOTALL,
)
CONDITION = re.compile(r"[<>=]")
DATE_LETTERS = set("dmyDMY")
TIME_LETTERS = set("hsHS")
# Where the two calendars of Excel begin; the first counts a 29 February 1900 that there was not.
FIRST_DAY, FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
LAST_SERIAL = 2_958_465


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of a number as it is read on. `content` is the number itself where it has digits that are not shown."""

    text: str
    content: str = ""


@dataclass(slots=True)
class _Section:
    """One part of a format, of those for positive and for negative numbers."""

    prefix: str = ""
    suffix: str = ""
    decimals: int = 0
    thousands: int = 0
    percents: int = 0
    exponent: bool = False
    general: bool = False
    date_letters: str = ""
    is_plain: bool = True

    @classmethod
    def of(cls, code: str) -> "_Section":
        section = cls()
        is_fraction, pending = False, 0
        for found in TOKEN.finditer(code):
            if found["place"]:
                section.is_plain, pending = False, 0
                section.decimals += is_fraction and not section.exponent
            elif found["sign"] == ".":
                is_fraction, section.thousands, pending = True, pending, 0
            elif found["sign"] == ",":
                pending += 1
            else:
                section._take(found)
        section.thousands = section.thousands or pending
        return section

    def _take(self, found: re.Match[str]) -> None:
        if found["exponent"]:
            self.exponent = True
        elif found["general"]:
            self.general, self.is_plain = True, False
        elif found["sign"] == "%":
            self.percents += 1
            self._write("%")
        elif found["letter"] and found["letter"] in DATE_LETTERS | TIME_LETTERS:
            self.date_letters += found["letter"].lower()
        else:
            self._write(found["quoted"] or found["escaped"] or found["currency"] or found["letter"] or "")

    def _write(self, text: str) -> None:
        if self.is_plain:
            self.prefix += text
        else:
            self.suffix += text


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """`code` as files hold it, with the decimal sign and the separators of English."""

    code: str
    is_1904: bool = False

    @classmethod
    def numbered(cls, number: str, codes: dict[str, str], *, is_1904: bool) -> "NumberFormat":
        return cls(codes.get(number, BUILT_IN.get(number, "")), is_1904)

    def shown(self, content: str) -> Shown:
        """What is read of a number, written as files do: `0.925`, `1.2E-3`. Raises ValueError for what is no number."""
        try:
            number = FIFTEEN.create_decimal(content)
        except InvalidOperation as error:
            raise ValueError(content) from error
        if not number.is_finite():
            raise ValueError(content)
        parts = _parts(self.code)
        if CONDITION.search("".join(re.findall(r"\[[^\]$]*\]", self.code))):
            return Shown(plain_text(number))
        section = _Section.of(parts[1] if number < 0 and len(parts) > 1 else parts[0])
        if section.date_letters:
            return _day(section.date_letters, number, is_1904=self.is_1904)
        if section.is_plain or section.suffix.strip() == "/":
            return Shown(plain_text(number))
        return _rounded(section, number, has_own_sign=number < 0 and len(parts) > 1)


def plain_text(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def beside(text: str, unit: str) -> str:
    return f"{text}{NO_BREAK}{unit}" if unit else text


def _parts(code: str) -> list[str]:
    """The sections of a format, which semicolons part, those of quoted text apart."""
    return re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+|(?<=;)(?=;)', code) or [""]


def _rounded(section: _Section, number: Decimal, *, has_own_sign: bool) -> Shown:
    scaled = number.scaleb(2 * section.percents - 3 * section.thousands)
    step = Decimal(1).scaleb(scaled.adjusted() - section.decimals if section.exponent else -section.decimals)
    rounded = scaled if section.general else scaled.quantize(step, ROUND_HALF_UP, Context(prec=400))
    text = plain_text(abs(rounded))
    sign = "-" if rounded < 0 and not has_own_sign else ""
    # A currency before the number is its unit as well as one after it.
    unit = "".join(section.suffix.split())
    prefix = "".join(section.prefix.split())
    if prefix and not unit and not set(prefix) & set("-+()"):
        prefix, unit = "", prefix
    shown = beside(f"{sign}{prefix}{text}", unit)
    return Shown(shown, "" if rounded == scaled else beside(plain_text(scaled), unit))


def _day(letters: str, number: Decimal, *, is_1904: bool) -> Shown:
    """A date; a month where no day is shown, a time where there is no date at all."""
    serial = int(number)
    if not DATE_LETTERS & set(letters.replace("m", "")) or not 0 <= serial <= LAST_SERIAL:
        minutes = int(abs(number) % 1 * 1440)
        return Shown(f"{minutes // 60:02d}:{minutes % 60:02d}")
    day = (FIRST_DAY_1904 if is_1904 else FIRST_DAY) + timedelta(days=serial)
    if "d" in letters:
        return Shown(day.isoformat())
    is_first = day.day == 1 or (day + timedelta(days=1)).day == 1
    return Shown(day.isoformat()[:7], "" if is_first else day.isoformat())
