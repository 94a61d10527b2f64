"""Small sectors are protected: nobody can read from a published result how one to four people answered.

Three steps. `protect` hides small sectors and, against subtraction, enough others that the hidden ones are more than
the published totals. `redact` removes the hidden figures from a result, rounds what remains, and withholds a total
where trying out other answers shows that it would still give a small sector away. What everybody shares cannot be
hidden: that a proposal was adopted says that every sector had a majority for it.
A figure that depends on every single answer (an interval, a percentile, a count of "no sé") is withheld wherever a
sector is hidden: whoever guesses the hidden answers could count again and see whether it comes out the same.
After Hundepool et al. 2012, Statistical Disclosure Control, §4 (primary and secondary suppression).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

from smd_workshop.ballots import N_

THRESHOLD: Final = 5
SUPPRESSED: Final = "suppressed"
_STEPS: Final = (-3, -2, -1, 0, 1, 2, 3)
_MOST_TRIED: Final = 4  # hidden sectors whose answers are varied at once: 7⁴ attempts

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown of a split by sector (or by any crossing of traits: the keys are free).

    Groups that nobody answered are in neither set and must look like the suppressed ones. Without `pooled_ok` the
    figure over all people must not stand beside the balanced one; without `any_ok` no figure at all, only words.
    """

    shown: frozenset[str]
    suppressed: frozenset[str]
    pooled_ok: bool
    any_ok: bool
    threshold: int = THRESHOLD


def protect(
    voted: Mapping[str, int], threshold: int = THRESHOLD, aggregates: int = 2
) -> Disclosure:
    """Decide what may be shown of groups with these numbers of answers, beside `aggregates` published totals.

    Each total is one equation in the hidden figures, so more groups are hidden than totals published: the smallest
    others join the small ones; if there are too few groups, totals are given up, the pooled one first.
    """
    answered = sorted((count, group) for group, count in voted.items() if count > 0)
    groups = [group for _, group in answered]
    small = sum(count < threshold for count, _ in answered)
    if not small:
        return Disclosure(
            frozenset(groups), frozenset(), pooled_ok=True, any_ok=True, threshold=threshold
        )
    for published in range(aggregates, 0, -1):
        if len(groups) > published:
            hidden = frozenset(groups[: max(small, published + 1)])
            return Disclosure(
                frozenset(groups) - hidden, hidden, published > 1, any_ok=True, threshold=threshold
            )
    return Disclosure(
        frozenset(), frozenset(groups), pooled_ok=False, any_ok=False, threshold=threshold
    )


@dataclass(frozen=True, slots=True)
class Hidden:
    """The secret part of one figure: per hidden sector the sum of its answers, how many, and the range of one."""

    sums: Sequence[float]
    sizes: Sequence[int]
    low: float
    high: float


def stays_hidden(
    hidden: Hidden,
    totals: Iterable[Callable[[Sequence[float]], float | None]],
    threshold: int = THRESHOLD,
) -> bool:
    """Whether each small sector could have answered otherwise without a change of any published (rounded) total.

    A total is a function of the changes of the hidden sums. Only other whole answers count as "otherwise".
    """
    totals = tuple(totals)
    before = [total([0.0] * len(hidden.sums)) for total in totals]
    order = sorted(range(len(hidden.sums)), key=lambda n: hidden.sizes[n])[:_MOST_TRIED]
    in_doubt = {n for n in range(len(hidden.sums)) if 0 < hidden.sizes[n] < threshold}
    for steps in product(_STEPS, repeat=len(order)):
        moved = {n for n, step in zip(order, steps, strict=True) if step} & in_doubt
        if not moved:
            continue
        changes = [0.0] * len(hidden.sums)
        for n, step in zip(order, steps, strict=True):
            changes[n] = float(step)
        if _possible(hidden, changes) and [total(changes) for total in totals] == before:
            in_doubt -= moved
            if not in_doubt:
                return True
    # More small sectors than are varied at once: the rest are alike in kind and only add freedom.
    return not in_doubt & set(order)


def _possible(hidden: Hidden, changes: Sequence[float]) -> bool:
    return all(
        hidden.low * size <= value + change <= hidden.high * size
        for value, size, change in zip(hidden.sums, hidden.sizes, changes, strict=True)
    )


def redact(method_id: str, result: Json, disclosure: Disclosure) -> Json:
    """Return a copy of a result document from which no small sector can be read; KeyError for an unknown method.

    Hidden rows keep their keys with null figures and `reason` "suppressed"; `disclosure` says what was done.
    """
    redacted = deepcopy(result)
    seats = {code: seat["voted"] for code, seat in result.get("seats", {}).items()}
    rating_cells = method_id == "rating" and any(
        0 < row["n"] < disclosure.threshold
        for option in result["options"].values()
        for row in option["sectors"].values()
    )
    points_cells = method_id == "points" and any(
        0 < row["n"] < disclosure.threshold
        for row in (*result["options"].values(), *result["groups"].values())
    )
    if not disclosure.suppressed and not rating_cells and not points_cells:
        return redacted
    _hide_absences(redacted, disclosure)
    for option in redacted.get("options", {}).values():
        _hide_absences(option, disclosure)
    _REDACTORS[method_id](redacted, disclosure, seats)
    redacted["disclosure"] = {
        "suppressed": sorted(set(seats) - disclosure.shown)
        if seats
        else sorted(disclosure.suppressed),
        "pooled": disclosure.pooled_ok,
        "any": disclosure.any_ok,
        "reason": SUPPRESSED,
    }
    return redacted


def _hide_absences(part: Json, disclosure: Disclosure) -> None:
    """Hide what the decision would be without a small sector: it says how that sector voted."""
    if "without" in part:
        part["without"] = {
            sector: decision if sector in disclosure.shown else None
            for sector, decision in part["without"].items()
        }
        part["depends_on"] = [sector for sector in part["depends_on"] if sector in disclosure.shown]


def _withhold(row: Json, *keys: str) -> None:
    for key in keys:
        if key in row:
            row[key] = None
    row["reason"] = SUPPRESSED


def _round(row: Json, digits: int, *keys: str) -> None:
    for key in keys:
        if row.get(key) is not None:
            row[key] = round(row[key], digits)


#: Figures by which a guess at hidden answers can be checked, so many different values they can have.
_TELLING_OF_RATING: Final = (
    "median", "p30", "p70", "ipr", "ipras", "interval", "dont_know", "unseen",
)  # fmt: skip
_TELLING_OF_POINTS: Final = ("interval", "p_top")


def _redact_rating(result: Json, disclosure: Disclosure, _seats: Mapping[str, int]) -> None:
    for option in result["options"].values():
        rows: dict[str, Json] = option["sectors"]
        own = protect({sector: row["n"] for sector, row in rows.items()}, disclosure.threshold)
        # A sector with enough voters may still have given this option very few numbers.
        hidden = [
            sector
            for sector in rows
            if sector in own.suppressed | disclosure.suppressed and rows[sector]["n"]
        ]
        pooled_ok, any_ok = own.pooled_ok and disclosure.pooled_ok, own.any_ok and disclosure.any_ok
        answered = sum(1 for row in rows.values() if row["n"])
        if hidden:
            any_ok, pooled_ok = _rating_totals(
                option,
                {sector: rows[sector] for sector in hidden},
                answered,
                replace(own, pooled_ok=pooled_ok, any_ok=any_ok),
            )
            _round(option, 1, "pooled_mean", "balanced_mean")
            _round(option, 2, "balanced_agree", "balanced_reject")
            if not pooled_ok:
                _withhold(option, "pooled_mean")
            if not any_ok:
                _withhold(option, "pooled_mean", "balanced_mean")
        # One draw of ballots gives the intervals of all options: also of those where no row is hidden.
        _withhold(option, *_TELLING_OF_RATING)
        _hide_absences(option, replace(disclosure, shown=disclosure.shown - set(hidden)))
        _hide_absences(
            result, replace(disclosure, shown=frozenset(result["without"]) - set(hidden))
        )
        for sector, row in rows.items():
            if sector in hidden or sector not in disclosure.shown or not row["n"]:
                _withhold(row, "n", "mean", "median", "agree", "reject")
    _round(result["agreement"], 2, "kendall_w", "krippendorff_alpha")
    if not disclosure.any_ok:
        _withhold(result["agreement"], "kendall_w", "krippendorff_alpha")


def _rating_totals(
    option: Json, hidden: Mapping[str, Json], answered: int, allowed: Disclosure
) -> tuple[bool, bool]:
    """Return which of (any, pooled) totals may stay; shares that would give a sector away are withheld at once."""
    sizes = [row["n"] for row in hidden.values()]
    means = Hidden([row["mean"] * row["n"] for row in hidden.values()], sizes, 1, 9)
    even_slopes = [1 / (size * answered) for size in sizes]
    pooled = _total(option["pooled_mean"], [1 / option["n"]] * len(hidden), 1)
    even = _total(option["balanced_mean"], even_slopes, 1)
    any_ok = allowed.any_ok and stays_hidden(means, [even], allowed.threshold)
    pooled_ok = (
        allowed.pooled_ok and any_ok and stays_hidden(means, [even, pooled], allowed.threshold)
    )
    for key, own in (("balanced_agree", "agree"), ("balanced_reject", "reject")):
        counts = Hidden([row[own] * row["n"] for row in hidden.values()], sizes, 0, 1)
        if not any_ok or not stays_hidden(
            counts, [_total(option[key], even_slopes, 2)], allowed.threshold
        ):
            _withhold(option, key)
    return any_ok, pooled_ok


def _total(
    value: float | None, slopes: Sequence[float], digits: int
) -> Callable[[Sequence[float]], float | None]:
    """Return a published total as a function of the changes of hidden sums, rounded as it is published."""

    def after(changes: Sequence[float]) -> float | None:
        if value is None:
            return None
        moved = sum(slope * change for slope, change in zip(slopes, changes, strict=True))
        # The tenth digit absorbs what floats add, so that no change stays no change.
        return round(round(value + moved, 10), digits)

    return after


def _redact_points(result: Json, disclosure: Disclosure, seats: Mapping[str, int]) -> None:
    """No split is published, so every sector is hidden behind the totals; what is rare is a total at its end."""
    present = [sector for sector, voted in seats.items() if voted]
    for row in [*result["options"].values(), *result["groups"].values()]:
        _round(row, 2, "weight", "pooled_weight", "global")
        _withhold(row, *_TELLING_OF_POINTS)
        if not disclosure.pooled_ok or len(present) <= 2:
            _withhold(row, "pooled_weight")
        # Nobody or everybody gave this option everything: then every sector did.
        if not disclosure.any_ok or row.get("weight") in (0, 1) or row["n"] < disclosure.threshold:
            _withhold(row, "weight", "pooled_weight", "global")


def _redact_approval(result: Json, disclosure: Disclosure, seats: Mapping[str, int]) -> None:
    present = [sector for sector, voted in seats.items() if voted]
    hidden = [sector for sector in present if sector in disclosure.suppressed]
    sizes = [seats[sector] for sector in hidden]
    everyone = sum(seats.values())
    for row in result["options"].values():
        support = row["support"]
        counts = Hidden(
            [support["sectors"][sector] * seats[sector] for sector in hidden], sizes, 0, 1
        )
        even = _total(support["balanced"], [1 / (size * len(present)) for size in sizes], 2)
        pooled = _total(support["pooled"], [1 / everyone] * len(hidden), 2)
        any_ok = disclosure.any_ok and stays_hidden(counts, [even], disclosure.threshold)
        pooled_ok = (
            disclosure.pooled_ok
            and any_ok
            and stays_hidden(counts, [even, pooled], disclosure.threshold)
        )
        _round(support, 2, "balanced", "pooled")
        if not pooled_ok:
            _withhold(support, "pooled")
        if not any_ok:
            _withhold(support, "balanced")
        for sector in support["sectors"]:
            if sector not in disclosure.shown:
                support["sectors"][sector] = None
    # Who paid what, to the last fraction, is how many supported what.
    for key in ("payments", "completion"):
        result[key], result[f"{key}_reason"] = None, SUPPRESSED
    result["second_opinion"] |= {
        "score": None,
        "reason": result["second_opinion"].get("reason", SUPPRESSED),
    }


def _redact_ratify(result: Json, disclosure: Disclosure, _seats: Mapping[str, int]) -> None:
    rows: dict[str, Json] = result["sectors"]
    hidden = [sector for sector in rows if sector in disclosure.suppressed]
    sizes = [rows[sector]["yes"] + rows[sector]["no"] for sector in hidden]
    yes = Hidden([rows[sector]["yes"] for sector in hidden], sizes, 0, 1)
    whole = sum(
        (row["yes"] + row["no"]) / row["eligible"] for row in rows.values() if row["eligible"]
    )
    if result["overall"] is not None:
        slopes = [1 / (rows[sector]["eligible"] * whole) for sector in hidden]
        total = _total(result["overall"]["float"], slopes, 2)
        if disclosure.any_ok and stays_hidden(yes, [total], disclosure.threshold):
            result["overall"] = {"exact": None, "float": round(result["overall"]["float"], 2)}
        else:
            result["overall"] = None
    result["overall_reason"] = result.get("overall_reason", SUPPRESSED)
    for sector, row in rows.items():
        if sector not in disclosure.shown:
            _withhold(row, "yes", "no", "abstain", "majority")
    _redact_why(result, disclosure)


def _redact_why(result: Json, disclosure: Disclosure) -> None:
    """Quorum is on the public roll; how a hidden sector or everybody together voted is not."""
    kept = []
    for reason in result["why_messages"]:
        params = reason["params"]
        if "yes" in params and params["sector"] not in disclosure.shown:
            reason = {"message": _SOMEBODY_AGAINST, "params": {}}  # noqa: PLW2901 - the sentence that may be said
        elif "percent" in params:
            reason = {"message": _TOO_FEW, "params": {"threshold": params["threshold"]}}  # noqa: PLW2901
        if reason not in kept:
            kept.append(reason)
    result["why_messages"] = kept
    result["why"] = [reason["message"] % reason["params"] for reason in kept]


_SOMEBODY_AGAINST: Final = N_("A sector whose votes are not shown has no majority in favour.")
_TOO_FEW: Final = N_("Overall less than %(threshold)s are in favour.")

_REDACTORS: Final[Mapping[str, Callable[[Json, Disclosure, Mapping[str, int]], None]]] = {
    "rating": _redact_rating,
    "points": _redact_points,
    "approval": _redact_approval,
    "ratify": _redact_ratify,
}
