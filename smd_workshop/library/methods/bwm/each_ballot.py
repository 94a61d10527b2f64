"""What a file's recount says of each ballot by itself."""

from collections.abc import Iterable, Sequence

from smd_workshop.library.methods.bwm.linear import (
    ABOVE_BEST,
    NO_LIMIT,
    Ballot,
    acceptable,
    inconsistency,
    solve,
)
from smd_workshop.library.numbers import JsonResult, plain
from smd_workshop.library.profile import Profile


def in_file_order(
    _figures_of_all: JsonResult, profile: Profile, ballots: Iterable[tuple[str, Ballot]]
) -> JsonResult:
    """Return `ballots`: of each its `weights`, `ksi`, `cr_i` and whether that is `acceptable`."""
    return {"ballots": [_figures(ballot, profile.options) for _sector, ballot in ballots]}


def _figures(ballot: Ballot, options: Sequence[str]) -> JsonResult:
    solved = solve(ballot, options)
    found, fits = inconsistency(ballot, options), acceptable(ballot, options)
    return {
        "weights": {
            code: part / solved.whole for code, part in zip(options, solved.parts, strict=True)
        },
        "ksi": solved.ksi / solved.whole,
        "cr_i": plain(found),
        **({"cr_i_reason": ABOVE_BEST} if found is None else {}),
        "acceptable": fits,
        **({"acceptable_reason": NO_LIMIT} if fits is None else {}),
    }
