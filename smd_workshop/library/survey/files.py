"""The content of an smd-survey/1 file, however long → its smd-survey-result/1 document."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, TypeVar

from smd_workshop.core.messages import N_
from smd_workshop.library.documents import parse, sha256
from smd_workshop.library.long_documents import Digest, members
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.answers import BLOCK, Block, blocks
from smd_workshop.library.survey.apart import RESPONSES
from smd_workshop.library.survey.design import Design
from smd_workshop.library.survey.document import design_of, result
from smd_workshop.library.survey.summary import Summary

T = TypeVar("T")
#: What is made of the responses of a file, block by block; begun anew where the file has to be read twice.
Take = Callable[[Design, Iterator[Block]], T]

#: Bytes from which a file is not held as values: they take eight times as much.
LONG: Final = 2**23
#: What may follow the responses without a second look at them: nothing of it says how they are read, and in the digest it
#: comes after them.
LATE: Final = frozenset({"settings"})

Members = Mapping[str, Any]
Counted = tuple[T, Digest]


def recount_content(content: bytes) -> JsonResult:
    """Return the result of a file's content; FormatError as `recount`. Of a long one a block is held at a time."""
    document, summary, digest = taken(content, Summary.of_blocks)
    return result(document, summary, digest)


def taken(content: bytes, take: Take[T]) -> tuple[dict[str, Any], T, str]:
    """Return a file's members without the responses, what was made of those, and the digest of the whole.

    FormatError as `recount`, but of the population, which is compared with how many answered where figures are made.
    """
    if len(content) >= LONG:
        return _taken_long(content, take)
    document = parse(content)
    design = design_of(document)
    made = take(design, blocks(design, document[RESPONSES]))
    return {**document, RESPONSES: []}, made, sha256(document)


def _taken_long(content: bytes, take: Take[T]) -> tuple[dict[str, Any], T, str]:
    try:
        document, late, counted = _read(content, take)
        if counted is not None and late <= LATE:
            return _whole(document, counted)
    except FormatError:
        pass  # perhaps only because what was asked stands behind the answers
    known = {key: value for key, value in members(content, RESPONSES) if not _drained(value)}
    document, _, counted = _read(content, take, known)
    return _whole(document, counted)


def _drained(value: object) -> bool:
    """Whether a value is the long list, which is then passed over."""
    if isinstance(value, Iterator):
        deque(value, maxlen=0)
        return True
    return False


def _read(
    content: bytes, take: Take[T], known: Members | None = None
) -> tuple[dict[str, Any], set[str], Counted[T] | None]:
    """Read in one pass with what is known of the document; return its members, those behind the responses, the rest."""
    document: dict[str, Any] = {}
    late: set[str] = set()
    counted = None
    for key, value in members(content, RESPONSES):
        if isinstance(value, Iterator):
            counted = _count(document if known is None else known, value, take)
            document[RESPONSES] = []
        else:
            document[key] = value
            late |= {key} if counted else set()
    return document, late, counted


def _count(document: Members, responses: Iterator[Any], take: Take[T]) -> Counted[T]:
    design = design_of({**document, RESPONSES: []})
    digest = Digest(document, RESPONSES)
    return take(design, blocks(design, _digested(responses, digest))), digest


def _digested(responses: Iterator[Any], digest: Digest) -> Iterator[Any]:
    while part := list(islice(responses, BLOCK)):
        digest.take(part)
        yield from part


def _whole(document: dict[str, Any], counted: Counted[T] | None) -> tuple[dict[str, Any], T, str]:
    design_of(document)  # again, for what stands behind the responses
    if counted is None:
        raise FormatError(RESPONSES, N_("missing"))
    made, digest = counted
    others = {key: value for key, value in document.items() if key != RESPONSES}
    return document, made, digest.hexadecimal(others)
