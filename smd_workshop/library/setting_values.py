"""The settings of a round as somebody gave them: read, checked, and filled with what nobody said."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import shown
from smd_workshop.library.ballots.kind import SIDES, UNGROUPED
from smd_workshop.library.numbers import FRACTION, as_fraction, is_number, read_share
from smd_workshop.library.settings import (
    LARGEST_AMOUNT,
    LONGEST_UNIT,
    InvalidSetting,
    Setting,
    Settings,
)


def filled(
    known: Sequence[Setting], given: Mapping[str, Any], options: Sequence[str], method: str
) -> dict[str, Any]:
    """Return every known setting, checked, with defaults filled; InvalidSetting names the method that knows no such one."""
    by_key = {setting.key: setting for setting in known}
    for key in given:
        if key not in by_key:
            raise InvalidSetting((key,), N_("%(method)s has no such setting"), method=method)
    read = {
        key: _setting(setting, given, options)
        for key, setting in by_key.items()
        if key in given or setting.kind not in {"bound", "unit"}
    }
    for setting in known:
        _refuse_reversed(setting, read)
    return read


def _refuse_reversed(setting: Setting, read: Settings) -> None:
    """Refuse two bounds between which no number lies."""
    low, high = read.get(setting.over), read.get(setting.key)
    if low is not None and high is not None and as_fraction(high) < as_fraction(low):
        raise InvalidSetting(
            (setting.key,),
            N_("%(value)s is less than %(limit)s"),
            value=shown(high),
            limit=shown(low),
        )


def _setting(setting: Setting, given: Mapping[str, Any], options: Sequence[str]) -> Any:
    if setting.key not in given:
        if setting.kind == "groups":
            return {UNGROUPED: list(options)}
        if setting.default is None:
            raise InvalidSetting((setting.key,), N_("missing"))
        return setting.default
    return _read(setting, given[setting.key], options)


def _read(setting: Setting, value: object, options: Sequence[str]) -> Any:
    of_options = {"groups": _groups, "sides": _sides, "costs": _costs}.get(setting.kind)
    if of_options is not None:
        return of_options(setting.key, value, options)
    return _plain(setting, value)


def _plain(setting: Setting, value: object) -> Any:
    """Read a setting that does not depend on the options."""
    match setting.kind:
        case "integer":
            return _bounded(setting, _integer(setting.key, value))
        case "number":
            return _bounded(setting, _number(setting.key, value))
        case "share":
            return _share(setting, value)
        case "choice":
            return _choice(setting, value)
        case kind:
            read = {"seed": _seed, "amount": _amount, "bound": _bound, "unit": _unit}[kind]
            return read(setting.key, value)


def _integer(key: str, value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidSetting((key,), N_("%(value)s is not a whole number"), value=shown(value))
    return value


def _seed(key: str, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return format(Decimal(value), "f")
    if not isinstance(value, str) or not value:
        raise InvalidSetting((key,), N_("%(value)s is not a text"), value=shown(value))
    return value


def _choice(setting: Setting, value: object) -> str:
    if not isinstance(value, str) or value not in setting.choices:
        raise InvalidSetting(
            (setting.key,),
            N_("%(value)s is not one of %(answers)s"),
            value=shown(value),
            answers=", ".join(setting.choices),
        )
    return value


def _amount(key: str, value: object) -> Any:
    return _above_zero((key,), value)


def _above_zero(steps: tuple[str, ...], value: object) -> Any:
    """Keep an amount as it is written: a number, or a short text that Fraction reads."""
    try:
        amount = read_share(value)
    except ValueError:
        raise InvalidSetting(steps, N_("%(value)s is not a number"), value=shown(value)) from None
    if amount <= 0:
        raise InvalidSetting(steps, N_("%(value)s is not more than 0"), value=shown(value))
    if amount > LARGEST_AMOUNT:
        raise InvalidSetting(steps, N_("%(value)s is too large"), value=shown(value))
    return value


def _bound(key: str, value: object) -> float:
    number = _number(key, value)
    if abs(number) > LARGEST_AMOUNT:
        raise InvalidSetting((key,), N_("%(value)s is too large"), value=shown(value))
    return number


def _unit(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidSetting((key,), N_("%(value)s is not a text"), value=shown(value))
    if len(value) > LONGEST_UNIT:
        raise InvalidSetting((key,), N_("longer than %(most)s signs"), most=LONGEST_UNIT)
    return value.strip()


def _costs(key: str, value: object, options: Sequence[str]) -> dict[str, Any]:
    """Read what each option costs, in their order."""
    if not isinstance(value, dict):
        raise InvalidSetting((key,), N_("%(value)s is not an object"), value=shown(value))
    for code in value:
        if code not in options:
            raise InvalidSetting((key, code), N_("there is no such option"))
    for code in options:
        if code not in value:
            raise InvalidSetting((key, code), N_("missing"))
    return {code: _above_zero((key, code), value[code]) for code in options}


def _number(key: str, value: object) -> float:
    if not is_number(value):
        raise InvalidSetting((key,), N_("%(value)s is not a number"), value=shown(value))
    return value


def _share(setting: Setting, value: object) -> Any:
    """Numbers stay as written; "2/3" stays a text that Fraction reads."""
    if isinstance(value, str):
        # Short plain texts only: Fraction("1e999999999") would fill the memory.
        if not FRACTION.fullmatch(value):
            raise InvalidSetting(
                (setting.key,), N_("%(value)s is not a number"), value=shown(value)
            )
        number = Fraction(value)
        _bounded(setting, number)
        return str(number)
    return _bounded(setting, _number(setting.key, value))


def _bounded(setting: Setting, value: Any) -> Any:
    if setting.minimum is not None and value < setting.minimum:
        raise InvalidSetting(
            (setting.key,),
            N_("%(value)s is less than %(limit)s"),
            value=shown(value),
            limit=setting.minimum,
        )
    if setting.below is not None and value >= setting.below:
        raise InvalidSetting(
            (setting.key,),
            N_("%(value)s is not less than %(limit)s"),
            value=shown(value),
            limit=setting.below,
        )
    if setting.maximum is not None and value > setting.maximum:
        raise InvalidSetting(
            (setting.key,),
            N_("%(value)s is more than %(limit)s"),
            value=shown(value),
            limit=setting.maximum,
        )
    return value


def _groups(key: str, value: object, options: Sequence[str]) -> dict[str, list[str]]:
    if not isinstance(value, dict):
        raise InvalidSetting((key,), N_("%(value)s is not an object"), value=shown(value))
    if not value:
        raise InvalidSetting((key,), N_("there is no group"))
    taken: set[str] = set()
    for name, members in value.items():
        _group(key, name, members, options, taken)
    for code in options:
        if code not in taken:
            raise InvalidSetting((key,), N_("%(value)s is in no group"), value=shown(code))
    return {name: list(members) for name, members in value.items()}


def _sides(key: str, value: object, options: Sequence[str]) -> dict[str, list[str]]:
    """Read the sides of a crossing; a side that is left out has no options."""
    if not isinstance(value, dict):
        raise InvalidSetting((key,), N_("%(value)s is not an object"), value=shown(value))
    taken: set[str] = set()
    for name, members in value.items():
        if name not in SIDES:
            raise InvalidSetting((key, name), N_("there is no such side, only F, O, D and A"))
        if not isinstance(members, list):
            raise InvalidSetting((key, name), N_("a side is a list of options"))
        _members(key, name, members, options, taken)
    for code in options:
        if code not in taken:
            raise InvalidSetting((key,), N_("%(value)s is on no side"), value=shown(code))
    return {name: list(value.get(name, ())) for name in dict.fromkeys((*value, *SIDES))}


def _group(key: str, name: str, members: object, options: Sequence[str], taken: set[str]) -> None:
    """Check one group; its options are added to those already `taken`."""
    if not name or not isinstance(members, list) or not members:
        raise InvalidSetting((key, name), N_("a group is a list of one or more options"))
    _members(key, name, members, options, taken)


def _members(
    key: str, name: str, members: Sequence[object], options: Sequence[str], taken: set[str]
) -> None:
    for place, code in enumerate(members):
        if not isinstance(code, str) or code not in options:
            raise InvalidSetting(
                (key, name, place), N_("there is no option %(value)s"), value=shown(code)
            )
        if code in taken:
            raise InvalidSetting(
                (key, name, place), N_("%(value)s is already in a group"), value=shown(code)
            )
        taken.add(code)
