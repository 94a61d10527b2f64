"""What is left to whom, in the order of a file: beside the count, for the count itself sees no order of arrival."""

from collections.abc import Iterable

from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Answer, Profile, key_of


def in_file_order(
    figures: JsonResult, profile: Profile, ballots: Iterable[tuple[str, Answer]]
) -> JsonResult:
    """Return `left` in the order of a file's ballots, one for each row of it."""
    of = {
        (cell.sector, key_of(cell.answer)): left
        for cell, left in zip(profile.cells, figures["left"], strict=True)
    }
    return {"left": [of[sector, key_of(answer)] for sector, answer in ballots]}
