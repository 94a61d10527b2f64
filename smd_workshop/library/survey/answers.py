"""Responses as they stand in a file → blocks of small whole numbers, or an error with its place."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import shown
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.apart import RESPONSES
from smd_workshop.library.survey.design import Design

#: (people, items): how far an answer lies above the lowest of its item; `NA` or `MISSING` where there is no number.
Block = NDArray[np.int16]

NA: Final = -1
MISSING: Final = -2
#: What a file writes for "not applicable".
NOT_APPLICABLE: Final = "na"
#: People in a block: few enough that floats add their products exactly, many enough that numpy's start costs little.
BLOCK: Final = 8192

# No answer to any item is as large as these.
_RAW_NA, _RAW_MISSING = 2**20, 2**20 + 1
_KINDS: Final = frozenset({int, float, str, type(None)})


def blocks(design: Design, responses: Iterable[Any], key: str = RESPONSES) -> Iterator[Block]:
    """Return the answers of a file's list of responses, block by block; FormatError at the first that does not fit."""
    reader = Reader(design, key)
    source, first = iter(responses), 0
    while part := list(islice(source, BLOCK)):
        yield reader.block(part, first)
        first += len(part)


class Reader:
    """Reads responses of one design; what is right costs a few microseconds each."""

    def __init__(self, design: Design, key: str = RESPONSES) -> None:
        self.design, self._key = design, key
        self._known = frozenset(design.items)
        ends = [design.ends(item) for item in design.items]
        self._low = np.array([low for low, _ in ends], dtype=np.int64)
        self._points = np.array([high - low for low, high in ends], dtype=np.int64)
        span = range(min((e[0] for e in ends), default=0), max((e[1] for e in ends), default=0) + 1)
        self._raw: dict[Any, int] = {value: value for value in span}
        self._raw |= {None: _RAW_MISSING, NOT_APPLICABLE: _RAW_NA}

    def block(self, responses: list[Any], first: int) -> Block:
        """Return some responses as a block; `first` is the place of the first one in the file."""
        try:
            rows = [self._row(response) for response in responses]
        except (KeyError, TypeError, AttributeError):
            raise self._first_error(responses, first) from None
        flat = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * len(self._low))
        raw = flat.reshape(len(rows), len(self._low))
        coded = raw - self._low
        outside = ((coded < 0) | (coded > self._points)) & (raw < _RAW_NA)
        if outside.any():
            raise self._first_error(responses, first)
        coded[raw == _RAW_NA] = NA
        coded[raw == _RAW_MISSING] = MISSING
        return coded.astype(np.int16)

    def _row(self, response: Any) -> list[int]:
        """Return the raw answers of one response; an error of any kind if something about it is odd."""
        if not self._known.issuperset(response):
            self._refuse_strangers(response)
        values = [*map(response.get, self.design.items)]
        # True is 1 to Python, but no answer.
        if not _KINDS.issuperset(map(type, values)):
            raise TypeError
        return [*map(self._raw.__getitem__, values)]

    def _refuse_strangers(self, response: Mapping[str, Any]) -> None:
        """Refuse an answer to an item that is not asked; a missing one says nothing, so it may stand."""
        for code, answer in response.items():
            if code not in self._known and answer is not None:
                raise KeyError(code)

    def _first_error(self, responses: list[Any], first: int) -> FormatError:
        """Find what is wrong, slowly: only a file known to be wrong pays for it."""
        for place, response in enumerate(responses, first):
            steps = (self._key, place)
            if not isinstance(response, dict):
                return FormatError(steps, N_("%(value)s is not an object"), value=shown(response))
            for code, answer in response.items():
                found = self._error(code, answer, (*steps, code))
                if found is not None:
                    return found
        raise RuntimeError("a response was refused that has no fault")

    def _error(self, code: str, answer: object, steps: tuple[str | int, ...]) -> FormatError | None:
        """Say what is wrong with one answer; None if nothing is."""
        if answer is None:
            return None
        if code not in self._known:
            return FormatError(steps, N_("there is no such item"))
        low, high = self.design.ends(code)
        number = isinstance(answer, int | float) and not isinstance(answer, bool)
        if answer == NOT_APPLICABLE or (number and answer in range(low, high + 1)):
            return None
        message = N_('%(value)s is neither a number from %(low)s to %(high)s nor "na"')
        if number:
            whole = isinstance(answer, int) or (isinstance(answer, float) and answer.is_integer())
            message = (
                N_("%(value)s is not between %(low)s and %(high)s")
                if whole
                else N_("%(value)s is not a whole number between %(low)s and %(high)s")
            )
        return FormatError(steps, message, value=shown(answer), low=low, high=high)
