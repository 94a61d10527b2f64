"""What a method says of the protection of small sectors; how they are protected is the same for all methods."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from smd_workshop.library.disclosure.protect import Disclosure, Level
from smd_workshop.library.facets import said
from smd_workshop.library.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosing:
    """What may be shown of a result where a sector is hidden."""

    #: Takes from a copy of the result what must not be shown; the level is at least what everything else allows.
    redact: Callable[[dict[str, Any], Disclosure, Level], None] = said(
        "what of its result may be shown where a sector is hidden, and what not"
    )
    least: Level = said("how many totals may stay at most where a sector is hidden")
    #: Keys of an answer that is an object: where few of a sector answered under one, it is hidden under it.
    keys: Callable[[Profile], Sequence[str]] = said(
        "under which keys of an answer few can have answered (no_keys if answers have none)"
    )
    #: The ends of the scale where a mean of whole numbers is published: totals then stay only if every hidden answer
    #: could have been another. None: what the numbers of answers allow stays.
    scale: tuple[int, int] | None = None


def no_keys(_profile: Profile) -> Sequence[str]:
    """Of answers that stand or fall as a whole."""
    return ()
