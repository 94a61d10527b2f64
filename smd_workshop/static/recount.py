"""Count a published round again, with nothing but Python 3.11: no package, no program of the publisher.

    python3 recount.py DATA.json RESULT.json

DATA is what a page offers as the ballots to recount (smd-tally/1), RESULT what it offers as the result (smd-result/1), in
either order. What is counted here and was published otherwise is said. Exit code 0: nothing is, 1: something, 2: it cannot be
counted. Without RESULT it prints what it counted. Exact fractions, every tie followed; no intervals and chances.
"""

# fmt: off
import hashlib
import itertools
import json
import locale
import math
import os
import pathlib
import sys
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

Json = dict[str, Any]
Own = list[tuple[Any, Any]]  # values, and how many gave each or how much they weigh
def people(own: Own) -> Any:
    """Return how many gave these values, or how much they weigh."""
    return sum(many for _, many in own)
def joined(own: Mapping[str, Own]) -> Own:
    """Return what all sectors gave together."""
    return [pair for each in own.values() for pair in each]
def mean(own: Own) -> Fraction | None:
    """Return the mean; None of nothing."""
    return Fraction(sum(value * many for value, many in own)) / people(own) if people(own) else None
def quantile(own: Own, at: Fraction = Fraction(1, 2)) -> Fraction | None:
    """Return the first value with more than this share of the weight up to it, or halfway to the next where it is just that."""
    limit, passed = at * people(own), Fraction(0)
    for value, same in itertools.groupby(sorted(own), key=lambda pair: pair[0]):
        passed += people(list(same))
        if passed >= limit:
            return Fraction(value + (value if passed > limit else min(v for v, _ in own if v > value))) / 2
    return None
def exact(value: Fraction | None) -> Json | None:
    """Write an exact number as the format does."""
    return None if value is None else {"exact": str(value), "float": float(value)}
class Round:
    """A round as its file has it; `voted` is how many ballots each sector gave."""

    def __init__(self, data: Json, left_out: str = "") -> None:
        """Read a file, as if a sector did not exist."""
        sectors = [sector for sector in data["sectors"] if sector["code"] != left_out]
        self.data, self.settings, self.options = data, data.get("settings", {}), data.get("options", [])
        self.ballots = [(b["sector"], b["answer"], int(b.get("count", 1))) for b in data["ballots"] if b["sector"] != left_out]
        self.weights = {sector["code"]: Fraction(str(sector.get("weight", 1))) for sector in sectors}
        self.voted = {code: sum(n for sector, _, n in self.ballots if sector == code) for code in self.weights}
        self.eligible = {s["code"]: int(s.get("eligible", self.voted[s["code"]])) for s in sectors}
    def setting(self, key: str, default: float | str) -> Fraction:
        """Return a number among the settings, 0.75 or "3/4" exactly as it is written."""
        return Fraction(str(self.settings.get(key, default)))
    def given(self, option: str, beside: Iterable[str] = ()) -> dict[str, Own]:
        """Return what each sector gave to an option, of those who have it in their answer (0 if one beside it), and how many gave it."""
        own: dict[str, Own] = {code: [] for code in self.weights}
        for sector, answer, count in self.ballots:
            if option in answer or any(other in answer for other in beside):
                value = answer.get(option, 0) if isinstance(answer, dict) else 1
                own[sector].append((Fraction(str(value)) if isinstance(value, int | float) else value, count))
        return own
    def balanced(self, values: Mapping[str, Fraction | None]) -> Fraction | None:
        """Return the mean of the sectors that have a value, by their weights."""
        return mean([(value, self.weights[code]) for code, value in values.items() if value is not None])
    def weighed(self, own: Mapping[str, Own]) -> Own:
        """Return the values of all sectors, those of each weighing together as much as the sector."""
        return [(value, self.weights[c] * n / people(each)) for c, each in own.items() for value, n in each]
    def replicas(self) -> dict[str, int]:
        """Return how often a voter of each sector counts: w/n times the smallest number that makes all whole."""
        if self.settings.get("balance", "sector") == "none":
            return dict.fromkeys(self.weights, 1)
        each = {code: self.weights[code] / many for code, many in self.voted.items() if many}
        below, above = math.lcm(*(s.denominator for s in each.values())), math.gcd(*(s.numerator for s in each.values()))
        return {code: int(share * below / above) for code, share in each.items()}
def common(round_: Round, decide: Callable[[Round], Any]) -> Json:
    """Return what every method says: seats, status, and the decision without each sector."""
    voted, more_than, decision = round_.voted, round_.setting("quorum_more_than", "1/2"), decide(round_)
    lacking = any(many and not Fraction(voted[code], many) > more_than for code, many in round_.eligible.items())
    without = {code: decide(Round(round_.data, code)) for code in round_.weights if sum(many > 0 for many in voted.values()) > 1}
    return {
        "seats": {code: {"eligible": many, "voted": voted[code]} for code, many in round_.eligible.items()},
        "status": {"state": "empty" if not any(voted.values()) else "provisional" if lacking else "complete"},
        "without": without,
        "depends_on": [code for code, other in without.items() if other != decision],
    }
def best_first(worth: Mapping[str, Any]) -> list[list[str]]:
    """Return what is worth the same in tied groups, the most first."""
    return [sorted(o for o in worth if worth[o] == value) for value in sorted({*worth.values()}, reverse=True)]
# -- ratification: quorum and majority in every sector, two thirds overall
def chambers(round_: Round) -> tuple[Json, Fraction | None, str]:
    """Return the answers of every sector that has seats, the overall share of yes, and the outcome."""
    more_than, own = round_.setting("quorum_more_than", "1/2"), {}
    for code, seats in round_.eligible.items():
        if seats:
            said = {word: people(round_.given(word)[code]) for word in ("yes", "no", "abstain")}
            quorum = Fraction(sum(said.values()), seats) > more_than
            own[code] = {"eligible": seats, **said, "quorum": quorum, "majority": said["yes"] > said["no"]}
    share = round_.balanced({code: mean([(1, each["yes"]), (0, each["no"])]) for code, each in own.items()})
    of_seats = Fraction(sum(each["yes"] for each in own.values()), sum(each["eligible"] for each in own.values()) or 1)
    if not all(each["quorum"] for each in own.values()):
        return own, share, "no quorum"
    floor, least = round_.setting("yes_of_eligible_at_least", 0), round_.setting("overall_at_least", "2/3")
    enough = share is not None and share >= least and of_seats >= floor
    return own, share, "rejected" if not enough else "adopted" if all(each["majority"] for each in own.values()) else "contested"
def ratify(round_: Round, _published: Json) -> Json:
    """Count a ratification."""
    (own, share, outcome), left_out = chambers(round_), [code for code, seats in round_.eligible.items() if not seats]
    return {"sectors": own, "overall": exact(share), "outcome": outcome, "left_out": left_out} | common(round_, lambda rest: chambers(rest)[2])
# -- rating: balanced figures and a class
def rated(round_: Round, option: str) -> Json:
    """Return the row of one option."""
    given = round_.given(option)
    own = {code: [(v, n) for v, n in each if v != "ns"] for code, each in given.items()}
    low, high = round_.setting("reject_to", 3), round_.setting("agree_from", 7)
    agree = {code: mean([(v >= high, n) for v, n in each]) for code, each in own.items()}
    reject = {code: mean([(v <= low, n) for v, n in each]) for code, each in own.items()}
    every, seen = joined(own), people(joined(given))
    means, middles = ({code: of(each) for code, each in own.items()} for of in (mean, quantile))
    row = {
        "n": people(every), "dont_know": seen - people(every), "unseen": sum(round_.voted.values()) - seen,
        "pooled_mean": mean(every), "pooled_median": quantile(every), "balanced_mean": round_.balanced(means),
        "balanced_agree": round_.balanced(agree), "balanced_reject": round_.balanced(reject),
        "median": quantile(round_.weighed(own)), "disagreement": None, "class": "undecided",
        "sectors": {c: {"n": people(each), "mean": means[c], "median": middles[c], "agree": agree[c], "reject": reject[c]}
                    for c, each in own.items()},
    }
    p30, p70 = (quantile(round_.weighed(own), Fraction(tenths, 10)) for tenths in (3, 7))
    if p30 is None or p70 is None:
        return row
    off = abs(round_.setting("ipras_centre", 5) - (p30 + p70) / 2)
    ipras = round_.setting("ipras_base", 2.35) + round_.setting("ipras_factor", 1.5) * off
    row |= {"p30": p30, "p70": p70, "ipr": p70 - p30, "ipras": ipras}
    known = [middle for middle in middles.values() if middle is not None]
    split = min(known) <= round_.setting("low_median", 3) and max(known) >= round_.setting("high_median", 7)
    both = "in" if carried(round_, agree, reject) else "out" if carried(round_, reject, agree) else "undecided"
    found = "contested" if p70 - p30 > ipras or (split and both == "undecided") else both
    return row | {"disagreement": p70 - p30 > ipras, "class": found}
def carried(round_: Round, wanted: Mapping[str, Fraction | None], against: Mapping[str, Fraction | None]) -> bool:
    """Say whether the shares of the sectors are enough for what is wanted."""
    whole, opposed, each = round_.balanced(wanted), round_.balanced(against), round_.setting("each_sector_over", 0.5)
    enough = whole is not None and whole >= round_.setting("at_least", 0.75)
    few = opposed is not None and opposed < round_.setting("opposed_below", 0.15)
    return enough and few and all(share > each for share in wanted.values() if share is not None)
def rating(round_: Round, _published: Json) -> Json:
    """Count a rating, without intervals."""
    rows = {option: rated(round_, option) for option in round_.options}
    return {"options": rows} | common(round_, lambda rest: {o: rated(rest, o)["class"] for o in rest.options})
# -- approval: the Method of Equal Shares, completed by sequential Phragmén, every tie followed
Chosen = frozenset[str]
Choose = Callable[[list[str]], list[str]]
#: What was chosen, the money of each ballot row's voters, and whether the purses are used up.
Path = tuple[Chosen, tuple[Fraction, ...], bool]
def price(own: list[tuple[Fraction, int]]) -> Fraction | None:
    """Return the payment p at which all of min(money, p) is 1; None where all the money is less."""
    own, paid = sorted(own), Fraction(0)
    payers = sum(times for _, times in own)
    for money, times in own:
        if paid + money * payers >= 1:
            return (1 - paid) / payers
        paid, payers = paid + money * times, payers - times
    return None
def committees(round_: Round, choose: Choose) -> set[Chosen]:
    """Return every set that could be chosen, where ties are narrowed by `choose`."""
    times, k = round_.replicas(), int(round_.settings["k"])
    groups: dict[Chosen, int] = {}
    for sector, answer, count in round_.ballots:  # who approves the same pays the same
        groups[frozenset(answer)] = groups.get(frozenset(answer), 0) + count * times[sector]
    voters = list(groups.items())
    approved = [option for option in round_.options if any(option in own for own, _ in voters)]
    purse = Fraction(k, sum(many for _, many in voters) or 1)
    paths = {(frozenset[str](), (purse,) * len(voters), False)} if approved else set()
    for _ in range(min(k, len(approved))):
        paths = {after for path in paths for after in steps(voters, path, approved, choose)}
        if len(paths) > 4000:  # then the published result has no list of them either
            raise ValueError("more ties than this script follows")
    rest = [option for option in round_.options if option not in approved]
    return {chosen | more for chosen, _, _ in paths for more in filled(rest, k - len(chosen), choose)}
def steps(voters: list[tuple[Chosen, int]], path: Path, approved: list[str], choose: Choose) -> Iterable[Path]:
    """Yield what can come next: the cheapest option is bought, or, once none can be, the lightest is loaded."""
    chosen, money, loading = path
    waiting = [option for option in approved if option not in chosen]
    backers = {o: [(m, n) for (own, n), m in zip(voters, money, strict=True) if o in own] for o in waiting}
    costs = {} if loading else {o: p for o in waiting if (p := price(backers[o])) is not None}
    loading = not costs
    if loading:  # the load that every supporter would bear; loads are minus the money
        costs = {o: Fraction(1 - sum(m * n for m, n in own)) / sum(n for _, n in own) for o, own in backers.items()}
    for option in choose([o for o in waiting if costs.get(o) == min(costs.values())]):
        pays = [-costs[option] if loading else max(Fraction(0), m - costs[option]) for m in money]
        after = tuple(pay if option in own else m for (own, _), m, pay in zip(voters, money, pays, strict=True))
        yield chosen | {option}, after, loading
def filled(rest: list[str], missing: int, choose: Choose) -> Iterable[Chosen]:
    """Yield how the places can be filled that no approved option is left for."""
    if missing <= 0 or len(choose(rest)) == len(rest):
        yield from map(frozenset, itertools.combinations(rest, max(0, missing)))
    else:
        first = choose(rest)[0]
        yield from (more | {first} for more in filled([o for o in rest if o != first], missing - 1, choose))
def ladder(round_: Round, sets: Iterable[Iterable[str]]) -> tuple[list[str], str | None]:
    """Return the set that the published steps choose among tied ones, and the step that decided."""
    left = sorted(sorted(each) for each in sets)
    voted = {code: many for code, many in round_.voted.items() if many}
    yes = {o: [(people(round_.given(o)[code]), many) for code, many in voted.items()] for o in round_.options}
    worth: dict[str, Callable[[str], Fraction]] = {
        "sectors_in_majority": lambda o: Fraction(sum(2 * some > many for some, many in yes[o])),
        "smallest_sector_support": lambda o: min(Fraction(some, many) for some, many in yes[o]),
        "common_ground": lambda o: math.prod((Fraction(some + 1, many + 2) for some, many in yes[o]), start=Fraction(1)),
        "pooled_support": lambda o: Fraction(sum(some for some, _ in yes[o]), sum(voted.values())),
    }
    for step, of in worth.items() if len(left) > 1 else ():
        sums = [sum(map(of, each), Fraction(0)) for each in left]
        left = [each for each, own in zip(left, sums, strict=True) if own == max(sums)]
        if len(left) == 1:
            return left[0], step
    lots = {hashlib.sha256(canonical([str(round_.settings.get("seed", "2022")), each])).hexdigest(): each for each in left}
    return lots[min(lots)], "draw" if len(left) > 1 else None
def approval(round_: Round, published: Json) -> Json:
    """Count a choice of several; where too many sets are tied, the steps decide each tie where it arises."""
    stepwise = published.get("tied_sets", []) is None
    def elected(rest: Round) -> tuple[list[str], str | None, set[Chosen]]:
        found = committees(rest, lambda tied: ladder(rest, [[o] for o in tied])[0] if stepwise and tied else tied)
        return (*(ladder(rest, found) if found else ([], None)), found)
    winners, step, found = elected(round_)
    rows = {}
    for option in round_.options:
        marked, voted = round_.given(option), round_.voted
        own = {code: Fraction(people(marked[code]), many) if many else None for code, many in voted.items()}
        pooled = mean([(own[code], many) for code, many in voted.items() if many])
        rows[option] = {"support": {"pooled": pooled, "balanced": round_.balanced(own), "sectors": own}}
    sets = {"tied_sets": sorted(map(sorted, found)), "common": sorted(frozenset(winners).intersection(*found))}
    figures = {"options": rows, "winners": winners, "ladder": "stepwise" if stepwise else step}
    return figures | ({} if stepwise else sets) | common(round_, lambda rest: elected(rest)[0])
# -- majority judgment: the grade in the middle, then the next ones, to the last
def grades(round_: Round, option: str) -> list[int]:
    """Return how much each grade of an option weighs, the worst first."""
    times, given = round_.replicas(), round_.given(option).items()
    return [sum(n * times[code] for code, own in given for value, n in own if value == grade) for grade in range(6)]
def grade_at(weights: list[int], share: Fraction) -> int | None:
    """Return the grade below which no more than this share of the weight lies; None without weight."""
    sums = enumerate(itertools.accumulate(weights))
    return next((grade for grade, passed in sums if passed >= share * sum(weights) and passed), None)
def judged(round_: Round) -> list[list[str]]:
    """Return the options in tied groups, best first; at each depth, a share of the weight, the grade below comes first."""
    given, half = {option: grades(round_, option) for option in round_.options}, Fraction(1, 2)
    edges = {abs(Fraction(s, sum(w)) - half) for w in given.values() if any(w) for s in itertools.accumulate(w)}
    depths = [(one + other) / 2 for one, other in itertools.pairwise(sorted({Fraction(0), *edges}))]
    values = {o: tuple((grade_at(w, half - x), grade_at(w, half + x)) for x in depths if any(w)) for o, w in given.items()}
    return best_first(values)
def majority_judgment(round_: Round, _published: Json) -> Json:
    """Count grades; sequences of more than 10,000 are published in another form and not compared."""
    rows: Json = {}
    for option in round_.options:
        weights, alike = grades(round_, option), round_.settings.get("balance", "sector") == "none"
        coverage = {c: people(own) / round_.voted[c] if round_.voted[c] else None for c, own in round_.given(option).items()}
        rows[option] = {"majority_grade": grade_at(weights, Fraction(1, 2)), "coverage": coverage}
        if sum(weights) <= 10_000:
            left = [grade for grade, many in enumerate(weights) for _ in range(many)]
            value = [left.pop((len(left) - 1) // 2) for _ in range(len(left))]  # each time the lower median
            runs = [[grade, len(list(same))] for grade, same in itertools.groupby(value)]
            rows[option]["majority_value"] = value if alike else runs
    return {"options": rows, "order": judged(round_)} | common(round_, judged)
# -- ranking: Schulze, the strength of a win being its votes
def pairwise(round_: Round) -> dict[str, dict[str, int]]:
    """Return how many put one option before another, each as often as they count; unranked ones are tied last."""
    times, many = round_.replicas(), {a: dict.fromkeys(round_.options, 0) for a in round_.options}
    for sector, answer, count in round_.ballots:
        place = {option: at for at, tied in enumerate(answer) for option in tied}
        for a, b in itertools.permutations(round_.options, 2):
            if place.get(a, len(answer)) < place.get(b, len(answer)):
                many[a][b] += count * times[sector]
    return many
def schulze(round_: Round) -> list[list[str]]:
    """Return the options in tied groups: those that none beats, then those that none of the rest beats, and so on."""
    many = pairwise(round_)
    path = {a: {b: n if n > many[b][a] else 0 for b, n in row.items()} for a, row in many.items()}
    for c, a, b in itertools.product(round_.options, repeat=3):
        path[a][b] = max(path[a][b], min(path[a][c], path[c][b]))
    groups, left = [], list(round_.options)
    while left:
        best = [a for a in left if all(path[a][b] >= path[b][a] for b in left)]
        groups.append(sorted(best))
        left = [a for a in left if a not in best]
    return groups
def ranking(round_: Round, _published: Json) -> Json:
    """Count rankings."""
    order, many = schulze(round_), pairwise(round_)
    table = {a: {b: exact(Fraction(n)) for b, n in row.items() if b != a} for a, row in many.items()}
    return {"pairwise": table, "order": order, "winners": order[0] if round_.ballots else []} | common(round_, schulze)
# -- points: the mean share of a hundred inside each group, times what its group weighs
def shares(round_: Round, key: str, beside: Iterable[str]) -> Json:
    """Return the row of an option, or of a group under "@"; who shared out points beside it and gave it none gave it 0."""
    own = {code: [(value / 100, n) for value, n in each] for code, each in round_.given(key, beside).items()}
    rows, every = {code: {"n": people(each), "weight": mean(each)} for code, each in own.items()}, joined(own)
    balanced = round_.balanced({code: row["weight"] for code, row in rows.items()})
    return {"n": people(every), "weight": balanced, "pooled_weight": mean(every), "sectors": rows}
def weighed(round_: Round) -> tuple[Json, Json, list[list[str]]]:
    """Return the rows of options and groups, and the order; where no group was weighed, groups weigh alike in it."""
    groups = round_.settings.get("groups") or {"all": round_.options}
    options, whole = ({k: shares(round_, mark + k, [mark + other for other in keys]) for keys in sets for k in keys}
                      for mark, sets in (("", groups.values()), ("@", [groups])))
    alike, worth = any(row["weight"] is None for row in whole.values()), {}
    for name, row in whole.items():
        row.update({"weight": Fraction(1)} if len(groups) == 1 else {})  # the only group weighs all
        for code in groups[name]:
            share, of = options[code]["weight"], row["weight"]
            options[code]["global"] = None if share is None or of is None else share * of
            worth[code] = Fraction(-1) if share is None else share if alike else share * of
    return options, whole, best_first(worth)
def points(round_: Round, _published: Json) -> Json:
    """Count shared points, without intervals and chances."""
    options, whole, order = weighed(round_)
    kept = ("n", "weight", "sectors")[: 3 if len(whole) > 1 else 2]  # nobody is asked what the only group weighs
    groups = {name: {key: row[key] for key in kept} for name, row in whole.items()}
    return {"options": options, "groups": groups, "order": order} | common(round_, lambda rest: weighed(rest)[2])
# -- estimates: medians of numbers
def percentile(own: Own, at: Fraction) -> Any:
    """Return a percentile of people alike, on a line between the two nearest (Hyndman and Fan's seventh kind)."""
    own, place = sorted(own), (people(own) - 1) * at
    upto = list(zip(own, itertools.accumulate(n for _, n in own), strict=True))
    low, high = (next(v for (v, _), n in upto if n > end) for end in (math.floor(place), math.ceil(place)))
    return low + place % 1 * (high - low)
def middles_of(round_: Round) -> Json:
    """Return the balanced median of each option."""
    return {option: quantile(round_.weighed(round_.given(option))) for option in round_.options}
def estimate(round_: Round, _published: Json) -> Json:
    """Count numbers."""
    rows, balanced = {}, middles_of(round_)
    for option in round_.options:
        own = round_.given(option)
        every, sectors = joined(own), {c: {"n": people(each), "median": quantile(each)} for c, each in own.items()}
        rows[option] = {"n": people(every), "median": quantile(every), "balanced_median": balanced[option], "sectors": sectors}
        rows[option] |= {key: percentile(every, Fraction(at, 4)) if every else None for key, at in (("q1", 1), ("q3", 3))}
    return {"options": rows} | common(round_, middles_of)
# -- the comparison: in which versions of a method, the newest first, and how
METHODS: dict[str, tuple[tuple[int, ...], Callable[[Round, Json], Json]]] = {
    "ratify": ((2,), ratify), "rating": ((2,), rating), "approval": ((2,), approval), "estimate": ((1,), estimate),
    "majority-judgment": ((1,), majority_judgment), "ranking": ((1,), ranking), "points": ((3, 2), points),
}
def canonical(value: Any) -> bytes:
    """Write JSON in the one way that digests are taken of."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
def count(data: Json, published: Json) -> Json:
    """Count a file; ValueError where this script cannot."""
    versions, counts = METHODS.get(data.get("method", ""), ((0,), None))
    if data.get("format") != "smd-tally/1" or counts is None or data.get("version", versions[0]) not in versions:
        known, named = ", ".join(f"{name} (version {numbers[0]})" for name, (numbers, _) in METHODS.items()), data.get("method")
        raise ValueError(say(
            f"this script recounts smd-tally/1 of {known}; {named} is recounted by the program itself: flask smd tally FILE",
            f"este programa vuelve a contar smd-tally/1 de {known}; {named} lo cuenta el sistema mismo: flask smd tally ARCHIVO"))
    if published and (published.get("method") != data["method"] or {*published.get("options", ())} - {*data.get("options", ())}):
        raise ValueError(say("these files are of two rounds; download both from one page",
                             "estos archivos son de dos rondas; descargue los dos de una misma página"))
    digest = hashlib.sha256(canonical(data)).hexdigest()
    return {"method": data["method"], "input_sha256": digest, **counts(Round(data), published)}
def told(value: Any) -> str:
    """Write a figure for a reader; of many together, that there are some."""
    words = say("several figures", "varias cifras") if isinstance(value, dict) else str(value)
    words = f"{float(value):.9g}" if isinstance(value, float | Fraction) else words
    return ", ".join(map(told, value)) or say("nothing", "nada") if isinstance(value, list) else say("nothing", "nada") if value is None else words
def differences(counted: Any, published: Any, at: str = "") -> Iterable[str]:
    """Yield a line for everything that was counted and was published otherwise."""
    if isinstance(counted, dict) and isinstance(published, dict):
        for key, value in counted.items():
            yield from differences(value, published.get(key), f"{at}.{key}" if at else key)
    else:
        near, one, two = isinstance(counted, float | Fraction) and isinstance(published, int | float), told(published), told(counted)
        other = say(" (other ballots: of another round, or changed since)", " (otras papeletas: de otra ronda, o cambiadas después)")
        if not math.isclose(counted, published, rel_tol=1e-9, abs_tol=1e-12) if near else counted != published:
            said = say(f"published {one}, counted {two}", f"publicado {one}, contado {two}")
            yield f"{at}: {said}{other if at == 'input_sha256' else ''}"
def say(english: str, spanish: str) -> str:
    """Return the words of the reader: Spanish where a Spanish page handed this out as recontar.py, else as the system names it."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return spanish if "recontar" in sys.argv[0] or spoken.lower().startswith(("es_", "es-", "spanish")) else english
def ordered(files: list[Any]) -> list[Any]:
    """Return the ballots, then the result, whichever was named first."""
    files.sort(key=lambda each: "ballots" not in each)
    if not 1 <= len(files) <= 2 or (isinstance(files[0], dict) and files[0].get("format") == "smd-result/1"):
        raise ValueError(say("run: python3 recount.py BALLOTS.json RESULT.json, two files of one result page",
                             "ejecute: python3 recontar.py RESPUESTAS.json RESULTADO.json, los dos archivos de una página"))
    return files
def main(arguments: list[str]) -> int:
    """Count, compare, say what came out."""
    try:
        data, *rest = ordered([json.loads(pathlib.Path(name).read_text("utf-8-sig")) for name in arguments])
        counted = count(data, rest[0] if rest else {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stderr.write(say("cannot be counted: ", "no se puede contar: ") + f"{error}\n")
        return 2
    same = say("counted again, all as published", "contado otra vez, todo como se publicó")
    found = list(differences(counted, rest[0])) if rest else [json.dumps(counted, ensure_ascii=False, indent=1, default=float)]
    sys.stdout.write("\n".join(found or [f"{counted['method']}: {same}"]) + "\n")
    return 1 if rest and found else 0
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
