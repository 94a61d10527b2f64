"""Chances in sentences, beside the numbers: how often what was decided would come out again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.findings.statements import Options, Statement, counted, stated

Json = Mapping[str, Any]

#: From here on something is as good as sure, and below as good as excluded.
SURE: Final = 0.95
NEARLY: Final = 0.9
STEADY: Final = 0.8
#: What was not chosen is named from here on.
NEAR: Final = 0.2
#: So many options are named one by one, and so many in one sentence.
MOST: Final = 3
MOST_NAMED: Final = 6


def tell(told: Json, about: str = "") -> Iterator[Statement]:
    """Yield what is told of chances in sentences; nothing where nothing is told, or a method says it itself.

    `about` is the code of an option that was decided by itself.
    """
    said = {"order": _order, "choice": _choice, "classes": _classes}
    if told["kind"] == "outcome":
        yield _outcome(told, about)
    elif told["kind"] and told.get("spoken", True):
        yield from said[told["kind"]](told)


def tell_round(parts: Sequence[tuple[str, Json]]) -> Iterator[Statement]:
    """Yield what is told of the chances of a round from its parts, code and chances, part after part.

    Where each option was decided by itself, they are told as the classes of one round are: a sentence for each would
    be many.
    """
    if len(parts) < 2 or any(told["kind"] != "outcome" for _, told in parts):
        for code, told in parts:
            yield from tell(told, code)
        return
    yield from _steadiness({code: told["p_outcome"][told["decided"]] for code, told in parts})


def often(share: float) -> Statement:
    """Return a share of repetitions in words: nearly all, so many of ten, hardly any."""
    if share >= SURE:
        return stated(N_("nearly all repetitions"))
    if share < 1 - SURE:
        return stated(N_("hardly any repetition"))
    return stated(N_("%(num)s of 10 repetitions"), num=min(9, max(1, round(10 * share))))


def _order(told: Json) -> Iterator[Statement]:
    """Say of each group what stands at its head, or that this cannot be told, and what is among the first."""
    rows = told["options"]
    if len(told["bands"]) > 1:
        yield from _heads(told)
    elif len(rows) > 1:
        yield from _head(told["bands"][0][0], rows)
    first = tuple(code for code, row in rows.items() if (row["p_top"] or 0) >= NEARLY)
    if first and len(told["bands"]) == 1:
        yield stated(
            N_("Among the first %(top)s in at least 9 of 10 repetitions: %(options)s."),
            top=told["top"],
            options=Options(first),
        )


def _heads(told: Json) -> Iterator[Statement]:
    """Name what stands first of its group where that is steady: a sentence for each group would be many."""
    rows = told["options"]
    heads = [bands[0][0] for bands in told["bands"] if sum(len(band) for band in bands) > 1]
    firm = tuple(code for code in heads if rows[code]["p_first"] >= STEADY)
    if heads and not firm:
        yield stated(
            N_("In no group is it steady which comes first: asked again, it may be another.")
        )
    elif firm:
        yield stated(
            N_("First of their group in at least 8 of 10 repetitions: %(options)s."),
            options=Options(firm),
        )


def _head(band: list[str], rows: Json) -> Iterator[Statement]:
    if len(band) > MOST_NAMED:
        yield stated(
            N_("At the head %(num)s cannot be told apart, should it be asked again."), num=len(band)
        )
    elif len(band) > 1:
        yield stated(
            N_("At the head %(options)s cannot be told apart, should it be asked again."),
            options=Options(tuple(band)),
        )
    else:
        yield stated(
            N_("Asked again, %(options)s would come first in %(often)s."),
            options=Options(tuple(band)),
            often=often(rows[band[0]]["p_first"]),
        )


def _choice(told: Json) -> Iterator[Statement]:
    """Say what would be chosen again, what less surely, and what came near."""
    chance = {code: row["p_chosen"] for code, row in told["options"].items()}
    decided = sorted(told["decided"], key=lambda code: -chance[code])
    if not decided:
        return
    firm = tuple(code for code in decided if chance[code] >= NEARLY)
    if firm:
        yield stated(
            N_("Asked again, chosen in at least 9 of 10 repetitions: %(options)s."),
            options=Options(firm),
        )
    for code in [code for code in decided if code not in firm][:MOST]:
        yield stated(
            N_("Asked again, %(options)s would be chosen in %(often)s."),
            options=Options((code,)),
            often=often(chance[code]),
        )
    others = sorted((code for code in chance if code not in decided), key=lambda c: -chance[c])
    for code in [code for code in others if chance[code] >= NEAR][:MOST]:
        yield stated(
            N_("%(options)s was not chosen, but would be in %(often)s."),
            options=Options((code,)),
            often=often(chance[code]),
        )


def _classes(told: Json) -> Iterator[Statement]:
    """Say how many would come out the same, and which least surely."""
    decided = told["decided"]
    yield from _steadiness(
        {code: row["p_class"][decided[code]] for code, row in told["options"].items()}
    )


def _steadiness(chance: Mapping[str, float]) -> Iterator[Statement]:
    """Say how many of these options would come out the same, and which least surely, from the chance of each."""
    steady = sum(each >= STEADY for each in chance.values())
    yield counted(
        NN_(
            "Asked again, %(num)s of %(all)s would come out the same in at least 8 of 10 repetitions.",
            "Asked again, %(num)s of %(all)s would come out the same in at least 8 of 10 repetitions.",
        ),
        steady,
        all=len(chance),
    )
    least = sorted((code for code in chance if chance[code] < STEADY), key=lambda c: chance[c])
    for code in least[:MOST]:
        yield stated(
            N_("%(options)s would come out the same in %(often)s."),
            options=Options((code,)),
            often=often(chance[code]),
        )


def _outcome(told: Json, about: str) -> Statement:
    again = often(told["p_outcome"][told["decided"]])
    if about:
        message = N_("Asked again, %(options)s would end the same in %(often)s.")
        return stated(message, options=Options((about,)), often=again)
    return stated(N_("Asked again, it would end the same in %(often)s."), often=again)
