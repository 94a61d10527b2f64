"""Numbers, shares, money and dates as Peru writes and reads them.

The point is the decimal mark, the comma separates thousands, the apostrophe millions: 3'661,516.08.
Rounding is half up, on decimals: 0.125 is shown as 0.13, never as 0.12.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from babel.dates import format_date

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_

if TYPE_CHECKING:
    from collections.abc import Callable

LIMA = timezone(
    timedelta(hours=-5), "America/Lima"
)  # no summer time since 1994, and no time-zone files on Windows
DASH = "–"
#: U+2212: as wide as a plus, and no line end parts it from its number as it does a hyphen.
MINUS = "\N{MINUS SIGN}"
#: Decimals of a percentage: behind most of them stand some dozens of people.
PLACES = 1
LONGEST = 40

Number = int | float | Decimal | Fraction

_OF = {"en": "of"}
_LOCALES = {"en": "en"}
_SIGN = r"S/\.?|PEN|US\$|USD|\$"
_CURRENCY = re.compile(rf"^(?:{_SIGN})\s*", re.IGNORECASE)
_MONEY = re.compile(rf"(?:{_SIGN}|soles|d[oó]lares)", re.IGNORECASE)
_SHAPE = re.compile(r"[+-]?[0-9][0-9.,']*|[+-]?[.,][0-9]+")
#: One mark and three digits after it: of money a thousand, else it could be decimals.
_GROUP = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_MILLIONS = re.compile(r"[0-9]{1,3}(?:'[0-9]{3})+(?:,[0-9]{3}|[0-9]{3})?")


def rounded(value: Number, places: int = 2) -> Decimal:
    """Round half up to `places` decimals; a float counts as the decimal it is written as."""
    if isinstance(value, Fraction):
        scale = 10**places
        scaled = abs(value.numerator) * scale * 2 + value.denominator
        whole = scaled // (2 * value.denominator)
        # The usual 28 digits are too few for 10^26.
        digits = Context(prec=max(28, whole.bit_length() // 3 + 1))
        return Decimal(-whole if value < 0 else whole).scaleb(-places, digits)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    digits = Context(
        prec=max(28, exact.adjusted() + places + 2)
    )  # the usual 28 are too few for 10^26
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, digits)


def number(value: Number | None, places: int | None = None) -> str:
    """Write a number: 1,234.5; 3'661,516.08. Without `places`, at most two decimals and no trailing zeros."""
    if value is None:
        return DASH
    text = f"{rounded(value, 2 if places is None else places):f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = MINUS if text.startswith("-") and text.strip("-0.") else ""
    whole, point, decimals = text.removeprefix("-").partition(".")
    return sign + _grouped(whole) + point + decimals


def amount(value: float | None) -> str:
    """Write a number of any size so that its first three digits are seen: 0.00412, 12.5, 1'234,567."""
    if value is None:
        return DASH
    exact = Decimal(repr(value))
    places = min(max(2, 2 - exact.adjusted()), 9) if exact else 0
    text = number(exact, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Number | None) -> str:
    """Write soles as official reports do: S/ 3'661,516.08; no line end parts the sign from its amount."""
    return DASH if value is None else f"S/\N{NO-BREAK SPACE}{number(value, 2)}"


def in_unit(words: str, unit: str) -> str:
    """Write an amount beside its unit: a sign before it (S/ 35,000), a word after it (12.5 horas); no line end parts them."""
    if not unit:
        return words
    first, then = (words, unit) if unit[-1].isalpha() else (unit, words)
    return f"{first}\N{NO-BREAK SPACE}{then}"


def percent(part: Number, whole: Number, places: int = PLACES) -> str:
    """Write a share as a percentage, 91.8 %; a dash where there is nothing to divide by.

    All and nothing are exact and written so, 100 % and 0 %: 99.96 % is 100.0 %. Publish it beside
    its denominator: `share_words` does both.
    """
    if whole == 0:
        return DASH
    share = _exact(part) * 100 / _exact(whole)
    return f"{number(share, 0 if share in {0, 100} else places)} %"


def hundredfold(value: Number | None, places: int = PLACES) -> str:
    """Write a share, or a difference of shares, in points of a hundred: 0.145 is 14.5, and 15 without decimals."""
    return DASH if value is None else number(_exact(value) * 100, places)


def grammatical(written: str) -> int:
    """Return 1 for a number that reads as one, 2 for any other: by that a sentence chooses the form of its noun."""
    return 1 if written.lstrip("+-\u2212") == "1" else 2


def _exact(value: Number) -> Fraction:
    """Return a number as a fraction; a float counts as the decimal it is written as, before anything is done with it."""
    return Fraction(Decimal(repr(value)) if isinstance(value, float) else value)


def share_words(part: int, whole: int, language: str = "es", places: int = PLACES) -> str:
    """Write a share with its denominator: 257 de 280 (91.8 %)."""
    words = f"{number(part)} {_OF.get(language, 'de')} {number(whole)}"
    return f"{words} ({percent(part, whole, places)})" if whole else words


def unbroken(words: str) -> str:
    """Return the words with a number that no line end parts from its percent sign, for pages and paper."""
    return words.replace(" %", "\N{NO-BREAK SPACE}%")


def is_money(unit: str) -> bool:
    """Say whether a unit is money, of which nobody writes three decimals: S/, PEN, US$, soles."""
    return _MONEY.fullmatch(unit.strip()) is not None


def parse_number(text: str, *, money: bool = False) -> Decimal:
    """Read 1,234.5, 1.234,5, 12,5, 12.5 or S/ 3'661,516.08; `Invalid` says in words what cannot be read.

    1,234 and 1.234 are refused, for they may mean a thousand or one and a bit; but not of `money`, or where its sign stands
    before them: S/ 1,234 has no three decimals.
    """
    shown = text.strip()[:LONGEST]
    plain, signs = _CURRENCY.subn("", text.strip())
    plain = plain.replace("\u2212", "-").replace("\u2019", "'")
    plain = re.sub(r"\s*%$", "", plain)
    plain = re.sub(r"(?<=[0-9])[\u00a0\u202f ](?=[0-9]{3}(?![0-9]))", "", plain)
    if len(plain) > LONGEST or not _SHAPE.fullmatch(plain):
        raise Invalid(N_("“%(text)s” is not a number. Write it like 1234.5."), text=shown)
    sign = "-" if plain.startswith("-") else ""
    digits = plain.lstrip("+-")
    if (money or signs) and _GROUP.fullmatch(digits):
        return Decimal(sign + re.sub("[.,]", "", digits))
    return Decimal(sign + _plain(digits, shown))


def day_words(value: date, language: str = "es", zone: tzinfo = LIMA) -> str:
    """Write a day in words, of a moment that of the zone: 14 de setiembre de 2022."""
    words = format_date(_local(value, zone), format="long", locale=_LOCALES.get(language, "es_PE"))
    return words.replace("septiembre", "setiembre")


def day(value: date, zone: tzinfo = LIMA) -> str:
    """Write a day in figures, of a moment that of the zone: 14/09/2022."""
    local = _local(value, zone)
    return f"{local.day:02}/{local.month:02}/{local.year:04}"


def moment_words(value: datetime, language: str = "es", zone: tzinfo = LIMA) -> str:
    """Write a day and the hour in the zone: 14 de setiembre de 2022, 16:05. A naive time counts as UTC."""
    return f"{day_words(value, language, zone)}, {hour(value, zone)}"


def weekday_words(value: datetime, language: str = "es", zone: tzinfo = LIMA) -> str:
    """Write when something ends as people say it: viernes 4 de diciembre, 18:00. A naive time counts as UTC."""
    local, locale = _local(value, zone), _LOCALES.get(language, "es_PE")
    pattern = "EEEE d 'de' MMMM" if locale.startswith("es") else "EEEE d MMMM"
    words = format_date(local, format=pattern, locale=locale).replace("septiembre", "setiembre")
    return f"{words}, {hour(value, zone)}"


def hour(value: datetime, zone: tzinfo = LIMA) -> str:
    """Write the hour as a clock on the wall shows it: 16:05. A naive time counts as UTC."""
    return f"{_local(value, zone):%H:%M}"


def _local(value: date, zone: tzinfo) -> date:
    if not isinstance(value, datetime):
        return value
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(zone)


def _grouped(digits: str) -> str:
    groups = f"{int(digits):,}".split(",")
    if len(groups) <= 2:
        return ",".join(groups)
    return "'".join(groups[:-1]) + "," + groups[-1]


def _plain(digits: str, shown: str) -> str:
    last = max(digits.rfind("."), digits.rfind(","))
    mark = digits[last] if last >= 0 else ""
    both = "." in digits and "," in digits
    if "'" in digits:
        return _with_millions(digits, shown)
    if not mark or (digits.count(mark) == 1 and not both and not _ambiguous(digits, mark, shown)):
        return digits.replace(",", ".")
    if both and digits.count(mark) == 1:
        whole, decimals = digits[:last], digits[last + 1 :]
        return f"{_ungroup(whole, ',' if mark == '.' else '.', shown)}.{decimals}"
    if both:
        raise _unreadable(shown)
    return _ungroup(digits, mark, shown)


def _ambiguous(digits: str, mark: str, shown: str) -> bool:
    whole, decimals = digits.split(mark)
    if len(decimals) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        raise Invalid(
            N_(
                "“%(text)s” can be read in two ways: %(thousands)s or %(decimal)s. Write %(thousands)s or %(clear)s."
            ),
            text=shown,
            thousands=whole + decimals,
            decimal=f"{whole}.{decimals}",
            clear=_clear(whole, decimals),
        )
    return False


def _clear(whole: str, decimals: str) -> str:
    """Write decimals so that they are read as such: 35.000 is 35, 1.250 is 1.25, 1.234 needs a zero."""
    kept = decimals.rstrip("0")
    if not kept:
        return whole
    return f"{whole}.{kept}" if len(kept) < len(decimals) else f"{whole}.{decimals}0"


def _with_millions(digits: str, shown: str) -> str:
    whole, point, decimals = digits.partition(".")
    if "'" in decimals or "," in decimals or not _MILLIONS.fullmatch(whole):
        raise _unreadable(shown)
    return whole.replace("'", "").replace(",", "") + (point and f".{decimals}")


def _ungroup(whole: str, mark: str, shown: str) -> str:
    groups = whole.split(mark)
    well_begun = re.fullmatch("[1-9][0-9]{0,2}", groups[0])
    if not well_begun or any(len(group) != 3 or not group.isdigit() for group in groups[1:]):
        raise _unreadable(shown)
    return "".join(groups)


def _unreadable(shown: str) -> Invalid:
    return Invalid(
        N_("The separators of “%(text)s” do not fit together. Write it like 1234.5."), text=shown
    )


#: Shares that have a name of their own; messages.
NAMED_SHARES: Final = {"1/2": N_("half"), "2/3": N_("two thirds"), "3/4": N_("three quarters")}


def share_said(text: str, say: Callable[[str], str]) -> str:
    """Write a share that is a rule: 2/3 is two thirds, 0.75 is 75 %, what has no short percentage stays a fraction."""
    return say(NAMED_SHARES[text]) if text in NAMED_SHARES else share_in_percent(text)


def share_in_percent(text: str) -> str:
    """Write a share that has no name: 0.75 is 75 %, what has no short percentage stays a fraction."""
    exact = Fraction(text) * 100
    if exact.denominator == 1:
        return f"{exact} %"
    plain = f"{float(exact):.2f}".rstrip("0")
    return f"{plain} %" if Fraction(plain) == exact else text
