"""Numbers of telephones as they are written in lists."""

import re

#: A mobile number of Peru without its country.
_LOCAL = re.compile(r"9\d{8}")
_COUNTRY = "51"


def telephone(text: str) -> str | None:
    """Return a number as WhatsApp dials it, digits with the country's; None for what is none."""
    digits = re.sub(r"[\s().+-]", "", text)
    if not digits.isascii() or not digits.isdecimal():
        return None
    digits = digits.removeprefix("00")
    if _LOCAL.fullmatch(digits):
        return _COUNTRY + digits
    return digits if 10 <= len(digits) <= 15 else None
