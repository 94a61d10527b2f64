"""All that is wrong with what was sent, not what is found first: who mends one fault after the other loses patience."""

from collections.abc import Callable, Mapping
from typing import Any

from smd_workshop.core.errors import Invalid, Several


def every(checks: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Return what each check gives by its name. Raises Invalid with each fault where any check does."""
    found: dict[str, Any] = {}
    faults: list[Invalid] = []
    for name, check in checks.items():
        try:
            found[name] = check()
        except Several as several:
            faults += several.faults
        except Invalid as fault:
            faults.append(fault)
    if faults:
        raise faults[0] if len(faults) == 1 else Several(faults)
    return found
