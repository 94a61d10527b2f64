"""The codes of a plan as CEPLAN writes them, whatever their spelling in a report."""

import re
from typing import Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_

_TWO: Final = "(?:0[1-9]|[1-9][0-9])"
_CANONICAL: Final = re.compile(rf"(?:IND\.{_TWO}\.)?(?:OEI\.{_TWO}|AEI\.{_TWO}\.{_TWO})")
_OBJECTIVE: Final = re.compile(
    r"(?:OEI|OBJETIVO ESTRAT[EÉ]GICO(?: INSTITUCIONAL)?)[ .]*([0-9]{1,2})"
)
_ACTION: Final = re.compile(r"AEI[ .]*([0-9]{1,2}) ?\. ?([0-9]{1,2})")
_INDICATOR: Final = re.compile(r"(?:IND[ .]*)?([0-9]{1,2}) ?\. ?((?:OEI|AEI).*)")
_SHORT: Final = re.compile(r"IND[ .]*([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{1,2})")
#: Chapters of the evaluation number the objectives so.
_ROMAN: Final = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10,
    "XI": 11, "XII": 12,
}  # fmt: skip
_LONGEST: Final = 60


def canonical(text: str) -> str:
    """Return OEI.NN, AEI.NN.NN, IND.NN.OEI.NN or IND.NN.AEI.NN.NN for any spelling of it; `Invalid` for none."""
    found = recognised(text)
    if found is None:
        raise Invalid(
            N_("“%(text)s” is not a code such as OEI.01, AEI.01.02 or IND.01.AEI.01.02."),
            text=text.strip()[:_LONGEST],
        )
    return found


def recognised(text: str) -> str | None:
    """Return the canonical code of a spelling, or None if it is none that is known."""
    if _CANONICAL.fullmatch(text):
        return text
    plain = re.sub(r"\s+", " ", text).strip(" .:").upper()
    if plain in _ROMAN:
        return f"OEI.{_ROMAN[plain]:02}"
    short = _SHORT.fullmatch(plain)
    if short:
        return _joined("IND", short[1], "AEI", *short.groups()[1:])
    indicator = _INDICATOR.fullmatch(plain)
    if indicator:
        measured = _measured(indicator[2])
        return measured and _joined("IND", indicator[1], measured)
    return _measured(plain)


def owner(code: str) -> str | None:
    """Return what the code itself says it belongs to: of an indicator what it measures, of an action its objective."""
    found = recognised(code) or ""
    kind, _, rest = found.partition(".")
    if kind == "IND":
        return rest.partition(".")[2]
    return f"OEI.{rest.partition('.')[0]}" if kind == "AEI" else None


def _measured(plain: str) -> str | None:
    action = _ACTION.fullmatch(plain)
    if action:
        return _joined("AEI", *action.groups())
    objective = _OBJECTIVE.fullmatch(plain)
    return _joined("OEI", *objective.groups()) if objective else None


def _joined(*parts: str) -> str | None:
    """Join the parts, numbers with two digits; codes count from 1."""
    if any(part.isdigit() and int(part) == 0 for part in parts):
        return None
    return ".".join(f"{int(part):02}" if part.isdigit() else part for part in parts)
