"""Groups of people beside each other: one table for each attribute, ordered by a link, shown as far as numbers allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from smd_workshop.core.clock import now
from smd_workshop.core.numbers import percent
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import groups, missing
from smd_workshop.surveys.figures.groups import Attribute
from smd_workshop.surveys.figures.missing import Missing
from smd_workshop.surveys.respondents.turnout import turnout
from smd_workshop.surveys.results import facts
from smd_workshop.surveys.results.facts import Facts, ItemFacts
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import wave_for, wave_page
from smd_workshop.web.sheets.survey_sheets import language_of

#: What is likelier than this by chance is not marked.
RARE = 0.05
TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Row:
    """A dimension or an item, with what is said of it in each group."""

    code: str
    words: str
    whole: bool
    cells: tuple[Mapping[str, Any] | None, ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The table of an attribute: its groups with how many people, and its rows."""

    heads: tuple[tuple[str, str, int], ...]
    rows: tuple[Row, ...]


@bp.get("/<survey>/waves/<int:wave>/groups")
def compare_groups(process: str, survey: str, wave: int) -> str:
    """Show how groups of people answered a closed wave; `by` says which attribute, `sort` which column orders the rows."""
    found = wave_for("see surveys", process, survey, wave)
    language = language_of(instruments.read(found.instrument))
    told = facts.facts(found, language)
    every = groups.attributes(found, language)
    tables = groups.tables(found, every)
    by = next((each for each in every if each.name == request.args.get("by")), None)
    by = by or next(iter(every), None)
    table = None
    if told and tables is not None and by is not None and tables[by.name]["groups"]:
        table = _ordered(_table(by, tables[by.name], told), request.args.get("sort", ""))
    absent = None
    if told and by is not None:
        absent = missing.missing(found, by, None if tables is None else tables[by.name])
    return wave_page(
        "groups.html", found, every=every, by=by, table=table, sort=request.args.get("sort", ""),
        counted=tables is not None, compares=told is not None and told.rated, absent=absent, left_out=_left_out(found, every),
        others=[each for each in every if each != by and not each.asked], weighed=_weighed(absent, told),
        why_none=_why_none(None if tables is None or by is None else tables[by.name], told),
        points=told.called(told.figures["scale"]["top"]) if told and told.points else "",
    )  # fmt: skip


def _why_none(found: Mapping[str, Any] | None, told: Facts | None) -> tuple[str, list[str]]:
    """Return why no group is shown, and what was asked in the questions that are to blame; '' where nobody wrote it down."""
    if not found or found["groups"] or "why" not in found or told is None:
        return "", []
    items = [item for dimension in told.dimensions for item in dimension.items]
    words = {item.code: item.text for item in (*items, *told.outside)}
    return found["why"], [words.get(code, code) for code in found["items"]]


def _left_out(wave: Wave, every: list[Attribute]) -> list[str]:
    """Return what the list groups people by and no table compares."""
    if wave.imported is not None:
        return []
    named = {each.name for each in every}
    return [heading for heading in turnout(wave, now()).every_heading if heading not in named]


def _weighed(absent: Missing | None, told: Facts | None) -> list[tuple[str, str, str]]:
    """Return each dimension with its share as it was counted and by the sizes of groups, in words."""
    if absent is None or told is None:
        return []
    rows = []
    for each in told.dimensions:
        if each.code in absent.weighed:
            plain, by_size = (
                percent(share.numerator, share.denominator) for share in absent.weighed[each.code]
            )
            rows.append((each.name, plain, by_size))
    return rows


def _table(by: Attribute, found: Mapping[str, Any], told: Facts) -> GroupTable:
    shown = [(name, by.groups[name], each) for name, each in found["groups"].items()]
    together = found[TOGETHER]
    if together is not None:
        words = ", ".join(by.groups[name] for name in together["names"])
        shown.append((TOGETHER, words, together))
    heads = tuple((name, words, each["n"]) for name, words, each in shown)
    rows = []
    for dimension in told.dimensions:
        cells = tuple(_cell(each, "dimensions", dimension.code) for _n, _w, each in shown)
        rows.append(Row(dimension.code, dimension.name, whole=True, cells=cells))
        rows += [_row(item, shown) for item in dimension.items]
    asked = next(iter(found["groups"].values()))["items"]
    rows += [_row(item, shown) for item in told.outside if item.code in asked]
    return GroupTable(heads, tuple(rows))


def _row(item: ItemFacts, shown: list[tuple[str, str, Any]]) -> Row:
    cells = tuple(_cell(each, "items", item.code) for _n, _w, each in shown)
    return Row(item.code, item.text, whole=False, cells=cells)


def _cell(group: Mapping[str, Any], kind: str, code: str) -> dict[str, Any] | None:
    """Return the share at the top, and whether the group stands apart from all others: +1, −1 or 0."""
    share = group[kind][code]["top"]
    if not share["n"]:
        return None
    against = group.get("against_others", {}).get(code)
    apart = 0
    if against is not None and against["chance_corrected"] < RARE:
        apart = 1 if against["difference"] > 0 else -1
    return {
        "k": share["k"],
        "n": share["n"],
        "share": share["share"],
        "apart": apart,
        "against": against,
    }


def _ordered(table: GroupTable, sort: str) -> GroupTable:
    """Return the rows by a column, the highest first; as they were asked without one."""
    place = next((n for n, head in enumerate(table.heads) if head[0] == sort), None)
    if place is None:
        return table

    def order(row: Row) -> float:
        cell = row.cells[place]
        return 1 if cell is None else -cell["share"]

    return GroupTable(table.heads, tuple(sorted(table.rows, key=order)))
