"""Small approval rounds, counted by the newest version, and the rules written a second time: slowly, voter by voter."""

from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from smd_workshop.library.methods.approval.compute import compute
from smd_workshop.library.profile import Profile, SectorInfo

OPTIONS = ["a", "b", "c", "d", "e"]
SECTORS = "ABC"
EQUAL = dict.fromkeys(SECTORS, Fraction(1))


def profile(ballots, options=OPTIONS, weights=EQUAL, eligible=None):
    """`ballots` are (sector, answer) or (sector, answer, count)."""
    counted = [(sector, list(answer), *(count or [1])) for sector, answer, *count in ballots]
    voted = dict.fromkeys(weights, 0)
    for sector, _, count in counted:
        voted[sector] += count
    sectors = [
        SectorInfo(code, (eligible or voted)[code], Fraction(weight))
        for code, weight in weights.items()
    ]
    return Profile.of(sectors, options, counted)


def chosen(k, ballots, options=OPTIONS, weights=EQUAL, seed="2022", eligible=None):
    wanted = {"k": k, "seed": seed, "quorum_more_than": "1/2"}
    return compute(profile(ballots, options, weights, eligible), wanted)


@st.composite
def elections(draw):
    sizes = {
        "A": draw(st.integers(1, 4)),
        "B": draw(st.integers(1, 3)),
        "C": draw(st.integers(0, 3)),
    }
    approvals = st.lists(st.sampled_from(OPTIONS), unique=True).map(sorted)
    ballots = [(sector, draw(approvals)) for sector, n in sizes.items() for _ in range(n)]
    several = st.sampled_from([(1, 1, 1), ("3/2", 1, 1), (60, 40, 100), ("2/3", "3/2", 5)])
    weights = dict(zip(SECTORS, map(Fraction, draw(several)), strict=True))
    return draw(st.integers(1, 4)), ballots, weights


def shares(ballots, weights):
    """The voters as (part of the electorate, answer); all parts together are 1."""
    sizes = {}
    for sector, _ in ballots:
        sizes[sector] = sizes.get(sector, 0) + 1
    whole = sum(weights[sector] for sector in sizes)
    return [(weights[sector] / sizes[sector] / whole, answer) for sector, answer in ballots]


def price(voters, budget, option):
    """The most that anybody pays per part of the electorate, or None if all their money is not enough."""
    payers = sorted(
        (budget[n], part) for n, (part, answer) in enumerate(voters) if option in answer
    )
    left, rest = Fraction(1), sum(part for _, part in payers)
    for money, part in payers:
        if money * rest >= left:
            return left / rest
        left -= money * part
        rest -= part
    return None


def equal_shares_by_hand(voters, k):  # noqa: C901 - the rule in one piece, to be read beside the book
    """Every tied set, with fractions and no merging of anything."""
    finals = set()

    def buy(bought, budget):
        if len(bought) == k:
            finals.add(frozenset(bought))
            return
        prices = {o: price(voters, budget, o) for o in OPTIONS if o not in bought}
        prices = {o: p for o, p in prices.items() if p is not None}
        if not prices:
            complete(bought, [-money for money in budget])
            return
        for option in (o for o in prices if prices[o] == min(prices.values())):
            buy(
                [*bought, option],
                [
                    m - min(m, prices[option]) if option in v else m
                    for m, (_, v) in zip(budget, voters, strict=True)
                ],
            )

    def complete(bought, loads):
        if len(bought) == k:
            finals.add(frozenset(bought))
            return
        costs = {}
        for option in (o for o in OPTIONS if o not in bought):
            bearers = [
                (load, part) for load, (part, v) in zip(loads, voters, strict=True) if option in v
            ]
            if bearers:
                borne = sum(load * part for load, part in bearers)
                costs[option] = (1 + borne) / sum(part for _, part in bearers)
        if not costs:
            rest = [o for o in OPTIONS if o not in bought]
            finals.update(
                frozenset([*bought, *more]) for more in combinations(rest, k - len(bought))
            )
            return
        for option in (o for o in costs if costs[o] == min(costs.values())):
            complete(
                [*bought, option],
                [
                    costs[option] if option in v else m
                    for m, (_, v) in zip(loads, voters, strict=True)
                ],
            )

    buy([], [Fraction(k)] * len(voters))
    return sorted(sorted(found) for found in finals)


def phragmen_by_hand(voters, k):
    """Sequential Phragmén is what is left of the rule when nobody has any money."""
    finals, paths = set(), [((), (Fraction(0),) * len(voters))]
    while paths:
        bought, loads = paths.pop()
        open_ = [o for o in OPTIONS if o not in bought and any(o in v for _, v in voters)]
        if len(bought) == k or not open_:
            rest = [o for o in OPTIONS if o not in bought]
            finals |= {frozenset([*bought, *m]) for m in combinations(rest, k - len(bought))}
            continue
        costs = {
            o: (1 + sum(x * part for x, (part, v) in zip(loads, voters, strict=True) if o in v))
            / sum(part for part, v in voters if o in v)
            for o in open_
        }
        paths += [
            (
                (*bought, o),
                tuple(costs[o] if o in v else x for x, (_, v) in zip(loads, voters, strict=True)),
            )
            for o in open_
            if costs[o] == min(costs.values())
        ]
    return sorted(sorted(found) for found in finals)


def most_by_hand(worth, k):
    """Every set of k whose sum is the highest."""
    sums = {found: sum(worth[o] for o in found) for found in combinations(OPTIONS, k)}
    return [list(found) for found, total in sums.items() if total == max(sums.values())]


def pav_by_hand(voters, k):
    scores = {
        found: sum(
            (part / n for part, v in voters for n in range(1, len(set(v) & set(found)) + 1)),
            Fraction(0),
        )
        for found in combinations(OPTIONS, k)
    }
    best = max(scores.values())
    return [list(found) for found, score in scores.items() if score == best], best
