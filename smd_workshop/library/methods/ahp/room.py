"""What must hold of a room's options before they are compared, and what a file's recount says of each ballot."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile
from smd_workshop.library.settings import InvalidSetting

#: 66 pairs; more nobody compares with care.
MOST: Final = 12


def check(_settings: Mapping[str, Any], options: Sequence[str]) -> None:
    """Raise InvalidSetting where there is nothing to compare, or more than a person can."""
    many = len(options)
    if many < 2:
        raise InvalidSetting((), N_("To compare, a round needs at least two options."))
    if many > MOST:
        raise InvalidSetting(
            (),
            N_(
                "%(many)s options would make %(pairs)s pairs for each person. Choose at most %(most)s options; up to 7 are answered with care."
            ),
            many=many,
            pairs=many * (many - 1) // 2,
            most=MOST,
        )


def in_file_order(
    _figures_of_all: JsonResult, profile: Profile, ballots: Iterable[tuple[str, Any]]
) -> JsonResult:
    """Return `ballots`: of each its consistency ratio `cr`, null where pairs are missing; numpy is loaded by the first."""
    compute = import_module("smd_workshop.library.methods.ahp.compute")
    answers = (answer for _sector, answer in ballots)
    return {"ballots": compute.ballot_figures(answers, profile.options)}
