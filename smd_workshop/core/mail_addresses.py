"""What can be a mail address: one rule for every place that takes one."""

from typing import Final

#: Signs that may stand around an address in a text.
_AROUND: Final = "<>()[],;:.«»“”\"'"
LONGEST: Final = 254


def is_address(text: str) -> bool:
    """Say whether this can be a mail address; nobody is asked whether it exists: the room may have no internet."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - heavy at start

    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(text) <= LONGEST


def written(text: str) -> list[str]:
    """Return what is written as an address in a text that holds other words, too: “Oficina de Planes (planes@example.pe)”."""
    words = (word.strip(_AROUND).removeprefix("mailto:") for word in text.replace(",", " ").split())
    return [word for word in words if "@" in word]
