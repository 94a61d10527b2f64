"""Taking from a result what must not be shown of hidden sectors, and rounding what remains of the totals."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from copy import deepcopy
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import GROUP_MARK
from smd_workshop.library.disclosure.protect import SUPPRESSED, Disclosure, Level

Json = dict[str, Any]

#: Figures by which a guess at hidden answers can be checked, so many different values they can have. That `n` gave
#: a number says how many of those on the roll did not know.
_TELLING_OF_RATING: Final = (
    "median", "p30", "p70", "ipr", "ipras", "disagreement", "interval", "dont_know", "unseen",
)  # fmt: skip
_TELLING_OF_POINTS: Final = ("interval", "p_top")


def redact(
    method_id: str, result: Json, disclosure: Disclosure, level: Level = Level.TOTALS
) -> Json:
    """Return a copy of a result document from which no small sector can be read; KeyError for an unknown method.

    Hidden rows keep their keys with null figures and `reason` "suppressed"; `disclosure` says what was done.
    """
    redacted = deepcopy(result)
    if not disclosure.hides:
        return redacted
    level = max(level, disclosure.least, _LEAST[method_id])
    _hide_absences(redacted, disclosure.shown, level)
    _REDACTORS[method_id](redacted, disclosure, level)
    redacted["disclosure"] = {
        "suppressed": [code for code in sorted(result["seats"]) if code not in disclosure.shown],
        "pooled": level < Level.BALANCED,
        "any": level < Level.WORDS,
        "reason": SUPPRESSED,
    }
    return redacted


def _hide_absences(part: Json, shown: Iterable[str], level: Level) -> None:
    """Hide what the decision would be without a small sector: it says how that sector voted."""
    if "without" in part:
        kept = set(shown) if level < Level.DECISION else set()
        part["without"] = {
            sector: decision if sector in kept else None
            for sector, decision in part["without"].items()
        }
        part["depends_on"] = [sector for sector in part["depends_on"] if sector in kept]


def _withhold(row: Json, *keys: str) -> None:
    """Null figures, with the one reason: why a figure is undefined would tell who did not answer."""
    for key in keys:
        if key in row:
            row[key] = None
            row.pop(f"{key}_reason", None)
    row["reason"] = SUPPRESSED


def _round(row: Json, digits: int, *keys: str) -> None:
    for key in keys:
        if row.get(key) is not None:
            row[key] = round(row[key], digits)


def _redact_rating(result: Json, disclosure: Disclosure, level: Level) -> None:
    seen_apart = set(disclosure.shown)
    for code, option in result["options"].items():
        cell = disclosure.of(code)
        hidden = {sector for sector, row in option["sectors"].items() if sector not in cell.shown}
        if cell.suppressed:
            seen_apart -= cell.suppressed
            own = max(level, cell.least)
            _withhold(option, "n", "balanced_agree", "balanced_reject")
            _round(option, 1, "pooled_mean", "balanced_mean")
            _withhold(option, *_totals(own, "pooled_mean", "balanced_mean"))
        # One draw of ballots gives the intervals of all options: also of those where no row is hidden.
        _withhold(option, *_TELLING_OF_RATING)
        _hide_absences(option, disclosure.shown - hidden, level)
        for sector in hidden:
            _withhold(option["sectors"][sector], "n", "mean", "median", "agree", "reject")
    _hide_absences(result, seen_apart, level)
    if "agreement" in result:
        _withhold(result["agreement"], "kendall_w", "krippendorff_alpha")


def _totals(level: Level, pooled: str, *balanced: str) -> tuple[str, ...]:
    """Return the totals that go at a level."""
    if level >= Level.WORDS:
        return (pooled, *balanced)
    return (pooled,) if level >= Level.BALANCED else ()


def _redact_points(result: Json, disclosure: Disclosure, level: Level) -> None:
    """No split is published beside a small sector: all are hidden behind the totals, as far as there are enough."""
    few = set()
    groups = {GROUP_MARK + name: row for name, row in result["groups"].items()}
    for key, row in (result["options"] | groups).items():
        own = max(level, disclosure.of(key).least)
        _round(row, 2, "weight", "pooled_weight", "global")
        _withhold(row, *_TELLING_OF_POINTS, *_totals(own, "pooled_weight", "weight", "global"))
        for split in row.get("sectors", {}).values():
            _withhold(split, "n", "weight")
        if row["n"] < disclosure.threshold:
            few.add(key)
            _withhold(row, "weight", "pooled_weight", "global")
    # Who alone gave points to a group has ordered it alone.
    result["order"] = _order_without(few, result["order"])
    _hide_absences(result, (), Level.DECISION)


def _order_without(few: AbstractSet[str], order: list[list[str]]) -> list[list[str]]:
    """Put options that too few weighed where those stand that nobody weighed: last, tied."""
    last = sorted(code for tied in order for code in tied if code in few)
    rest = [[code for code in tied if code not in last] for tied in order]
    return [tied for tied in (*rest, last) if tied]


def _redact_approval(result: Json, disclosure: Disclosure, _level: Level) -> None:
    for row in result["options"].values():
        support = row["support"]
        support["pooled"] = support["balanced"] = None
        for sector in support["sectors"]:
            if sector not in disclosure.shown:
                support["sectors"][sector] = None
    # Who paid what, to the last fraction, is how many supported what; and so is what other rules would choose.
    for key in ("payments", "completion", "second_opinion", "method_check"):
        if key in result:
            result[key], result[f"{key}_reason"] = None, SUPPRESSED


def _redact_ratify(result: Json, disclosure: Disclosure, _level: Level) -> None:
    result["overall"], result["overall_reason"] = None, SUPPRESSED
    for sector, row in result["sectors"].items():
        if sector not in disclosure.shown:
            _withhold(row, "yes", "no", "abstain", "majority")
    _redact_why(result, disclosure)


def _redact_why(result: Json, disclosure: Disclosure) -> None:
    """Say of hidden sectors, and of everybody together, only what the outcome says already."""
    kept = []
    for reason in result["why_messages"]:
        params = reason["params"]
        if "voted" in params or params.get("sector") in disclosure.shown:
            kept.append(reason)  # the roll is public, and so are the votes of a shown sector
    if result["outcome"] == "contested" and not kept:
        kept.append({"message": _SOMEBODY_AGAINST, "params": {}})
    if result["outcome"] == "rejected":
        threshold = str(result["settings"]["overall_at_least"])
        kept.append({"message": _TOO_FEW, "params": {"threshold": threshold}})
    result["why_messages"] = kept
    result["why"] = [reason["message"] % reason["params"] for reason in kept]


#: Of a yes or no there is so little to guess that no total of it, and no count without a sector, is safe.
_LEAST: Final[Mapping[str, Level]] = {
    "rating": Level.TOTALS,
    "points": Level.TOTALS,
    "approval": Level.DECISION,
    "ratify": Level.DECISION,
}
_SOMEBODY_AGAINST: Final = N_("A sector whose votes are not shown has no majority in favour.")
_TOO_FEW: Final = N_("Overall less than %(threshold)s are in favour.")

_REDACTORS: Final[Mapping[str, Callable[[Json, Disclosure, Level], None]]] = {
    "rating": _redact_rating,
    "points": _redact_points,
    "approval": _redact_approval,
    "ratify": _redact_ratify,
}
