"""Files too long to be held as values: the members of a JSON object one by one, a long list value by value.

What is read is what `documents.parse` reads, as strictly; only the sentence about broken JSON may differ.
"""

import codecs
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.documents import Reader, canonical_json
from smd_workshop.library.schemas import FormatError

#: Bytes read at a time.
PIECE: Final = 2**20
# Of a number that a piece cuts through, as many characters may look as if they did not belong to it: 1|e+
_CUT: Final = 3
_SPACE: Final = re.compile(r"[ \t\n\r]*")


def members(content: bytes, long: str) -> Iterator[tuple[str, Any]]:
    """Yield the members of a JSON object in their order; FormatError where the content is no such thing.

    If the member `long` is a list, it comes as an iterator of its values, to be used up before the next member is asked
    for.
    """
    text = _Text(content)
    text.expect("{", "Expecting an object")
    seen: set[str] = set()
    if not text.take("}"):
        while True:
            key = _key(text, seen)
            text.expect(":", "Expecting ':' delimiter")
            if key == long and text.take("["):
                yield key, _values(text, (key,))
            else:
                yield key, text.value((key,))
            if text.take("}"):
                break
            text.expect(",", "Expecting ',' delimiter")
    if not text.ended():
        raise text.broken("Extra data")


def _key(text: "_Text", seen: set[str]) -> str:
    if not text.at('"'):
        raise text.broken("Expecting property name enclosed in double quotes")
    key = text.value(())
    if key in seen:
        raise FormatError((key,), N_("the key appears twice"))
    seen.add(key)
    return str(key)


def _values(text: "_Text", steps: tuple[str | int, ...]) -> Iterator[Any]:
    """Yield the values of a list of which the bracket was read."""
    if text.take("]"):
        return
    place = 0
    while True:
        yield text.value((*steps, place))
        place += 1
        if text.take("]"):
            return
        text.expect(",", "Expecting ',' delimiter")


class _Text:
    """A text of which a piece is held at a time."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._read = 0
        self._text = ""
        self._place = 0
        self._line, self._column = 1, 1
        self._reader = Reader()
        self._scan = self._reader.decoder.raw_decode

    def at(self, mark: str) -> bool:
        """Whether a mark comes next, after spaces."""
        self._skip()
        return self._text.startswith(mark, self._place)

    def take(self, mark: str) -> bool:
        """Read a mark if it comes next."""
        if not self.at(mark):
            return False
        self._place += 1
        return True

    def expect(self, mark: str, otherwise: str) -> None:
        """Read a mark that must come next."""
        if not self.take(mark):
            raise self.broken(otherwise)

    def ended(self) -> bool:
        """Whether only spaces are left."""
        self._skip()
        return self._place == len(self._text)

    def value(self, steps: tuple[str | int, ...]) -> Any:
        """Read one value, whose place in the document the steps lead to.

        Raises FormatError for what is no JSON, is nested too deeply, or holds what a document may not.
        """
        self._skip()
        size = PIECE
        while True:
            try:
                value, end = self._scan(self._text, self._place)
            except json.JSONDecodeError as error:
                # It may go on in the next piece; of a long value more and more is read at a time.
                if self._more(size):
                    size *= 2
                    continue
                raise self._broken(error.msg, error.pos) from None
            except RecursionError:
                raise FormatError("", N_("the file is nested too deeply")) from None
            except ValueError:
                raise FormatError("", N_("the file holds a number with too many digits")) from None
            if end > len(self._text) - _CUT and self._more(size):
                continue
            self._reader.refuse_odd(value, self._text[self._place : end], steps)
            self._place = end
            return value

    def broken(self, why: str) -> FormatError:
        """Return the error that something else was expected at this place."""
        return self._broken(why, self._place)

    def _broken(self, why: str, place: int) -> FormatError:
        line, column = self._where(place)
        message = N_("not JSON: %(why)s (line %(line)s, column %(column)s)")
        return FormatError("", message, why=why, line=line, column=column)

    def _where(self, place: int) -> tuple[int, int]:
        """Return the line and the column of a place in the piece."""
        lines = self._text.count("\n", 0, place)
        if not lines:
            return self._line, self._column + place
        return self._line + lines, place - self._text.rfind("\n", 0, place)

    def _skip(self) -> None:
        while True:
            found = _SPACE.match(self._text, self._place)
            self._place = found.end() if found else self._place
            if self._place < len(self._text) or not self._more(PIECE):
                return

    def _more(self, size: int) -> bool:
        """Read on, and let go of what was used; False at the end."""
        if self._read == len(self._content):
            return False
        self._line, self._column = self._where(self._place)
        piece = self._content[self._read : self._read + size]
        last = self._read + len(piece) == len(self._content)
        begun = len(
            self._decoder.getstate()[0]
        )  # bytes of a character that the piece before cut through
        try:
            text = self._decoder.decode(piece, last)
        except UnicodeDecodeError as error:
            raise FormatError(
                "",
                N_("the file is not UTF-8 text (byte %(place)s)"),
                place=self._read - begun + error.start,
            ) from None
        self._read += len(piece)
        self._text, self._place = self._text[self._place :] + text, 0
        return True


class Digest:
    """The SHA-256 of the canonical JSON of a document of which one list comes piece by piece."""

    def __init__(self, members: Mapping[str, Any], long: str) -> None:
        """Begin with the members that sort before the long one; they must all be known, others need not."""
        self._hash = hashlib.sha256()
        self._long = long
        self._between = ""
        before = (f"{_member(key, members[key])}," for key in sorted(members) if key < long)
        self._add("{" + "".join(before) + f"{canonical_json(long)}:[")

    def take(self, values: list[Any]) -> None:
        """Go on with some values of the list."""
        if values:
            self._add(self._between + canonical_json(values)[1:-1])
            self._between = ","

    def take_written(self, texts: Sequence[str]) -> None:
        """Go on with some values that are canonical JSON already."""
        if texts:
            self._add(self._between + ",".join(texts))
            self._between = ","

    def begin(self, members: Mapping[str, Any], long: str) -> None:
        """End the list, and go on with another long one that sorts behind it, and the members between the two."""
        between = (
            f",{_member(key, members[key])}" for key in sorted(members) if self._long < key < long
        )
        self._add("]" + "".join(between) + f",{canonical_json(long)}:[")
        self._long, self._between = long, ""

    def hexadecimal(self, members: Mapping[str, Any]) -> str:
        """Return the digest of the whole, after the last value, with the members that sort behind the long one."""
        after = (f",{_member(key, members[key])}" for key in sorted(members) if key > self._long)
        self._add("]" + "".join(after) + "}")
        return self._hash.hexdigest()

    def _add(self, text: str) -> None:
        self._hash.update(text.encode("utf-8"))


def _member(key: str, value: Any) -> str:
    return f"{canonical_json(key)}:{canonical_json(value)}"
