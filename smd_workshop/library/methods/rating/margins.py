"""How sure the classes of a shown rating are: who is missing, one answer, one sector.

Only where all sectors are shown: from their shares and numbers of answers the shares of everybody are exact. By the
usual thresholds whoever reaches the shares of a class has no disagreement either: more than 70 % from 7 on put p30 and
p70 there, at most 2 apart, and the limit is at least 2.35. Where thresholds allow more, or
percentiles were not balanced (version 1), nothing is said.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.findings import Options, Sectors, Shown, Statement, counted, stated
from smd_workshop.library.methods.rating.classes import Thresholds, carried
from smd_workshop.library.sectors.balance import share

_P30: Final = Fraction(7, 10)
_HIGHEST: Final = 9


@dataclass(frozen=True, slots=True)
class Votes:
    """How many of a sector gave a number, how many of them agree and reject, and how much the sector weighs."""

    n: int
    agree: int
    reject: int
    weight: Fraction


Own = Mapping[str, Votes]


def sure(shown: Shown) -> Iterator[Statement]:
    """State what a few answers more or others, or one sector less, could change; nothing where sectors are hidden."""
    if shown.protected:
        return
    thresholds = Thresholds.of(shown.first["settings"])
    options = {code: _votes(row, shown) for code, row in shown.first["options"].items()}
    if shown.first["version"] > 1 and _shares_decide(thresholds):
        yield from _missing(shown, options, thresholds)
        yield from _one_answer(options, thresholds)
    yield from _sectors(shown)


def _shares_decide(thresholds: Thresholds) -> bool:
    return thresholds.at_least > _P30 and _HIGHEST - thresholds.agree_from <= thresholds.ipras_base


def _votes(row: dict[str, Any], shown: Shown) -> dict[str, Votes]:
    return {
        sector: Votes(
            own["n"],
            round((own["agree"] or 0) * own["n"]),
            round((own["reject"] or 0) * own["n"]),
            shown.weight(sector),
        )
        for sector, own in row["sectors"].items()
    }


def is_in(own: Own, thresholds: Thresholds) -> bool:
    """Say whether these votes bring an option in."""
    voting = [votes for votes in own.values() if votes.n]
    agree = [(votes.weight, share(votes.agree, votes.n)) for votes in voting]
    reject = [(votes.weight, share(votes.reject, votes.n)) for votes in voting]
    return carried(agree, reject, thresholds)


def _missing(
    shown: Shown, options: Mapping[str, Own], thresholds: Thresholds
) -> Iterator[Statement]:
    """Say how many that come in would still do so if all who are missing had answered against."""
    now = [code for code, own in options.items() if is_in(own, thresholds)]
    if not shown.missing or not now:
        return
    kept = sum(is_in(_against(shown, options[code]), thresholds) for code in now)
    if kept == len(now):
        yield counted(
            NN_(
                "Even if all who are missing had answered against it, the one that comes in would still come in.",
                "Even if all who are missing had answered against them, the %(num)s that come in would still come in.",
            ),
            len(now),
        )
    elif kept:
        yield stated(
            N_(
                "If all who are missing had answered against, %(kept)s of the %(all)s that come in would still do so."
            ),
            kept=kept,
            all=len(now),
        )
    else:
        yield counted(
            NN_(
                "If all who are missing had answered against it, the one that comes in would not.",
                "If all who are missing had answered against, none of the %(num)s that come in would still do so.",
            ),
            len(now),
        )


def _against(shown: Shown, own: Own) -> Own:
    return {
        sector: replace(
            votes,
            n=votes.n + shown.absent(sector),
            reject=votes.reject + shown.absent(sector),
        )
        for sector, votes in own.items()
    }


def _leaving(options: Mapping[str, Own], thresholds: Thresholds) -> tuple[str, ...]:
    """Return what comes in and would not with one answer worse."""
    return tuple(
        code
        for code, own in options.items()
        if is_in(own, thresholds) and not all(is_in(o, thresholds) for o in _one_worse(own))
    )


def _entering(options: Mapping[str, Own], thresholds: Thresholds) -> tuple[str, ...]:
    """Return what does not come in and would with one answer better."""
    return tuple(
        code
        for code, own in options.items()
        if not is_in(own, thresholds) and any(is_in(o, thresholds) for o in _one_better(own))
    )


def _one_answer(options: Mapping[str, Own], thresholds: Thresholds) -> Iterator[Statement]:
    """Name what one answer more in favour would bring in, and what one more against would take out."""
    leave, enter = _leaving(options, thresholds), _entering(options, thresholds)
    if leave:
        yield counted(
            NN_(
                "Close: with one other answer %(options)s would not come in.",
                "Close: with one other answer each, %(options)s would not come in.",
            ),
            len(leave),
            options=Options(leave),
        )
    if enter:
        yield counted(
            NN_(
                "Close: with one other answer %(options)s would come in.",
                "Close: with one other answer each, %(options)s would come in.",
            ),
            len(enter),
            options=Options(enter),
        )
    if not leave and not enter:
        yield stated(N_("No single answer decides what comes in."))


def _one_worse(own: Own) -> Iterator[Own]:
    """Yield these votes with one person who agrees rejecting instead, of each sector in turn."""
    for sector, votes in own.items():
        if votes.agree:
            worse = replace(votes, agree=votes.agree - 1, reject=votes.reject + 1)
            yield {**own, sector: worse}


def _one_better(own: Own) -> Iterator[Own]:
    """Yield these votes with one person who does not agree doing so instead, of each sector in turn."""
    for sector, votes in own.items():
        if votes.agree < votes.n:
            one = min(votes.reject, 1)
            yield {**own, sector: replace(votes, agree=votes.agree + 1, reject=votes.reject - one)}


def _sectors(shown: Shown) -> Iterable[Statement]:
    """Name what would come out otherwise without one sector; or say that nothing would."""
    classes = {code: row["class"] for code, row in shown.first["options"].items()}
    # Of the whole round: an option that one sector alone rated has none of its own to be compared with.
    without = shown.first.get("without") or {}
    found = [
        counted(
            NN_(
                "Without %(sector)s, something else would come out for %(options)s.",
                "Without %(sector)s, something else would come out for %(num)s: %(options)s.",
            ),
            len(codes),
            sector=Sectors((sector,)),
            options=Options(codes),
        )
        for sector in shown.answered
        if (codes := tuple(_changed(classes, without.get(sector) or {})))
    ]
    if found or not without:
        return found
    return [stated(N_("Without any one sector the same would come out."))]


def _changed(classes: Mapping[str, str], others: Mapping[str, str]) -> Iterator[str]:
    """Yield the options of which another class would come out."""
    return (code for code, other in others.items() if other != classes[code])


__all__ = ["is_in", "sure"]
