"""What shown points say first: what weighs most, and the table of weights."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.findings import (
    Cell,
    Finding,
    Grid,
    Options,
    Outcome,
    Row,
    Scale,
    Section,
    Share,
    Shown,
    Statement,
    counted,
    following,
    margins,
    order_without,
    stated,
)
from smd_workshop.library.findings.weights import end_of_axis, ends, weight_scale

_WEIGHED: Final = Outcome("weighed", N_("Weights"), "●", "unsure")
#: Ends of the axis that are easily read; the first that holds every margin is taken.
_ENDS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)


def headline(shown: Shown) -> Iterator[Statement]:
    """Name what weighs most, with its weight where it is shown, and what comes next."""
    order = [tied for tied in shown.first["order"] if tied]
    if not _somebody_gave(shown):
        yield stated(N_("Nobody gave any points, so nothing was weighed."))
        return
    if shown.protected and len(order) == 1:
        yield stated(
            N_("No option weighs more than another, or too few points were given to tell.")
        )
        return
    order = _weighed(shown, order)
    yield _heaviest(shown, order[0])
    yield from following(order)
    left = len(shown.first["options"]) - sum(map(len, order))
    if left:
        yield counted(
            NN_("Nobody weighed %(num)s option.", "Nobody weighed %(num)s options."), left
        )


def _heaviest(shown: Shown, first: tuple[str, ...]) -> Statement:
    weight = _weight(shown, first[0])
    if len(first) > 1:
        return counted(
            NN_("Weigh most: %(options)s.", "Weigh most, tied: %(options)s."),
            len(first),
            options=Options(first),
        )
    if weight is None:
        return stated(N_("Weighs most: %(options)s."), options=Options(first))
    # The table has shares inside each group: a number without a word beside it would contradict it.
    several = len(_groups(shown)) > 1
    return stated(
        N_("Weighs most over all groups: %(options)s, with %(weight)s of the whole.")
        if several
        else N_("Weighs most: %(options)s, with %(weight)s."),
        options=Options(first),
        weight=Share(weight),
    )


def _weighed(shown: Shown, order: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the order of what somebody weighed; where figures are not shown, all of it."""
    if shown.protected:
        return [tuple(tied) for tied in order]
    options = shown.first["options"]
    weighed = (
        tuple(code for code in tied if options[code]["weight"] is not None) for tied in order
    )
    return [tied for tied in weighed if tied]


def _somebody_gave(shown: Shown) -> bool:
    """Whether anybody gave points; where figures are not shown, the order alone says it."""
    return shown.protected or any(
        row["weight"] is not None for row in shown.first["options"].values()
    )


def _weight(shown: Shown, code: str) -> float | None:
    """Return what an option weighs in all: over all groups, or in the only one."""
    row = shown.first["options"][code]
    weight: float | None = row["global"] if len(_groups(shown)) > 1 else row["weight"]
    return weight


def _groups(shown: Shown) -> Mapping[str, Sequence[str]]:
    groups: Mapping[str, Sequence[str]] = shown.first["settings"]["groups"]
    return groups


def sure(shown: Shown) -> Iterator[Statement]:
    """Say whether margins touch and what one sector decides of the order; nothing where sectors are hidden."""
    if shown.protected or not _somebody_gave(shown):
        return
    if len(_groups(shown)) == 1:  # margins are of shares inside a group
        yield from margins(shown)
    else:
        yield from _by_its_group(shown)
    yield from order_without(shown)


def _by_its_group(shown: Shown) -> Iterator[Statement]:
    """Say of what weighs most how much of that is its group: in a group of few each has a larger part."""
    first = shown.first["order"][0]
    for name, members in _groups(shown).items():
        inside, whole = (
            shown.first["options"][first[0]]["weight"],
            shown.first["groups"].get(name, {}),
        )
        if len(first) == 1 and first[0] in members and inside is not None and whole.get("weight"):
            yield counted(
                NN_(
                    "%(options)s has %(inside)s of its group, which weighs %(group)s of the whole. It is the only one in it.",
                    "%(options)s has %(inside)s of its group, which weighs %(group)s of the whole. The group has %(num)s; with fewer, each has a larger part.",
                ),
                len(members),
                options=Options(first), inside=Share(inside), group=Share(whole["weight"]),
            )  # fmt: skip


def grid(shown: Shown) -> Grid:
    """Return the weights inside each group, the groups in their order, the heaviest first."""
    first = shown.first
    place = {code: at for at, code in enumerate(chain(*first["order"]))}
    groups = _groups(shown)
    several = len(groups) > 1
    sections = []
    for name, members in groups.items():
        scale = _scale(shown, len(members))
        codes = sorted(members, key=lambda code: place.get(code, len(place)))
        whole = first["groups"].get(name, {})
        sections.append(
            Section(
                _WEIGHED,
                tuple(
                    _row(
                        code,
                        first["options"][code],
                        name if several else "",
                        scale,
                        alone=len(members) == 1,
                    )
                    for code in codes
                ),
                name if several else "",
                whole.get("weight") if several else None,
                ends(whole.get("interval")) if several else None,
                _cells(whole, _scale(shown, len(groups))),
            )
        )
    return Grid.of(_scale(shown, max(map(len, groups.values()))), sections, shown.columns)


def _row(code: str, row: dict[str, Any], group: str, scale: Scale, *, alone: bool) -> Row:
    """Return one option; who is alone in its group has all of it whoever answers, so it has no margin."""
    return Row(
        code,
        _WEIGHED.key,
        row["weight"],
        None if alone else ends(row["interval"]),
        row["pooled_weight"],
        few=bool(row.get("few")),
        cells=_cells(row, scale),
        group=group,
        scale=scale,
    )


def _cells(row: Mapping[str, Any], scale: Scale) -> dict[str, Cell | None]:
    return {
        sector: scale.cell(own["weight"], n=own["n"])
        for sector, own in row.get("sectors", {}).items()
    }


def _scale(shown: Shown, members: int) -> Scale:
    return weight_scale("share", members, _end(shown))


def _end(shown: Shown) -> float:
    weighed = [*shown.first["options"].values()]
    if len(_groups(shown)) > 1:
        weighed += shown.first["groups"].values()
    return end_of_axis(
        (end for row in weighed for end in (row["weight"], *(row["interval"] or ()))), _ENDS
    )


FINDING = Finding(headline=headline, sure=sure, grid=grid)
