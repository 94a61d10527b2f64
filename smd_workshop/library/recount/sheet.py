"""A few ballots that somebody typed or pasted, to see how a method counts them: a table, or the file of a round.

Of a table every row is a ballot: the columns `sector` and `count` may be left out, the others are what the kind of
ballot asks. Bounded, so that nobody's try keeps others waiting.
"""

import csv
import io
import json
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import InvalidAnswer, check
from smd_workshop.library.documents import parse, sha256
from smd_workshop.library.method import Method, grouped
from smd_workshop.library.methods import folder_of
from smd_workshop.library.recount.tally import (
    BALLOTS,
    TALLY,
    Besides,
    Document,
    Reading,
    profile_of,
    result,
)
from smd_workshop.library.schemas import FormatError

LONGEST: Final = 60_000
MOST_BALLOTS: Final = 300
#: Of ballots on a budget: its completion goes through every purse again and again.
MOST_WITH_MONEY: Final = 30
#: Of all rows together: the intervals of some methods take as long as there are people.
MOST_PEOPLE: Final = 3000
MOST_RESAMPLES: Final = 2000
MOST_OPTIONS: Final = 12
MOST_SECTORS: Final = 12
#: Of more different ballots the count is not repeated here: of choices that may take seconds.
MOST_REPEATED: Final = 60
TOO_MANY: Final = N_(
    "so many different ballots are not repeated on this page; flask smd tally FILE --chances does it."
)
SECTOR_COLUMN: Final = "sector"
COUNT_COLUMN: Final = "count"
#: Whoever names no sector is in this one.
EVERYBODY: Final = "all"

Json = dict[str, Any]


def counted(method: Method, text: str, settings: str) -> Json:
    """Return the smd-result/1 document of what was typed, with its `chances`; FormatError says what is wrong, and where."""
    if len(text) + len(settings) > LONGEST:
        message = N_("this is too long: at most %(most)s characters are counted here")
        raise FormatError("", message, most=LONGEST)
    document = _document(method, text, settings)
    reading = profile_of(document)
    _refuse_many(document, reading)
    few = len(reading[2].cells) <= MOST_REPEATED
    found = result(
        document, reading, document[BALLOTS], sha256(document), besides=Besides(chances=few)
    )
    return found if few else found | {"chances": {"kind": None, "reason": TOO_MANY}}


def most_ballots(method: Method) -> int:
    """Return how many rows of ballots are counted here."""
    with_money = any(setting.key == "budget" for setting in method.settings)
    return MOST_WITH_MONEY if with_money else MOST_BALLOTS


def example(method: Method) -> tuple[str, str]:
    """Return the first known answer of a method, as a table and as settings."""
    text = (folder_of(method) / "examples.toml").read_text(encoding="utf-8")
    given = json.loads(tomllib.loads(text)["example"][0]["input"])
    _, settings, profile = profile_of(given)
    kind = method.ballot
    columns = list(kind.columns(profile.options, grouped(settings)))
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\n")
    rows.writerow([SECTOR_COLUMN, COUNT_COLUMN, *columns])
    for ballot in given["ballots"]:
        cells = kind.as_row(check(kind, ballot["answer"], profile.options, profile.groups))
        rows.writerow(
            [
                ballot["sector"],
                ballot.get("count", 1),
                *(cells.get(column, "") for column in columns),
            ]
        )
    said = given.get("settings", {})
    return made.getvalue(), json.dumps(said, ensure_ascii=False) if said else ""


def _document(method: Method, text: str, settings: str) -> Document:
    """Return the smd-tally/1 document of what was typed, of this method and its newest version."""
    if not text.lstrip().startswith("{"):
        return _of_table(method, text, _settings(settings))
    given: Document = parse(text.encode("utf-8", "replace"))
    if given.get("method") != method.id:
        message = N_("this is a file of another method, not of %(method)s")
        raise FormatError("method", message, method=method.id)
    if given.get("version", method.version) != method.version:
        message = N_("only version %(version)s is counted here")
        raise FormatError("version", message, version=method.version)
    return {**given, "version": method.version}


def _settings(text: str) -> Any:
    return parse(text.encode("utf-8", "replace")) if text.strip() else {}


def _of_table(method: Method, text: str, settings: Any) -> Document:
    rows = _rows(text)
    if not rows:
        raise FormatError("", N_("there is no ballot"))
    (_, columns), body = rows[0], rows[1:]
    for place, column in enumerate(columns):
        if not column or column in columns[:place]:
            raise FormatError(_line(rows[0][0]), N_("every column needs a name of its own"))
    asked = [column for column in columns if column not in {SECTOR_COLUMN, COUNT_COLUMN}]
    ballots = [_ballot(method, line, dict(zip(columns, cells, strict=False)), asked, len(cells) - len(columns))
               for line, cells in body]  # fmt: skip
    sectors = dict.fromkeys(ballot["sector"] for ballot in ballots)
    return {
        "format": TALLY,
        "method": method.id,
        "version": method.version,
        "settings": settings,
        "sectors": [{"code": code} for code in sectors] or [{"code": EVERYBODY}],
        "options": method.ballot.options_in(asked),
        "ballots": ballots,
    }


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows in which something stands, with the number of their line."""
    first = text.lstrip().partition("\n")[0]
    mark = next((each for each in ("\t", ";") if each in first), ",")
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark)
    try:
        read = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise FormatError(_line(reader.line_num), "%(why)s", why=str(error)) from None
    return [(line, cells) for line, cells in read if any(cells)]


def _line(number: int) -> str:
    return f"line {number}"


def _ballot(
    method: Method, line: int, row: Mapping[str, str], asked: list[str], too_many: int
) -> Json:
    """Return the ballot of a row."""
    if too_many > 0:
        raise FormatError(_line(line), N_("the row has more cells than there are columns"))
    many = row.get(COUNT_COLUMN, "") or "1"
    if not (many.isascii() and many.isdecimal() and len(many) <= 9 and int(many)):
        message = N_("%(value)s is not a number of ballots")
        raise FormatError(_line(line), message, value=json.dumps(many, ensure_ascii=False))
    try:
        answer = method.ballot.from_row({column: row.get(column, "") for column in asked})
    except InvalidAnswer as error:
        raise FormatError(_line(line), error.message, **error.params) from None
    return {"sector": row.get(SECTOR_COLUMN, "") or EVERYBODY, "count": int(many), "answer": answer}


def _refuse_many(document: Document, reading: Reading) -> None:
    """Refuse more than is counted in a blink."""
    method, settings, profile = reading
    for key, found, most in (
        ("ballots", len(document["ballots"]), most_ballots(method)),
        ("ballots", sum(profile.voted().values()), MOST_PEOPLE),
        ("settings.resamples", settings.get("resamples", 0), MOST_RESAMPLES),
        ("options", len(profile.options), MOST_OPTIONS),
        ("sectors", len(profile.sectors), MOST_SECTORS),
    ):
        if found > most:
            message = N_(
                "%(found)s are too many here, at most %(most)s; the command line counts any"
            )
            raise FormatError(key, message, found=found, most=most)
