"""What other rules would put first, from the same weights: Borda, ranked pairs, instant-runoff voting.

Where equal strengths or equal votes for the last place leave a choice, every way is followed; who could win is among
the winners. Where there are too many ways the answer is None.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from smd_workshop.library.methods.ranking.pairs import Matrix

#: So many states of a count are followed; each costs a walk over all ballots, or over all pairs.
MOST_STATES = 2000
MOST_WORK = 2_000_000

Reach = tuple[int, ...]  # by option, as a bit mask: which it is locked before, through others too
Edge = tuple[int, int]
#: Lists of options that are equal to somebody, as bit masks, the best first; what is left out comes last.
Ballot = tuple[int, ...]


def borda(pairs: Matrix) -> list[int]:
    """Return who has most points: one for each option put after it, half of one for each equal (Borda 1781)."""
    many = range(len(pairs))
    points = [sum(pairs[one][o] - pairs[o][one] for o in many) for one in many]
    return [one for one in many if points[one] == max(points)]


def ranked_pairs(pairs: Matrix) -> list[int] | None:
    """Return who can come first by ranked pairs: wins are locked from the strongest, none that closes a circle.

    Tideman 1987, *Social Choice and Welfare* 4(3), with winning votes as strength.
    """
    many = range(len(pairs))
    wins = [(pairs[a][b], (a, b)) for a in many for b in many if pairs[a][b] > pairs[b][a]]
    wins.sort(key=lambda win: (-win[0], win[1]))
    states: set[Reach] = {(0,) * len(pairs)}
    for _, tied in groupby(wins, key=lambda win: win[0]):
        edges = frozenset(edge for _, edge in tied)
        following: set[Reach] = set()
        for state in states:
            locked = _locked(state, edges)
            if locked is None:
                return None
            following |= locked
        if len(following) > MOST_STATES:
            return None
        states = following
    return [a for a in many if any(not any(row >> a & 1 for row in state) for state in states)]


def _locked(start: Reach, edges: frozenset[Edge]) -> set[Reach] | None:
    """Return what can be locked of wins of one strength, in every order of them."""
    ends: set[Reach] = set()
    seen = {(start, edges)}
    waiting = [(start, edges)]
    while waiting:
        state, left = waiting.pop()
        left = frozenset((a, b) for a, b in left if not state[b] >> a & 1 and not state[a] >> b & 1)
        together = _lock(state, left)
        if not any(row >> one & 1 for one, row in enumerate(together)):
            ends.add(together)
            continue
        for edge in left:
            following = (_lock(state, [edge]), left - {edge})
            if following not in seen:
                seen.add(following)
                waiting.append(following)
        if len(seen) > MOST_STATES:
            return None
    return ends


def _lock(state: Reach, edges: Iterable[Edge]) -> Reach:
    reach = list(state)
    for first, second in edges:
        gained = reach[second] | 1 << second
        for one, row in enumerate(reach):
            if one == first or row >> first & 1:
                reach[one] |= gained
    return tuple(reach)


def instant_runoff(ballots: Mapping[Ballot, int], many: int) -> list[int] | None:
    """Return who can win if who has fewest first places goes, until one is left; equal first places share a ballot.

    Rules differ in what goes of several that have fewest, one by lot or all at once; both ways are followed.
    """
    everybody = (1 << many) - 1
    most = max(100, min(MOST_STATES, MOST_WORK // max(1, len(ballots))))
    seen, waiting, winners = {everybody}, [everybody], 0
    while waiting:
        left = waiting.pop()
        votes = _first_places(ballots, left)
        best = _decided(votes, left)
        if best:
            winners |= best
            continue
        for gone in _last(votes, left):
            following = left & ~gone
            if following not in seen:
                seen.add(following)
                waiting.append(following)
        if len(seen) > most:
            return None
    return [one for one in range(many) if winners >> one & 1]


def _first_places(ballots: Mapping[Ballot, int], left: int) -> dict[int, Fraction]:
    """Return the votes of each option that is left."""
    by_group: dict[int, int] = {}
    for ballot, weight in ballots.items():
        first = next((tied & left for tied in ballot if tied & left), left)
        by_group[first] = by_group.get(first, 0) + weight
    votes = {one: Fraction(0) for one in _places(left)}
    for tied, weight in by_group.items():
        if tied == left:  # all that is left is equal to them: no voice for any
            continue
        for one in _places(tied):
            votes[one] += Fraction(weight, tied.bit_count())
    return votes


def _decided(votes: Mapping[int, Fraction], left: int) -> int:
    """Return who has won: who has more than half, the only one left, or all where nobody prefers any; else nothing."""
    if len(votes) == 1 or not any(votes.values()):
        return left
    best = max(votes, key=votes.__getitem__)
    return 1 << best if 2 * votes[best] > sum(votes.values()) else 0


def _last(votes: Mapping[int, Fraction], left: int) -> list[int]:
    """Return who may go next, each as a bit mask: of those tied for the last place one of them, or all at once.

    Where the votes of several together are fewer than those of the next, all of them go before it in any case.
    """
    rising = sorted(votes, key=votes.__getitem__)
    together, passed = 0, Fraction(0)
    for place, one in enumerate(rising[:-1]):
        together |= 1 << one
        passed += votes[one]
        if passed < votes[rising[place + 1]]:
            return [together]
    tied = [1 << one for one in rising if votes[one] == votes[rising[0]]]
    return [*tied, *({sum(tied)} - {left, *tied})]


def _places(mask: int) -> Sequence[int]:
    return [one for one in range(mask.bit_length()) if mask >> one & 1]
