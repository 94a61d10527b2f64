"""Groups of people in two waves: those that both waves show apart, with what changed of each dimension and question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey import two_waves
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.library.survey.two_waves import Moved, Share
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import dataset, groups
from smd_workshop.surveys.figures.groups import NOT_KNOWN, Attribute
from smd_workshop.surveys.results.two_waves import Left, TwoWaves, asks

Table = Mapping[str, Any]

ONE_ONLY: Final = N_("Only one of the two waves groups people so.")
NOT_SHOWN: Final = N_(
    "No group is shown apart in both waves: groups are shown from thirty answers on, with five or more to every question."
)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A dimension (`whole`) or a question, with what changed of it in each group; None where nothing is to be said."""

    code: str
    words: str
    whole: bool
    cells: tuple[Moved | None, ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """By what people are grouped: each group that both waves show apart with how many people it had, and the rows."""

    attribute: Attribute
    heads: tuple[tuple[str, str, int, int], ...]
    rows: tuple[GroupRow, ...]
    #: Groups that one of the two waves alone shows apart.
    left: tuple[str, ...] = ()


def compared(both: TwoWaves, language: str) -> tuple[tuple[GroupTable, ...], tuple[Left, ...]]:
    """Return a table for each way of grouping that both waves have, and why there is none of the others."""
    if both.why or both.before is None:
        return (), ()
    reasons = both.reasons or {}
    was = {each.name: each for each in groups.attributes(both.before, language)}
    now = {each.name: each for each in groups.attributes(both.after, language)}
    then, here = (
        groups.tables(wave, list(found.values())) or {}
        for wave, found in ((both.before, was), (both.after, now))
    )
    tables, left = [], []
    for name, attribute in (was | now).items():
        why = reasons.get(name.removeprefix("?"), "") if attribute.asked else ""
        if not why and not (name in was and name in now):
            why = ONE_ONLY
        table = None
        if not why:
            table = _table(both, attribute, (then.get(name, {}), here.get(name, {})), language)
        if table is None:
            left.append(Left(name, attribute.title, why or NOT_SHOWN))
        else:
            tables.append(table)
    return tuple(tables), tuple(left)


def _table(
    both: TwoWaves, attribute: Attribute, tables: tuple[Table, Table], language: str
) -> GroupTable | None:
    was, now = (table.get("groups") or {} for table in tables)
    names = [name for name in attribute.groups if name in was and name in now and name != NOT_KNOWN]
    if not names:
        return None
    measured = list(_measured(both, language))
    pairs: dict[str, tuple[Share, Share]] = {
        f"{name}\n{code}": (_share(was[name], kind, code), _share(now[name], kind, code))
        for name in names
        for code, _words, kind in measured
    }
    found = two_waves.moved(pairs, census=both.census)
    rows = tuple(
        GroupRow(code, words, kind == "dimensions", tuple(found.get(f"{n}\n{code}") for n in names))
        for code, words, kind in measured
    )
    heads = tuple((n, attribute.groups[n], was[n]["n"], now[n]["n"]) for n in names)
    others = [words for name, words in attribute.groups.items() if (name in was) != (name in now)]
    return GroupTable(attribute, heads, rows, tuple(others))


def _share(group: Table, kind: str, code: str) -> Share:
    share = group[kind].get(code, {}).get("top") or {}
    return share.get("k", 0), share.get("n", 0)


def _measured(both: TwoWaves, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield code, words and kind of each dimension that is made of the same questions, with those of them that are compared."""
    questions = instruments.read(both.after.instrument)
    named = {each.code: questions.said(each.name, language) for each in questions.dimensions}
    then = {} if both.before is None else dataset.dimensions_of(both.before)
    inside = dataset.dimensions_of(both.after)
    alike = {row.code for row in both.rows if not row.answer}
    for code, items in inside.items():
        if sorted(then.get(code, ())) == sorted(items) and alike.issuperset(items):
            yield code, named.get(code, code), "dimensions"
        yield from _items(questions, [each for each in items if each in alike], language)
    within = {each for items in inside.values() for each in items}
    outside = [
        code
        for code in questions.items
        if code in alike - within and not questions.items[code].said.importance_of
    ]
    yield from _items(questions, outside, language)


def _items(
    questions: Instrument, codes: list[str], language: str
) -> Iterator[tuple[str, str, str]]:
    for code in codes:
        yield code, asks(questions, questions.items[code], language), "items"
