"""A folder of parts: `parts.json` with the document, the digest of the whole, and the name and digest of each part.

The result of a folder is that of the document it was made from, so it carries that document's digest; a part that is not
the one that was written is refused before it is counted.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from smd_workshop.library import schemas
from smd_workshop.library.ballots import shown
from smd_workshop.library.documents import parse
from smd_workshop.library.schemas import FormatError
from smd_workshop.parts.extra import needed

FORMAT: Final = "smd-parts/1"
CONTENTS: Final = "parts.json"
#: What is asked of the contents; the document inside is checked by the format that it names.
SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["format", "document", "input_sha256", "parts"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": FORMAT},
        "document": {"type": "object"},
        "input_sha256": {"type": "string", "minLength": 1},
        "parts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["member", "file", "rows", "sha256"],
                "additionalProperties": False,
                "properties": {
                    "member": {"type": "string", "minLength": 1},
                    "file": {"type": "string", "minLength": 1},
                    "rows": {"type": "integer", "minimum": 0},
                    "sha256": {"type": "string", "minLength": 1},
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file: of which list of the document it holds how many rows, and its digest."""

    member: str
    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of parts as its contents describe it, in the order of the document."""

    path: Path
    document: Mapping[str, Any]
    input_sha256: str
    parts: tuple[Part, ...]

    @classmethod
    def read(cls, path: Path) -> "Folder":
        """Read the contents of a folder; FormatError where they are missing or no such thing."""
        try:
            content = (path / CONTENTS).read_bytes()
        except OSError as error:
            raise _unread(path / CONTENTS, error) from None
        contents = parse(content)
        if isinstance(contents, dict) and "format" in contents:
            # First, or another document would be told off for its keys.
            schemas.check(contents["format"], {"const": FORMAT}, ("format",))
        schemas.check(contents, SCHEMA)
        parts = tuple(Part(**each) for each in contents["parts"])
        for place, part in enumerate(parts):
            if Path(part.file).name != part.file:
                raise FormatError(
                    ("parts", place, "file"),
                    "%(value)s is not a name of a file in this folder",
                    value=shown(part.file),
                )
        names = [part.file for part in parts]
        schemas.refuse_repeats(names, ("parts",), "file")
        # Where the workers are started elsewhere, a relative path would lead somewhere else.
        return cls(path.resolve(), contents["document"], contents["input_sha256"], parts)

    def refuse_uncounted(self, lists: Sequence[str]) -> None:
        """Raise FormatError at rows that nobody would count: of other lists than these, or in the document itself."""
        for place, part in enumerate(self.parts):
            if part.member not in lists or part.member not in self.document:
                steps = ("parts", place, "member")
                raise FormatError(
                    steps, "the document has no list %(value)s", value=shown(part.member)
                )
        for name in lists:
            if self.document.get(name):
                raise FormatError(("document", name), "is not empty; its rows stand in the parts")

    def of(self, name: str) -> tuple[tuple[Path, Part, int], ...]:
        """Return the parts of a list, each with its place on the disk and the place of its first row in the list."""
        found, first = [], 0
        for part in self.parts:
            if part.member == name:
                found.append((self.path / part.file, part, first))
                first += part.rows
        return tuple(found)

    def has(self, name: str) -> bool:
        """Whether the document had a list of this name, empty ones included."""
        return name in self.document


def prepared(path: Path) -> Path:
    """Return a new or empty folder to write into; FormatError if something stands there, so that nothing is mixed."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        filled = any(path.iterdir())
    except OSError as error:
        raise _unread(path, error) from None
    if filled:
        raise FormatError("", "%(file)s is not empty", file=str(path))
    return path


def write(path: Path, document: Mapping[str, Any], digest: str, parts: Sequence[Part]) -> None:
    """Write the contents, last of all: a folder without them is no folder of parts."""
    contents = {
        "format": FORMAT,
        "document": document,
        "input_sha256": digest,
        "parts": [asdict(part) for part in parts],
    }
    text = json.dumps(contents, ensure_ascii=False, indent=1)
    (path / CONTENTS).write_text(text + "\n", encoding="utf-8")


class Writer:
    """Writes the rows of one list into files of about the same number of rows; what comes in pieces is held for one file."""

    def __init__(self, path: Path, name: str, rows: int) -> None:
        self.path, self.name, self.rows = path, name, rows
        self.parts: list[Part] = []
        self._held: list[Any] = []
        self._many = 0
        self._arrow = needed("pyarrow", "Parquet")
        self._parquet = needed("pyarrow.parquet", "Parquet")

    def take(self, table: Any) -> None:
        """Go on with some rows, a pyarrow table."""
        self._held.append(table)
        self._many += table.num_rows
        if self._many >= self.rows:
            self._flush()

    def done(self) -> list[Part]:
        """Write what is left and return all parts."""
        if self._many:
            self._flush()
        return self.parts

    def _flush(self) -> None:
        file = f"{self.name}-{len(self.parts):05}.parquet"
        self._parquet.write_table(self._arrow.concat_tables(self._held), self.path / file)
        digest = hashlib.sha256((self.path / file).read_bytes()).hexdigest()
        self.parts.append(Part(self.name, file, self._many, digest))
        self._held, self._many = [], 0


def batches(path: Path, part: Part, columns: Mapping[str, type], size: int) -> Iterator[Any]:
    """Yield the rows of a part, `size` at a time, as pyarrow batches of exactly these columns, each of int or str.

    FormatError if the file is missing or is not the one that was written.
    """
    arrow = needed("pyarrow", "Parquet")
    parquet = needed("pyarrow.parquet", "Parquet")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unread(path, error) from None
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise FormatError("", "%(file)s is not the part that was written", file=part.file)
    try:
        file = parquet.ParquetFile(arrow.BufferReader(content))
        fits = file.metadata.num_rows == part.rows and [*columns.items()] == [
            (column.name, _type_of(arrow, column.type)) for column in file.schema_arrow
        ]
    except arrow.ArrowException:
        fits = False
    if not fits:
        raise FormatError("", "%(file)s does not hold what its folder says", file=part.file)
    yield from file.iter_batches(batch_size=size)


def _type_of(arrow: Any, of: Any) -> type | None:
    """Return what the cells of a column are; None of what no part holds, such as fractions that would be cut off."""
    if arrow.types.is_signed_integer(of):
        return int
    return str if arrow.types.is_string(of) or arrow.types.is_large_string(of) else None


def _unread(path: Path, error: OSError) -> FormatError:
    why = error.strerror or str(error)
    return FormatError("", "%(file)s: %(why)s", file=str(path), why=why)
