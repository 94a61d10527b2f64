"""The JSON Schemas of the open formats, and the check that uses them.

The check reads the part of JSON Schema that our envelopes use, and answers with one sentence for a person instead of
a tree of errors. Answers themselves (`allOf`, for other people's tools) are checked by `ballots.check`, which says
more and costs microseconds; a test holds both to the same verdict with the jsonschema package.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import path_of, shown

NAMES: Final = ("smd-tally-1", "smd-survey-1", "smd-plan-1", "smd-instrument-1")


class FormatError(ValueError):
    """A file that is not what its format says: where, and why in the reader's words, on one line."""

    def __init__(self, path: str | Sequence[str | int], message: str, **params: object) -> None:
        self.steps = (path,) if isinstance(path, str) else tuple(path)
        self.path = path if isinstance(path, str) else path_of(*path)
        self.message = message
        self.params = params
        text = message % params if params else message
        super().__init__(f"{self.path}: {text}" if self.path else text)

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross from one process to another as it was raised."""
        given = self.path if self.steps == (self.path,) else self.steps
        return _raised, (given, self.message, self.params)


def _raised(
    path: str | Sequence[str | int], message: str, params: Mapping[str, object]
) -> FormatError:
    """Make an error again as it was raised in another process."""
    return FormatError(path, message, **params)


@cache
def text(name: str) -> str:
    """Return the schema `name` as it is served; KeyError if there is none."""
    if name not in NAMES:
        raise KeyError(name)
    return files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")


@cache
def load(name: str) -> Mapping[str, Any]:
    """Return the schema `name` as a value."""
    loaded: Mapping[str, Any] = json.loads(text(name))
    return loaded


def check(value: object, schema: Mapping[str, Any], steps: tuple[str | int, ...] = ()) -> None:
    """Raise FormatError where the value first leaves the schema."""
    if "const" in schema and (value != schema["const"] or isinstance(value, bool)):
        raise FormatError(
            steps,
            N_("%(value)s is not %(wanted)s"),
            value=shown(value),
            wanted=shown(schema["const"]),
        )
    kind = schema.get("type")
    if isinstance(kind, list) and "null" in kind:
        if value is None:
            return
        kind = next(each for each in kind if each != "null")
    if isinstance(kind, str):  # of what may be a number or a text, its reader says more
        _KINDS[kind](value, schema, steps)


def _object(value: object, schema: Mapping[str, Any], steps: tuple[str | int, ...]) -> None:
    if not isinstance(value, dict):
        raise FormatError(steps, N_("%(value)s is not an object"), value=shown(value))
    known = schema.get("properties", {})
    if not value.keys() <= known.keys():
        _others(value, schema, steps)
    for key in schema.get("required", ()):
        if key not in value:
            raise FormatError((*steps, key), N_("missing"))
    for key, wanted in known.items():
        if key in value:
            check(value[key], wanted, (*steps, key))


def _others(
    value: Mapping[str, object], schema: Mapping[str, Any], steps: tuple[str | int, ...]
) -> None:
    """Check the keys of an object that its schema does not name."""
    wanted = schema.get("additionalProperties", {})
    for key in value:
        if key not in schema.get("properties", {}):
            if wanted is False:
                raise FormatError((*steps, key), N_("unknown key"))
            check(value[key], wanted, (*steps, key))


def _array(value: object, schema: Mapping[str, Any], steps: tuple[str | int, ...]) -> None:
    if not isinstance(value, list):
        raise FormatError(steps, N_("%(value)s is not a list"), value=shown(value))
    if not value and schema.get("minItems"):  # of a list too short its reader says more
        raise FormatError(steps, N_("the list is empty"))
    wanted = schema.get("items", {})
    for place, item in enumerate(value):
        check(item, wanted, (*steps, place))
    if schema.get("uniqueItems"):
        refuse_repeats(value, steps)


def refuse_repeats(
    values: Sequence[str | float], steps: tuple[str | int, ...], *inside: str
) -> None:
    """Raise FormatError at the first value that stood before; `inside` leads on from its place."""
    seen: set[str | float] = set()
    for place, value in enumerate(values):
        if value in seen:
            raise FormatError(
                (*steps, place, *inside), N_("%(value)s appears twice"), value=shown(value)
            )
        seen.add(value)


def _string(value: object, schema: Mapping[str, Any], steps: tuple[str | int, ...]) -> None:
    if not isinstance(value, str):
        raise FormatError(steps, N_("%(value)s is not a text"), value=shown(value))
    if len(value) < schema.get("minLength", 0):
        raise FormatError(steps, N_("the text is empty"))


def _integer(value: object, schema: Mapping[str, Any], steps: tuple[str | int, ...]) -> None:
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole:
        raise FormatError(steps, N_("%(value)s is not a whole number"), value=shown(value))
    if value < schema.get("minimum", value):
        raise FormatError(
            steps,
            N_("%(value)s is less than %(limit)s"),
            value=shown(value),
            limit=schema["minimum"],
        )
    if value > schema.get("maximum", value):
        raise FormatError(
            steps,
            N_("%(value)s is more than %(limit)s"),
            value=shown(value),
            limit=schema["maximum"],
        )


def _number(value: object, _schema: Mapping[str, Any], steps: tuple[str | int, ...]) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormatError(steps, N_("%(value)s is not a number"), value=shown(value))


def _boolean(value: object, _schema: Mapping[str, Any], steps: tuple[str | int, ...]) -> None:
    if not isinstance(value, bool):
        raise FormatError(steps, N_("%(value)s is neither true nor false"), value=shown(value))


_KINDS: Final[Mapping[str, Callable[[object, Mapping[str, Any], tuple[str | int, ...]], None]]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
