"""What a shown budget says first: what is funded and what it costs, and the table of who supports what."""

from collections.abc import Iterator
from typing import Any, Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.findings import (
    Finding,
    Grid,
    Options,
    Outcome,
    Sectors,
    Shown,
    Statement,
    counted,
    instead,
    stated,
    support_grid,
)
from smd_workshop.library.methods.approval_budget.checks import written
from smd_workshop.library.methods.approval_budget.voters import NOBODY
from smd_workshop.library.numbers import as_fraction

_PAID: Final = Outcome.counted(
    "paid", NN_("Funded from the purses", "Funded from the purses"), "✓", "good"
)
_ADDED: Final = Outcome.counted(
    "added", NN_("Funded with what was left", "Funded with what was left"), "+", "mid"
)
_NOT: Final = Outcome.counted("not", NN_("Not funded", "Not funded"), "–", "unsure")
_INSTEAD: Final = (
    N_("Of the purses, without %(sector)s: %(entering)s instead of %(leaving)s."),
    N_("Of the purses, without %(sector)s: none instead of %(leaving)s."),
    N_("Of the purses, without %(sector)s: also %(entering)s."),
)

_NOT_REACHED: Final = N_(
    "%(options)s has no less support than %(others)s and is not funded: the purses of those who marked it do not reach "
    "what it costs (%(cost)s), and the %(left)s left over are less than that."
)
_NOT_REACHED_GROWN: Final = N_(
    "%(options)s has no less support than %(others)s and is not funded: the purses of those who marked it do not reach "
    "what it costs (%(cost)s), not even when all purses grew alike, and the %(left)s left over are less than that."
)

NOTHING_FITS: Final = N_("Nothing is funded: no option that somebody marked fits the budget.")
NOBODY_MARKED: Final = N_("Nobody marked any option, so nothing is funded.")

Json = dict[str, Any]


def headline(shown: Shown) -> Iterator[Statement]:
    """Say how many of how many are funded, which, and what they cost of the budget."""
    first = shown.first
    funded = tuple(first["winners_completed"])
    if not funded:
        nobody = first.get("winners_reason") == NOBODY
        yield stated(NOBODY_MARKED if nobody else NOTHING_FITS)
        return
    yield counted(
        NN_("Funded: %(num)s of %(all)s: %(options)s.", "Funded: %(num)s of %(all)s: %(options)s."),
        len(funded),
        all=len(first["options"]),
        options=Options(funded),
    )
    yield stated(
        N_("They cost %(spent)s of %(budget)s."),
        spent=written(first["completion"]["spent"], first["settings"]),
        budget=written(first["settings"]["budget"], first["settings"]),
    )


def sure(shown: Shown) -> Iterator[Statement]:
    """Say what the purses alone pay, and what they would without one sector."""
    first = shown.first
    if not first["winners_completed"]:
        return
    yield from _completed(first)
    yield from _tied(first)
    if shown.protected:
        return
    yield from _passed_over(first)
    changed = list(shown.without())
    for sector, other in changed:
        if other:
            yield instead(sector, first["winners"], other, _INSTEAD)
        else:
            yield stated(
                N_("Without %(sector)s the purses would pay nothing."), sector=Sectors((sector,))
            )
    if first["without"] and not changed:
        yield stated(N_("Without any one sector the purses would pay the same."))


def _tied(first: Json) -> Iterator[Statement]:
    """Say who had the same claim and was left out by its place in the list."""
    if first.get("ties", ()) is None:
        yield stated(
            N_(
                "Options with the same claim follow the order of the list; who was tied is not shown."
            )
        )
        return
    funded = set(first["winners_completed"])
    # Who lost more than once is told once, with the last that were as good.
    last = {
        tuple(code for code in tied if code not in funded): tied for tied in first.get("ties") or ()
    }
    for out, tied in last.items():
        yield stated(
            N_("Tied: %(options)s. The order of the list decided, so this was left out: %(left)s."),
            options=Options(tuple(tied)),
            left=Options(out),
        )


def _completed(first: Json) -> Iterator[Statement]:
    paid, funded = set(first["winners"]), first["winners_completed"]
    added = tuple(code for code in funded if code not in paid)
    lost = tuple(code for code in first["winners"] if code not in funded)
    if not added and not lost:
        yield stated(N_("The purses paid for all that is funded."))
    elif added:
        yield counted(
            NN_(
                "With what the purses left, one more is funded: %(options)s.",
                "With what the purses left, %(num)s more are funded: %(options)s.",
            ),
            len(added),
            options=Options(added),
        )
    if lost:
        yield counted(
            NN_(
                "With larger purses this one gave way to others: %(options)s.",
                "With larger purses these gave way to others: %(options)s.",
            ),
            len(lost),
            options=Options(lost),
        )


def _passed_over(first: Json) -> Iterator[Statement]:
    """Say of what is not funded, though nothing else of the sort has more support than it, what kept it out.

    True of every such option: at the end of the completion no purse pays it, and what is left is less than it costs.
    """
    rows, funded, done = first["options"], first["winners_completed"], first["completion"]
    left = as_fraction(first["settings"]["budget"]) - as_fraction(done["spent"])
    for code, row in rows.items():
        own = row["support"]["balanced"]  # of an exact fraction: what is equal is the same float
        below = tuple(c for c in funded if own and rows[c]["support"]["balanced"] <= own)
        if code in funded or code in first["winners"] or not below:
            continue
        yield stated(
            _NOT_REACHED_GROWN if done["units"] else _NOT_REACHED,
            options=Options((code,)),
            others=Options(below),
            cost=written(row["cost"], first["settings"]),
            left=written(left, first["settings"]),
        )


def grid(shown: Shown) -> Grid:
    """Return the support, what is funded first, then the most supported."""
    return support_grid(shown, (_PAID, _ADDED, _NOT), lambda code: _outcome(shown.first, code))


def _outcome(first: Json, code: str) -> Outcome:
    if code not in first["winners_completed"]:
        return _NOT
    return _PAID if code in first["winners"] else _ADDED


FINDING = Finding(headline=headline, sure=sure, grid=grid)
