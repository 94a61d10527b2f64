"""What a shown choice says first: what was chosen, and the table of who supports what."""

from collections.abc import Iterator, Sequence
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

_CHOSEN: Final = Outcome.counted("chosen", NN_("Chosen", "Chosen"), "✓", "good")
_NOT: Final = Outcome.counted("not", NN_("Not chosen", "Not chosen"), "–", "unsure")


def headline(shown: Shown) -> Iterator[Statement]:
    """Say how many of how many were chosen, and which."""
    winners = tuple(shown.first["winners"])
    if not winners:
        yield stated(N_("Nobody marked any option, so nothing was chosen."))
        return
    yield counted(
        NN_("Chosen: %(num)s of %(all)s: %(options)s.", "Chosen: %(num)s of %(all)s: %(options)s."),
        len(winners),
        all=len(shown.first["options"]),
        options=Options(winners),
    )
    yield from _rivals(shown, winners)


def _rivals(shown: Shown, winners: Sequence[str]) -> Iterator[Statement]:
    """Say why what has as much support as one that was chosen was not: whoever supports it had paid before.

    An option is bought, or added, where its supporters come to bear least each (Method of Equal Shares, Phragmén), so one
    with as much support is left only where they bear something already. Where a tie was decided, that was the reason.
    """
    support = {code: row["support"]["balanced"] for code, row in shown.first["options"].items()}
    if shown.protected or shown.first["ladder"] is not None or None in support.values():
        return
    least = min(support[code] for code in winners)
    others = tuple(
        code for code, own in support.items() if own >= least > 0 and code not in winners
    )
    if others:
        most = max(support[code] for code in others)
        yield stated(
            N_(
                "%(options)s and not %(others)s, of as much support: who supports %(others)s had already paid for others."
            ),
            options=", ".join(code for code in winners if support[code] <= most),
            others=", ".join(others),
        )


def sure(shown: Shown) -> Iterator[Statement]:
    """Say whether there was a tie, whether other rules choose the same, and whether one sector decides."""
    first = shown.first
    if not first["winners"]:
        return
    yield from _ties(first)
    if shown.protected:
        return
    yield from _other_rules(first)
    changed = list(shown.without())
    for sector, other in changed:
        if other:
            yield instead(sector, first["winners"], other)
        else:
            yield stated(
                N_("Without %(sector)s nothing would be chosen."), sector=Sectors((sector,))
            )
    if first["without"] and not changed:
        yield stated(N_("Without any one sector the same would be chosen."))


def _ties(first: dict[str, Any]) -> Iterator[Statement]:
    tied = first["tied_sets"]
    if tied is None:
        yield stated(
            N_("There were too many ties to list; each was decided by the published steps.")
        )
    elif len(tied) > 1:
        yield counted(
            NN_(
                "%(num)s choice was possible.",
                "%(num)s choices were tied; the published steps decided between them.",
            ),
            len(tied),
        )
    else:
        yield stated(N_("There was no tie."))


def _as_many(same: int, rules: int) -> Statement:
    """Say by how many of the other rules the choice is the same."""
    if same == rules:
        return counted(
            NN_(
                "%(num)s other way of counting chooses the same.",
                "%(num)s other ways of counting choose the same.",
            ),
            same,
        )
    return counted(
        NN_(
            "Of %(num)s other way of counting, %(same)s chooses the same.",
            "Of %(num)s other ways of counting, %(same)s choose the same.",
        ),
        rules,
        same=same,
    )


def _other_rules(first: dict[str, Any]) -> Iterator[Statement]:
    """Compare with what the same ballots would choose under other rules, of those that could be counted."""
    chosen = sorted(first["winners"])
    rules = _rules(first)
    same = sum([sorted(each) for each in sets] == [chosen] for sets in rules)
    tied = sum(len(sets) > 1 and any(sorted(each) == chosen for each in sets) for sets in rules)
    if not rules:
        return
    yield _as_many(same, len(rules))
    if tied:
        yield counted(
            NN_(
                "By %(num)s the same is tied with another choice.",
                "By %(num)s the same is tied with other choices.",
            ),
            tied,
        )


def _rules(first: dict[str, Any]) -> list[Sequence[Sequence[str]]]:
    opinion, check = first.get("second_opinion") or {}, first.get("method_check") or {}
    found = (
        opinion.get("tied_sets"),
        check.get("av"),
        check.get("seqphragmen"),
        first.get("plain_av"),
    )
    return [sets for sets in found if sets]


def grid(shown: Shown) -> Grid:
    """Return the support, what was chosen first, then the most supported."""
    winners = set(shown.first["winners"])
    return support_grid(shown, (_CHOSEN, _NOT), lambda code: _CHOSEN if code in winners else _NOT)


FINDING = Finding(headline=headline, sure=sure, grid=grid)
