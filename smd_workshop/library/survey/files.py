"""The content of an smd-survey/1 file, however long → its smd-survey-result/1 document."""

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.documents import parse
from smd_workshop.library.long_documents import Digest, members
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.answers import BLOCK, blocks
from smd_workshop.library.survey.apart import OPEN_RESPONSES, RESPONSES
from smd_workshop.library.survey.document import design_of, recount, result
from smd_workshop.library.survey.summary import Summary

#: Bytes from which a file is not held as values: they take eight times as much.
LONG: Final = 2**23
#: What may follow the responses without a second look at them: nothing of it says how they are read.
LATE: Final = frozenset({"settings", OPEN_RESPONSES})

Members = Mapping[str, Any]


def recount_content(content: bytes) -> JsonResult:
    """Return the result of a file's content; FormatError as `recount`. Of a long one a block is held at a time."""
    return recount(parse(content)) if len(content) < LONG else _recount_long(content)


def _recount_long(content: bytes) -> JsonResult:
    try:
        document, late, counted = _read(content)
        if counted is not None and late <= LATE:
            return _result(document, counted)
    except FormatError:
        pass  # perhaps only because what was asked stands behind the answers
    known = {key: value for key, value in members(content, RESPONSES) if not _drained(value)}
    document, _, counted = _read(content, known)
    return _result(document, counted)


def _drained(value: object) -> bool:
    """Whether a value is the long list, which is then passed over."""
    if isinstance(value, Iterator):
        deque(value, maxlen=0)
        return True
    return False


Counted = tuple[Summary, Digest]


def _read(
    content: bytes, known: Members | None = None
) -> tuple[dict[str, Any], set[str], Counted | None]:
    """Count in one pass with what is known of the document; return its members, those behind the responses, the count."""
    document: dict[str, Any] = {}
    late: set[str] = set()
    counted = None
    for key, value in members(content, RESPONSES):
        if isinstance(value, Iterator):
            counted = _count(document if known is None else known, value)
            document[RESPONSES] = []
        else:
            document[key] = value
            late |= {key} if counted else set()
    return document, late, counted


def _count(document: Members, responses: Iterator[Any]) -> Counted:
    design = design_of({**document, RESPONSES: []})
    digest = Digest(document, RESPONSES)
    return Summary.of_blocks(design, blocks(design, _digested(responses, digest))), digest


def _digested(responses: Iterator[Any], digest: Digest) -> Iterator[Any]:
    while part := list(islice(responses, BLOCK)):
        digest.take(part)
        yield from part


def _result(document: dict[str, Any], counted: Counted | None) -> JsonResult:
    design_of(document)  # again, for what stands behind the responses
    if counted is None:
        raise FormatError(RESPONSES, N_("missing"))
    summary, digest = counted
    others = {key: value for key, value in document.items() if key != RESPONSES}
    return result(document, summary, digest.hexadecimal(others))
