"""Open files as they are read and known again: strict JSON, one canonical form, one digest, one line for an error."""

import hashlib
import json
import math
from collections.abc import Callable, Iterator
from typing import Any, Final, Self

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import shown
from smd_workshop.library.schemas import FormatError

#: Of an error: a file may hold a key of a million signs.
LONGEST_LINE: Final = 1000


class _Repeated(dict[str, Any]):
    """An object of a file in which a key stood twice."""

    key = ""


class Written(float):
    """A number of a file that knows how it was written: the 0.1 of a file is a tenth, a binary 0.1 is not."""

    __slots__ = ("literal",)
    literal: str

    def __new__(cls, literal: str) -> Self:
        """Read a JSON number."""
        made = super().__new__(cls, literal)
        made.literal = literal
        return made


def parse(content: bytes, number: Callable[[str], float] = float) -> Any:
    """Read JSON strictly: UTF-8, no key twice, no NaN; FormatError otherwise.

    `number` reads what is not a whole number: `Written` where the digits decide.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            "", N_("the file is not UTF-8 text (byte %(place)s)"), place=error.start
        ) from None
    reader = Reader(number)
    value = reader.read(text)
    reader.refuse_odd(value, text)
    return value


class Reader:
    """Reads JSON and notices what Python's reader lets pass."""

    def __init__(self, number: Callable[[str], float] = float) -> None:
        self.odd = False
        self.read_number = number
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=self._number, parse_constant=self._number
        )

    def read(self, text: str) -> Any:
        """Return the value of a JSON text; FormatError if it is none."""
        try:
            return self.decoder.decode(text)
        except json.JSONDecodeError as error:
            message = N_("not JSON: %(why)s (line %(line)s, column %(column)s)")
            raise FormatError(
                "", message, why=error.msg, line=error.lineno, column=error.colno
            ) from None
        except RecursionError:
            raise FormatError("", N_("the file is nested too deeply")) from None
        except ValueError:
            raise FormatError("", N_("the file holds a number with too many digits")) from None

    def refuse_odd(self, value: object, text: str, steps: tuple[str | int, ...] = ()) -> None:
        """Raise FormatError at what was noticed in a value that was read from a text; steps lead to the value."""
        # The walk that finds the path costs time, so only a file known to be wrong pays for it.
        try:
            if self.odd:
                _refuse_odd(value, steps)
            if "\\ud" in text.lower():
                _refuse_half_characters(value, steps)
        except RecursionError:  # the walk goes a step less deep than the reader
            raise FormatError("", N_("the file is nested too deeply")) from None

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        keys = [key for key, _ in pairs]
        repeated = _Repeated(made)
        repeated.key = next(key for place, key in enumerate(keys) if key in keys[:place])
        self.odd = True
        return repeated

    def _number(self, literal: str) -> float:
        value = self.read_number(literal)
        self.odd = self.odd or not math.isfinite(value)
        return value


def _refuse_odd(value: object, steps: tuple[str | int, ...]) -> None:
    if isinstance(value, _Repeated):
        raise FormatError((*steps, value.key), N_("the key appears twice"))
    if isinstance(value, float) and not math.isfinite(value):
        raise FormatError(steps, N_("%(value)s is not a number"), value=value)
    for step, inner in _inside(value):
        _refuse_odd(inner, (*steps, step))


def _refuse_half_characters(value: object, steps: tuple[str | int, ...]) -> None:
    for text in [value] if isinstance(value, str) else value if isinstance(value, dict) else ():
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise FormatError(steps, N_("%(value)s holds half a character"), value=shown(text))
    for step, inner in _inside(value):
        _refuse_half_characters(inner, (*steps, step))


def _inside(value: object) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def written_json(value: Any) -> str:
    """Return a document as JSON in which every `Written` number has the digits it was written with."""
    match value:
        case Written():
            return value.literal
        case dict():
            pairs = (f"{written_json(key)}: {written_json(each)}" for key, each in value.items())
            return "{" + ", ".join(pairs) + "}"
        case list():
            return "[" + ", ".join(map(written_json, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False, allow_nan=False)


def canonical_json(value: Any) -> str:
    """Return a document in the one way to write it: sorted keys, no spaces."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def sha256(value: Any) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of a document, in UTF-8."""
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()


def one_line(error: FormatError) -> str:
    """Return the error as one printable line that can be read, whatever the file holds."""
    text = "".join(character if character.isprintable() else " " for character in str(error))
    return (
        text
        if len(text) <= LONGEST_LINE
        else f"{text[: LONGEST_LINE // 2]} … {text[-LONGEST_LINE // 2 :]}"
    )
