"""The factors that the public reads, with what the report says of each and what they weigh."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from smd_workshop.board.support import NOBODY, Support, supports
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import PLACES
from smd_workshop.database import db
from smd_workshop.library.facets import Weighing
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Item, Link, Process, Result, Round
from smd_workshop.publishing import published_figures
from smd_workshop.publishing.portal_queries import by_word, public_items
from smd_workshop.publishing.tracing import WEIGHT_HELD_BACK
from smd_workshop.rounds.series import series

#: Why a factor has no weight, in words to translate: what is true of all factors, what of one.
NOT_WEIGHED_YET: Final = N_("No published round has weighed the factors yet.")
NOT_ASKED: Final = N_(
    "without a weight: the latest round that weighed factors did not ask about it"
)
#: The same reason of all factors, said once.
OF_ALL: Final = {
    NOT_WEIGHED_YET: NOT_WEIGHED_YET,
    WEIGHT_HELD_BACK: N_("How much each factor weighs is not shown, to protect small groups."),
}


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor with all that the report says of it."""

    item: Item
    support: Support
    themes: tuple[Item, ...]
    #: Weight inside its group, from the latest published weighting, and with how many decimals
    #: of a percentage it is written.
    weight: float | None = None
    places: int = PLACES
    #: The class it was put in the last time it was asked about; None where no published vote sorted it.
    consensus: str | None = None
    #: Why it has no weight, in words to translate; empty where it has one.
    unweighed: str = ""


@dataclass(frozen=True, slots=True)
class Weighted:
    """The published round that weighed factors last, and what its weights are, in words to translate."""

    round: Round
    weighs: Weighing


def factors(process: Process) -> list[Factor]:
    """Return the public factors with themes, support, and weights once they are published."""
    items = public_items(process, "factor")
    support = supports(process)
    themes = _themes(items)
    weights, places = _weights(process)
    sorted_ = sorting(process)
    classes = {} if sorted_ is None else series.classes(sorted_)
    return [
        Factor(
            item,
            support.get(item.id, NOBODY),
            themes.get(item.id, ()),
            weights.get(str(item.code)),
            places,
            classes.get(str(item.code)),
            _unweighed(str(item.code), weights),
        )
        for item in items
    ]


def unweighed(every: Iterable[Factor]) -> str:
    """Return why no factor has a weight, in words to translate; empty where that is not the same of all."""
    reasons = {each.unweighed for each in every}
    return OF_ALL.get(reasons.pop(), "") if len(reasons) == 1 else ""


def _unweighed(code: str, weights: Mapping[str, float | None]) -> str:
    if not weights:
        return NOT_WEIGHED_YET
    if code not in weights:
        return NOT_ASKED
    return WEIGHT_HELD_BACK if weights[code] is None else ""


def _themes(items: Iterable[Item]) -> dict[int, tuple[Item, ...]]:
    ids = [item.id for item in items]
    rows = db.session.execute(
        select(Link.item_id, Item)
        .join(Item, Link.target_id == Item.id)
        .where(Link.kind == "theme", Link.item_id.in_(ids))
        .order_by(Item.position, Item.id)
    )
    found: dict[int, tuple[Item, ...]] = {}
    for item_id, theme in rows:
        found[item_id] = (*found.get(item_id, ()), theme)
    return found


def weighting(process: Process) -> Weighted | None:
    """Return the published round that weighed factors last."""
    for round_ in by_word(process):
        method = METHODS.get(round_.method_id or "")
        if method is not None and method.tracing.weighs and round_.subject == "factor":
            return Weighted(round_, method.tracing.weighs)
    return None


def left_without(round_: Round, codes: Collection[str]) -> tuple[str, ...]:
    """Return the factors that have a weight now and none once this round, which asks about `codes`, is published.

    Weights of two rounds are not of one scale: what was weighed last counts, for all.
    """
    method, process = METHODS.get(round_.method_id or ""), round_.workshop.process
    if method is None or not method.tracing.weighs or round_.subject != "factor":
        return ()
    latest = weighting(process)
    closed = None if latest is None else latest.round.closed_at
    if closed is None or (round_.closed_at is not None and round_.closed_at < closed):
        return ()
    weights, _places = _weights(process)
    return tuple(
        code for code, weight in weights.items() if weight is not None and code not in codes
    )


def sorting(process: Process) -> Round | None:
    """Return the published round that sorted factors into classes last."""
    for round_ in by_word(process):
        method = METHODS.get(round_.method_id or "")
        if method is not None and method.tracing.classifies and round_.subject == "factor":
            return round_
    return None


def _weights(process: Process) -> tuple[dict[str, float | None], int]:
    """Return what each option of that round weighs inside its group, and with how many decimals it is written."""
    found = weighting(process)
    if found is None:
        return {}, PLACES
    shown = db.session.scalar(select(Result.shown).where(Result.round_id == found.round.id)) or {}
    codes = [option.code for option in found.round.options]
    weights = {code: found.weighs.of(shown, code).inside for code in codes}
    return weights, published_figures.places(shown)
