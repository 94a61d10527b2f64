"""The drawings of a wave, the same on its page and on paper: answers, dimensions, waves, importance and performance."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import rounded
from smd_workshop.library.charts.spec import (
    BarRow,
    Bars,
    Chart,
    Diverging,
    DotRow,
    Dots,
    Map,
    Place,
    StackedRow,
)
from smd_workshop.surveys.figures.question_facts import QuestionFacts
from smd_workshop.surveys.results.facts import DimensionFacts, Facts, ItemFacts

PER_CENT = 100
_WHOLE = (0.0, 100.0)
NOT_APPLICABLE = N_("Not applicable")
#: What a row of the table beside a drawing is.
DIMENSION, WAVE, ASKED, ANSWER = N_("Dimension"), N_("Wave"), N_("What was asked"), N_("Answer")
#: What the four parts of the map are called, from upper left to lower right.
CORNERS = (
    N_("Possible overkill"),
    N_("Keep up the good work"),
    N_("Low priority"),
    N_("Concentrate here"),
)


def by_dimension(facts: Facts) -> Dots | None:
    """Return the share at the top of the scale by dimension with its interval, the highest first."""
    ordered = tuple(
        _row(each.name, each.figures["top"])
        for each in _by_share(facts)
        if each.figures is not None and each.figures["top"]["share"] is not None
    )
    if not ordered:
        return None
    titles = (
        N_("Answers “%(counted)s” by dimension, in %%"),
        N_("Answers “%(counted)s” by dimension, in %% (the line: its margin, 95 times of 100)"),
    )
    return _dots(facts, titles, ordered, DIMENSION)


def _by_share(facts: Facts) -> list[DimensionFacts]:
    """Return the dimensions with the highest share at the top first; those without one last."""

    def place(each: DimensionFacts) -> float:
        share = each.figures["top"]["share"] if each.figures else None
        return 1.0 if share is None else -float(share)

    return sorted(facts.dimensions, key=place)


def _dots(facts: Facts, titles: tuple[str, str], rows: tuple[DotRow, ...], rows_are: str) -> Dots:
    """Return shares in per cent under the first title, or where lines are drawn under the second, which says what they are."""
    lined = any(row.low is not None for row in rows)
    counting = (("counted", facts.called(facts.figures["scale"]["top"])),)
    return Dots(titles[lined], "%", rows, _WHOLE, places=counting, rows_are=rows_are)


def _row(label: str, share: Mapping[str, Any], group: str = "") -> DotRow:
    low, high = share["interval"] or (None, None)
    ends = [None if end is None else _per_cent(end) for end in (low, high)]
    # A census has no width, and needs none drawn.
    low, high = (None, None) if ends[0] == ends[1] else ends
    return DotRow(label, _per_cent(share["share"]), low, high, group)


def _per_cent(share: float | Fraction) -> float:
    """Return a share in per cent, rounded as the tables round it: half up, 31.25 to 31.3."""
    exact = share if isinstance(share, Fraction) else Decimal(repr(share))
    return float(rounded(PER_CENT * exact, 1))


def answers(facts: Facts) -> Diverging | None:
    """Return all answers by dimension around the middle of the scale, in the order of by_dimension(); None where some may not be shown."""
    rows = [
        StackedRow(each.name, _summed(facts, each.items))
        for each in _by_share(facts)
        if each.items and all(item.figures for item in each.items)
    ]
    return _diverging(facts, N_("All answers by dimension"), rows, DIMENSION)


def of_items(facts: Facts, dimension: DimensionFacts) -> Diverging | None:
    """Return the answers to each item of a dimension around the middle of the scale."""
    rows = [
        StackedRow(item.text, _summed(facts, (item,))) for item in dimension.items if item.figures
    ]
    return _diverging(facts, dimension.name, rows, ASKED)


def _diverging(facts: Facts, title: str, rows: list[StackedRow], rows_are: str) -> Diverging | None:
    if not any(sum(row.values[:-1]) for row in rows):
        return None
    categories = (*facts.points.values(), NOT_APPLICABLE)
    said = N_("Share of answers (in the bars: how many)")
    return Diverging(title, said, categories, tuple(rows), rows_are=rows_are)


def _summed(facts: Facts, items: Iterable[ItemFacts]) -> tuple[float, ...]:
    """Return how often each point was given, then how often the question did not apply."""
    shown = [each.figures for each in items if each.figures]
    points = [sum(each["distribution"].get(str(p), 0) for each in shown) for p in facts.points]
    return (*points, sum(each["na"] for each in shown))


def over_waves(facts: Facts) -> Dots | None:
    """Return the share at the top wave by wave, of all answers and of each dimension; None for a first wave."""
    gathered = facts.origin.imported is not None
    now = (_called(facts.origin.wave, imported=gathered), facts.figures)
    waves = [
        *((_called(each.name, imported=each.imported), each.figures) for each in facts.earlier),
        now,
    ]
    if len(waves) == 1 or not (facts.figures["headline"] or {}).get("denominator"):
        return None
    rows = [_row(name, figures["headline"], N_("All dimensions")) for name, figures in waves]
    for each in facts.dimensions:
        shares = [(name, figures["dimensions"].get(each.code)) for name, figures in waves]
        rows += [
            _row(name, found["top"], each.name)
            for name, found in shares
            if found is not None and found["top"]["share"] is not None
        ]
    titles = (
        N_("Answers “%(counted)s”, wave by wave, in %%"),
        N_("Answers “%(counted)s”, wave by wave, in %% (the line: its margin, 95 times of 100)"),
    )
    return _dots(facts, titles, tuple(rows), WAVE)


def _called(wave: str, *, imported: bool) -> str:
    """Return the name of a wave with the sign of those that were gathered elsewhere."""
    return f"⇥ {wave}" if imported else wave


def importance(facts: Facts) -> Map | None:
    """Return where items stand by importance and performance: as stated, else as derived; None where neither is shown."""
    found = facts.figures.get("importance_performance")
    if found:
        title, name = (
            N_("Importance and performance, as people say it"),
            N_("Importance (mean)"),
        )
    else:
        found = facts.figures.get("derived_importance")
        title = N_("Importance and performance: what goes with the answer about the whole")
        name = N_("Importance (correlation)")
    placed = _placed(facts, found)
    if found is None or not placed:
        return None
    cut = found["cuts"]["mean"]
    across = [place.across for place in placed if place.across is not None]
    up = [place.up for place in placed if place.up is not None]
    return Map(
        title, name, N_("Performance (mean)"), tuple(placed), (_around(across), _around(up)),
        (cut["importance"], cut["performance"]) if cut else None, CORNERS, rows_are=ASKED,
    )  # fmt: skip


def _placed(facts: Facts, found: Mapping[str, Any] | None) -> list[Place]:
    said = {item.code: item.text for item in (*facts.items, *facts.outside)}
    rows = (found or {}).get("items", {}).items()
    return [
        Place(said[code], each["importance"], each["performance"])
        for code, each in rows
        if code in said and None not in {each["importance"], each["performance"]}
    ]


def _around(values: list[float]) -> tuple[float, float]:
    """Return an interval in tenths that holds the values with some air on both sides."""
    low, high = min(values), max(values)
    air = max((high - low) * 0.1, 0.05)
    return round(low - air, 1) - 0.1, round(high + air, 1) + 0.1


def of_question(question: QuestionFacts) -> Bars | None:
    """Return the share of people who chose each answer; None of a question that is answered otherwise."""
    if not question.n or not question.lines:
        return None
    rows = tuple(BarRow(each.label, _per_cent(Fraction(each.k, each.n))) for each in question.lines)
    return Bars(question.text, N_("of those who answered, per cent"), rows, _WHOLE, rows_are=ANSWER)


def first(facts: Facts) -> tuple[Chart, ...]:
    """Return the drawings that are shown first."""
    return tuple(chart for chart in (by_dimension(facts), answers(facts)) if chart is not None)
