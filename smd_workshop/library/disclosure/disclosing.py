"""What a method says of the protection of small sectors; how they are protected is the same for all methods."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from smd_workshop.library.disclosure.plan import Disclosure
from smd_workshop.library.facets import said


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosing:
    """What may be shown of a result where a sector is hidden, and where few gave a number."""

    #: What of its result is the decision, which is always shown: for the page about methods.
    decision: str = said("what of its result is the decision, which is always shown")
    #: Takes from a copy of the result what must not be shown: all but the decision and the sectors that are shown.
    redact: Callable[[dict[str, Any], Disclosure], None] = said(
        "what of its result may be shown where a sector is hidden, and what not"
    )
    #: Where no sector is hidden: says of figures to which too few gave a number that they are few, and whether any are.
    few: Callable[[dict[str, Any], int], bool] = said(
        "which of its figures rest on too few numbers (never_few if answers stand or fall as a whole)"
    )


def never_few(_result: dict[str, Any], _threshold: int) -> bool:
    """Of answers that stand or fall as a whole."""
    return False
