"""Compare our results with those of other libraries, on rounds that nobody held: `make oracle`.

They are installed in build/oracle, apart from the program, which never imports them; docs/oracles.md says what differs
and why. This file runs twice: here it draws rounds from a seed and counts them by our methods; with --answer, by the
interpreter of build/oracle, it lets the others count.

python scripts/oracle.py [--rounds N] [--seed S] [--method M]
"""

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations
from math import lcm
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "oracle"
#: What PyPI has; abcvoting brings pabutools and preflibtools.
PACKAGES = ("abcvoting", "pref_voting", "ahpy", "krippendorff")

Json = dict[str, Any]
Round = tuple[list[str], list[tuple[str, int, Any]], Json]


def drawn(kind: str, place: int, seed: int) -> Json:
    """Return the smd-tally/1 file of one round; small enough that the others can list all tied sets."""
    chance = random.Random(f"{kind}/{seed}/{place}")  # noqa: S311 - a draw that anyone can repeat
    options, ballots, settings = DRAWN[kind](chance)
    sectors = sorted({sector for sector, _, _ in ballots})
    return {
        "format": "smd-tally/1",
        "method": kind,
        "settings": settings,
        "sectors": [{"code": code, "weight": chance.choice((1, 1, 2, "3/2"))} for code in sectors],
        "options": options,
        "ballots": [{"sector": s, "count": many, "answer": answer} for s, many, answer in ballots],
    }


def _people(
    chance: random.Random, answer: Callable[[], Any], most: int = 9
) -> list[tuple[str, int, Any]]:
    sectors = "abc"[: chance.randint(1, 3)]
    return [
        (chance.choice(sectors), chance.randint(1, 3), answer())
        for _ in range(chance.randint(1, most))
    ]


def _marks(chance: random.Random) -> Round:
    options = list("ABCDEFG"[: chance.randint(2, 7)])
    ballots = _people(chance, lambda: chance.sample(options, chance.randint(0, len(options))))
    return options, ballots, {"k": chance.randint(1, len(options) - 1)}


def _budget(chance: random.Random) -> Round:
    options = list("ABCDEFG"[: chance.randint(2, 7)])
    ballots = _people(chance, lambda: chance.sample(options, chance.randint(1, len(options))))
    costs = {code: chance.choice((10, 20, 25, 30, 40)) for code in options}
    return options, ballots, {"budget": chance.randint(40, 120), "costs": costs, "balance": "none"}


def _orders(chance: random.Random) -> Round:
    options = list(
        "ABCD"[: chance.randint(2, 4)]
    )  # pairs tied in all their orders: five take too long

    def order() -> list[list[str]]:
        left = chance.sample(options, chance.randint(1, len(options)))
        places: list[list[str]] = []
        while left:
            many = 1 if chance.random() < 0.8 else min(2, len(left))
            places.append([left.pop() for _ in range(many)])
        return places

    return options, _people(chance, order), {}


def _grades(chance: random.Random) -> Round:
    options = list("ABCD"[: chance.randint(2, 4)])
    return (
        options,
        _people(chance, lambda: {code: chance.randint(0, 5) for code in options}),
        {},
    )


def _pairs(chance: random.Random) -> Round:
    options = list("ABCDEF"[: chance.randint(3, 6)])
    scale = (1, 2, 3, 4, 5, 7, 9, "1/2", "1/3", "1/5", "1/9")
    answer = {"pairs": [[a, b, chance.choice(scale)] for a, b in combinations(options, 2)]}
    return options, [("a", 1, answer)], {}


def _numbers(chance: random.Random) -> Round:
    options = list("ABCDE"[: chance.randint(2, 5)])

    def ratings() -> Json:
        return {code: chance.randint(1, 9) for code in options if chance.random() < 0.8}

    return options, [(s, 1, answer) for s, _, answer in _people(chance, ratings, 12)], {}


DRAWN: dict[str, Callable[[random.Random], Round]] = {
    "approval": _marks,
    "approval-budget": _budget,
    "ranking": _orders,
    "majority-judgment": _grades,
    "ahp": _pairs,
    "rating": _numbers,
}


def replicated(data: Json) -> list[tuple[int, Any]]:
    """Return each ballot with how many voters it stands for, so that sectors weigh as agreed: whole numbers above 0.

    Written again here, from the open format: w_s/n_s, times the smallest number that makes all whole.
    """
    sizes = Counter[str]()
    for ballot in data["ballots"]:
        sizes[ballot["sector"]] += ballot["count"]
    weights = {sector["code"]: Fraction(sector["weight"]) for sector in data["sectors"]}
    if data["settings"].get("balance") == "none":
        return [(ballot["count"], ballot["answer"]) for ballot in data["ballots"]]
    each = {code: weights[code] / many for code, many in sizes.items()}
    common = lcm(*(share.denominator for share in each.values()))
    return [
        (int(each[ballot["sector"]] * common) * ballot["count"], ballot["answer"])
        for ballot in data["ballots"]
    ]


# ---------------------------------------------------------------------------------------------- the others


def committees(data: Json, ours: Json) -> Iterator[str]:
    """Compare Method of Equal Shares, proportional approval, most marks and Phragmén: all tied sets of abcvoting."""
    from abcvoting import abcrules  # type: ignore[import-not-found]  # noqa: PLC0415
    from abcvoting.preferences import Profile, Voter  # type: ignore[import-not-found]  # noqa: PLC0415

    place = {code: at for at, code in enumerate(data["options"])}
    profile = Profile(len(place))
    for many, marked in replicated(data):
        profile.add_voter(Voter([place[code] for code in marked], weight=many))
    if not any(answer for _, answer in replicated(data)):
        return  # nobody marked anything: ours chooses nothing, the others anything
    for rule, algorithm, found in (
        ("equal-shares", "standard-fractions", ours["tied_sets"]),
        ("pav", "brute-force", ours["second_opinion"]["tied_sets"]),
        ("av", "standard", ours["method_check"]["av"]),
        ("seqphragmen", "standard-fractions", ours["method_check"]["seqphragmen"]),
    ):
        theirs = abcrules.compute(
            rule, profile, data["settings"]["k"], algorithm=algorithm, resolute=False
        )
        named = sorted(sorted(data["options"][at] for at in chosen) for chosen in theirs)
        if named != sorted(map(sorted, found)):
            yield f"{rule}: ours {found}, abcvoting {named}"


def budgets(data: Json, ours: Json) -> Iterator[str]:
    """Compare equal shares with cost utilities by pabutools; ties by the order of the options, which is that of their names."""
    from pabutools.election import (  # type: ignore[import-not-found]  # noqa: PLC0415
        ApprovalBallot,
        ApprovalProfile,
        Cost_Sat,
        Instance,
        Project,
    )
    from pabutools.rules import method_of_equal_shares  # type: ignore[import-not-found]  # noqa: PLC0415

    projects = {code: Project(code, cost) for code, cost in data["settings"]["costs"].items()}
    instance = Instance(projects.values(), budget_limit=data["settings"]["budget"])
    profile = ApprovalProfile(instance=instance)
    for many, marked in replicated(data):
        for _ in range(many):
            profile.append(ApprovalBallot(projects[code] for code in marked))
    theirs = [each.name for each in method_of_equal_shares(instance, profile, sat_class=Cost_Sat)]
    if theirs != ours["winners"]:
        yield f"equal shares: ours {ours['winners']}, pabutools {theirs}"


def rankings(data: Json, ours: Json) -> Iterator[str]:
    """Compare Schulze and ranked pairs by pref_voting, on the margins of the same voters."""
    from pref_voting.margin_based_methods import (  # type: ignore[import-not-found]  # noqa: PLC0415
        beat_path,
        ranked_pairs,
    )
    from pref_voting.profiles_with_ties import ProfileWithTies  # type: ignore[import-not-found]  # noqa: PLC0415

    options = data["options"]
    counted = replicated(data)
    orders = [
        {options.index(code): rank for rank, tied in enumerate(answer, 1) for code in tied}
        for _, answer in counted
    ]
    for order in orders:  # what has no place is tied last
        for at in range(len(options)):
            order.setdefault(at, len(options) + 1)

    def votes(one: int, other: int) -> int:
        """Return Schulze's winning votes (its default are margins); a pair that is tied is won by nobody."""
        return profile.support(one, other) if profile.margin(one, other) > 0 else 0

    profile = ProfileWithTies(orders, [many for many, _ in counted], candidates=range(len(options)))
    for rule, found in (
        (beat_path, ours["winners"]),
        (ranked_pairs, ours["method_check"]["ranked_pairs"]),
    ):
        theirs = sorted(options[at] for at in rule(profile, strength_function=votes))
        if theirs != sorted(found):
            yield f"{rule.name}: ours {found}, pref_voting {theirs}"


def grades(data: Json, ours: Json) -> Iterator[str]:
    """Compare majority judgment by pref_voting, which stops at the gauge: our first must be among theirs."""
    from pref_voting.grade_methods import majority_judgement  # type: ignore[import-not-found]  # noqa: PLC0415
    from pref_voting.grade_profiles import GradeProfile  # type: ignore[import-not-found]  # noqa: PLC0415

    counted = replicated(data)
    profile = GradeProfile(
        [answer for _, answer in counted], list(range(6)), gcounts=[many for many, _ in counted]
    )
    theirs = sorted(majority_judgement(profile))
    first = sorted(ours["order"][0])
    if not set(first) <= set(theirs):
        yield f"majority judgment: ours {first}, pref_voting {theirs}"
    elif first != theirs:
        yield f"(gauge) majority judgment: ours {first}, pref_voting {theirs}"


def comparisons(data: Json, ours: Json) -> Iterator[str]:
    """Compare the eigenvector of one complete matrix by ahpy."""
    import ahpy  # type: ignore[import-not-found]  # noqa: PLC0415

    pairs = {(a, b): Fraction(times) for a, b, times in data["ballots"][0]["answer"]["pairs"]}
    theirs = ahpy.Compare("all", {key: float(value) for key, value in pairs.items()}, precision=9)
    for code, weight in ours["eigenvector"].items():
        if abs(weight - theirs.target_weights[code]) > 1e-6:
            yield f"eigenvector {code}: ours {weight}, ahpy {theirs.target_weights[code]}"


def agreement(data: Json, ours: Json) -> Iterator[str]:
    """Compare ordinal alpha by krippendorff, over people with gaps."""
    import krippendorff  # type: ignore[import-not-found]  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    rows = [
        [ballot["answer"].get(code, np.nan) for code in data["options"]]
        for ballot in data["ballots"]
    ]
    try:
        theirs = krippendorff.alpha(reliability_data=rows, level_of_measurement="ordinal")
    except ValueError:  # nothing to tell apart
        theirs = None
    found = ours["agreement"]["krippendorff_alpha"]
    theirs = None if theirs is None or np.isnan(theirs) else float(theirs)
    if (found is None) != (theirs is None) or (found is not None and abs(found - theirs) > 1e-9):
        yield f"alpha: ours {found}, krippendorff {theirs}"


ORACLES: dict[str, Callable[[Json, Json], Iterator[str]]] = {
    "approval": committees,
    "approval-budget": budgets,
    "ranking": rankings,
    "majority-judgment": grades,
    "ahp": comparisons,
    "rating": agreement,
}


def answer() -> None:
    """Read rounds with our results, one a line, and write what differs, one a line."""
    for line in sys.stdin:
        data, ours = json.loads(line)
        for difference in ORACLES[data["method"]](data, ours):
            print(json.dumps([data["method"], difference, data]), flush=True)


# ---------------------------------------------------------------------------------------------- here


def compare(kinds: list[str], rounds: int, seed: int) -> int:
    """Count rounds of every kind, let the others count them, say what differs; return how many unexplained."""
    sys.path.insert(0, str(ROOT))
    from smd_workshop.library.recount.tally import recount  # noqa: PLC0415 - the others know nothing of it

    files = [drawn(kind, place, seed) for kind in kinds for place in range(rounds)]
    lines = "\n".join(json.dumps([data, recount(data)]) for data in files)
    done = subprocess.run(
        [str(HOME / "bin" / "python"), __file__, "--answer"],
        input=lines, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(done.stderr)
        return done.returncode
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    explained = [each for each in found if each[1].startswith("(")]
    for kind in kinds:
        differ = [text for method, text, _ in found if method == kind]
        told = sum(text.startswith("(") for text in differ)
        print(
            f"{kind}: {rounds} rounds, {len(differ) - told} differ, {told} as docs/oracles.md explains"
        )
    for method, text, data in found:
        if not text.startswith("("):
            print(f"\n{method}: {text}\n{json.dumps(data)}")
    return 1 if len(found) > len(explained) else 0


def install() -> None:
    """Make the environment of the others, once."""
    if not (HOME / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run(
            [str(HOME / "bin" / "python"), "-m", "pip", "install", "--quiet", *PACKAGES], check=True
        )


def main() -> int:
    """Compare, or answer for the others."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--answer", action="store_true")
    options.add_argument("--rounds", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--method", choices=list(DRAWN), help="only this one")
    chosen = options.parse_args()
    if chosen.answer:
        answer()
        return 0
    install()
    kinds = [chosen.method] if chosen.method else list(DRAWN)
    return compare(kinds, chosen.rounds, chosen.seed)


if __name__ == "__main__":
    sys.exit(main())
