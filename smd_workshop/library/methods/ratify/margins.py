"""How sure the outcomes of shown ratifications are: who is missing, one vote, one sector; exact, by the rule itself.

Only where all sectors are shown, and by the rule of version 2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.findings import Options, Sectors, Shown, Statement, counted, stated
from smd_workshop.library.methods.ratify.compute import Chamber, Rule, Vote
from smd_workshop.library.sectors.balance import has_quorum


def sure(shown: Shown) -> Iterator[Statement]:
    """State what a few votes more or others, or one sector less, could change; nothing where sectors are hidden."""
    if shown.protected or shown.first["version"] == 1:
        return
    votes = {code: _vote(part, shown) for code, part in shown.parts.items()}
    yield from _missing(shown, votes)
    yield from _one_vote(votes)
    yield from _sectors(shown)


def _vote(part: Mapping[str, Any], shown: Shown) -> Vote:
    """Return a ratification again from its shown votes."""
    rule = Rule.of(part["settings"])
    return Vote(
        tuple(
            Chamber(
                sector, row["eligible"], row["yes"], row["no"], row["abstain"],
                row["quorum"], shown.weight(sector),
            )
            for sector, row in part["sectors"].items()
        ),
        rule,
    )  # fmt: skip


def _missing(shown: Shown, votes: Mapping[str, Vote]) -> Iterator[Statement]:
    """Say how many that are adopted would still be if all who are missing had said no."""
    adopted = [vote for vote in votes.values() if vote.outcome == "adopted"]
    if not shown.missing or not adopted:
        return
    kept = sum(all_no(vote, shown).outcome == "adopted" for vote in adopted)
    if kept == len(adopted):
        yield counted(
            NN_(
                "Even if all who are missing had said no, the one that is adopted would still be.",
                "Even if all who are missing had said no, the %(num)s that are adopted would still be.",
            ),
            kept,
        )
    elif kept:
        yield stated(
            N_(
                "If all who are missing had said no, %(kept)s of the %(all)s that are adopted would still be."
            ),
            kept=kept,
            all=len(adopted),
        )
    else:
        yield counted(
            NN_(
                "If all who are missing had said no, the one that is adopted would not be.",
                "If all who are missing had said no, none of the %(num)s that are adopted would still be.",
            ),
            len(adopted),
        )


def all_no(vote: Vote, shown: Shown) -> Vote:
    """Return the vote with a no of everybody who is missing."""
    return replace(
        vote, chambers=tuple(_more_no(chamber, shown, vote.rule) for chamber in vote.chambers)
    )


def _more_no(chamber: Chamber, shown: Shown, rule: Rule) -> Chamber:
    no = chamber.no + shown.absent(chamber.code)
    answered = chamber.yes + no + chamber.abstain
    quorum = has_quorum(answered, chamber.eligible, rule.quorum_more_than)
    return replace(chamber, no=no, quorum=quorum)


def _turned(votes: Mapping[str, Vote], by: int, *, adopted: bool) -> tuple[str, ...]:
    """Return what is adopted, or is not, and would not be, or would, if one vote were another."""
    return tuple(
        code
        for code, vote in votes.items()
        if _adopts(vote) is adopted
        and any(_adopts(other) is not adopted for other in _one_changed(vote, by))
    )


def _adopts(vote: Vote) -> bool:
    return vote.outcome == "adopted"


def _one_vote(votes: Mapping[str, Vote]) -> Iterator[Statement]:
    """Name what one vote would change: a yes that were a no, or a no that were a yes."""
    lost, won = _turned(votes, -1, adopted=True), _turned(votes, 1, adopted=False)
    if lost:
        yield counted(
            NN_(
                "Close: with one no instead of a yes %(options)s would not be adopted.",
                "Close: with one no instead of a yes each, %(options)s would not be adopted.",
            ),
            len(lost),
            options=Options(lost),
        )
    if won:
        yield counted(
            NN_(
                "Close: with one yes instead of a no %(options)s would be adopted.",
                "Close: with one yes instead of a no each, %(options)s would be adopted.",
            ),
            len(won),
            options=Options(won),
        )
    if not lost and not won:
        yield stated(N_("No single vote decides what is adopted."))


def _one_changed(vote: Vote, more_yes: int) -> Iterator[Vote]:
    """Yield the vote with one person saying the opposite, of each sector in turn."""
    for place, chamber in enumerate(vote.chambers):
        if chamber.yes + more_yes < 0 or chamber.no - more_yes < 0:
            continue
        other = replace(chamber, yes=chamber.yes + more_yes, no=chamber.no - more_yes)
        yield replace(vote, chambers=(*vote.chambers[:place], other, *vote.chambers[place + 1 :]))


def _sectors(shown: Shown) -> Iterator[Statement]:
    """Name what would become something else without one sector; or say that nothing would."""
    found = False
    for sector in shown.answered:
        codes = tuple(
            c for c, part in shown.parts.items() if sector in (part.get("depends_on") or ())
        )
        if codes:
            found = True
            yield counted(
                NN_(
                    "Without %(sector)s, something else would come out for %(options)s.",
                    "Without %(sector)s, something else would come out for %(num)s: %(options)s.",
                ),
                len(codes),
                sector=Sectors((sector,)),
                options=Options(codes),
            )
    if not found and any(part.get("without") for part in shown.parts.values()):
        yield stated(N_("Without any one sector the same would come out."))
