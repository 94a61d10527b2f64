"""A round that asked the same again: what became of each item, and whether the rule of the protocol says stop.

Rounds stop on stability, not on consensus: von der Gracht 2012, Technological Forecasting and Social Change 79(8).
What is said of an item comes from both shown results and from one verdict, whether it is stable: that is a decision,
for it says what is asked again, and is always shown. The figures behind it go wherever a result hides a sector.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from smd_workshop.library.method import Method
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.two_rounds import Stand, every

Json = dict[str, Any]
REPEATED: Final = "smd-repeated/1"

#: What is said of an item, or of a whole round. "stable" is one of which it is not shown, or not defined, how it stands;
#: "unsaid" one that cannot be compared.
Label = Literal["consensus", "majority", "dissent", "stable", "unstable", "no quorum", "unsaid"]
#: Whether the rule says stop, and why: "least" and "unstable" go on, "stable" and "most" stop.
Advice = Literal["least", "unstable", "stable", "most"]
#: From what the verdict was reached: what the same people said, what both rounds decided, or their distributions.
Way = Literal["people", "results", "distributions"]

FEW: Final = "few"
STABLE: Final = frozenset({"consensus", "majority", "dissent", "stable"})
STOPS: Final = frozenset({"stable", "most"})
GOES_ON: Final = frozenset({"least", "unstable"})


@dataclass(frozen=True, slots=True)
class StopRule:
    """How often a question is asked: at least and at most, the first time included; between them until all is stable."""

    at_least: int
    at_most: int

    def advice(self, held: int, *, stable: bool) -> Advice:
        """Return what the rule says after so many rounds."""
        if held >= self.at_most:
            return "most"
        if held < self.at_least:
            return "least"
        return "stable" if stable else "unstable"


@dataclass(frozen=True, slots=True)
class Compared:
    """One part of two rounds: its smd-stability/1 document, and the shown results of the first and the second."""

    found: JsonResult
    before: JsonResult
    after: JsonResult
    #: From how many people on figures of what the same people said are shown; 0 where they tell nothing that is not shown.
    enough: int = 0
    #: How many people, sector by sector, answered both rounds, and how many one of them alone.
    people: tuple[int, ...] = ()

    @property
    def quorum(self) -> bool:
        """Whether both can be relied on; results of before this was said are taken for it."""
        return all(
            each.get("status", {}).get("state", "complete") == "complete"
            for each in (self.before, self.after)
        )

    @property
    def few(self) -> bool:
        """Whether figures would tell what few said: those who answered both, or, by subtraction, who answered one alone."""
        return any(0 < many < self.enough for many in self.people)

    @property
    def hides(self) -> bool:
        """Whether anything of either is hidden, or figures over both would tell what few said."""
        return self.few or "disclosure" in self.before or "disclosure" in self.after


def facts(
    method: Method, parts: Mapping[str, Compared], way: Way, held: int, rule: StopRule | None
) -> JsonResult:
    """Return everything that is shown of a comparison, by option code under `items`, and of all under `overall`.

    `held` counts the rounds of the series, this one among them; without a rule nothing is advised.
    """
    first = next(iter(parts.values()))
    items = {
        code: item for part, each in parts.items() for code, item in _items(method, part, each)
    }
    stable = every(each.found["stable"] for each in parts.values())
    if items:
        stable = every(item["stable"] for item in items.values())
    quorum = all(each.quorum for each in parts.values())
    label = _overall(items, stable=stable, quorum=quorum)
    shown: JsonResult = {
        "format": REPEATED,
        "method": method.id,
        "way": way,
        "held": held,
        "limits": first.found["limits"],
        **{name: first.found[name] for name in ("paired", "left", "joined")},
        "dropped": first.found.get("dropped", []),
        "overall": {"label": label, "stable": stable} | _of_order(first),
        "items": items,
        "rule": None,
        "advice": None,
    } | ({"withheld": FEW} if first.few else {})
    if rule is not None:
        shown["rule"] = {"at_least": rule.at_least, "at_most": rule.at_most}
        shown["advice"] = rule.advice(held, stable=label in STABLE)
    return shown


def settled(shown: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the items that need not be asked again; none before the rule has been asked often enough."""
    if shown.get("advice") == "least":
        return ()
    return tuple(code for code, item in shown["items"].items() if item["label"] in STABLE)


def _items(method: Method, part: str, each: Compared) -> Iterable[tuple[str, JsonResult]]:
    stands = method.stability.stands
    standing = stands(part, each.after) if stands is not None else {}
    rows = each.found.get("options") or ({part: each.found} if part else {})
    for code, row in rows.items():
        yield code, _item(row, standing.get(code, Stand()), each, few=_is_few(each, code))


def _item(row: JsonResult, stand: Stand, each: Compared, *, few: bool) -> JsonResult:
    stable = None if few else row["stable"]
    item: JsonResult = {"label": _label(stand, stable=stable, quorum=each.quorum), "stable": stable}
    if few:
        return item | {"reason": FEW}
    item["camps"] = {side: list(sectors) for side, sectors in stand.camps.items()}
    if each.hides or row.get("n", each.enough) < each.enough:
        return item
    return item | {name: row[name] for name in row if name not in _ASIDE}


#: What a row of smd-stability/1 has that is no figure of an item.
_ASIDE: Final = frozenset({
    "format", "method", "version", "settings", "input_sha256", "limits", "paired", "left", "joined", "stable",
    "stable_reason", "dropped", "options",
})  # fmt: skip


def _of_order(first: Compared) -> JsonResult:
    """Return the figures of a method that compares orders, which are of no single item."""
    if first.hides or "tau_b" not in first.found:
        return {}
    return {name: first.found[name] for name in ("tau_b", "top_overlap")}


def _is_few(each: Compared, code: str) -> bool:
    rows = (shown.get("options", {}).get(code, {}) for shown in (each.before, each.after))
    return any(row.get("few") for row in rows)


def _label(stand: Stand, *, stable: bool | None, quorum: bool) -> Label:
    if not quorum:
        return "no quorum"
    if stable is None:
        return "unsaid"
    return (stand.kind or "stable") if stable else "unstable"


def _overall(items: Mapping[str, JsonResult], *, stable: bool | None, quorum: bool) -> Label:
    """Return the least of what its items are: one that dissents makes a stable dissent of the whole."""
    kinds = {item["label"] for item in items.values()}
    if not quorum or stable is not True or not kinds:
        return _label(Stand(), stable=stable, quorum=quorum)
    order: tuple[Label, ...] = ("dissent", "stable", "majority", "consensus")
    return next(kind for kind in order if kind in kinds)
