"""Many small cases in one test, which names each that failed.

What takes no time itself costs more as a test of its own: three workers collect it, one reports it three times.
"""

import inspect
from functools import wraps
from typing import Any

import pytest
from _pytest.mark import ParameterSet


def each_case(names, cases, *, ids=None):
    """Run a test for each case, like pytest's parametrize but in one test; all that failed are told, with their values.

    For tests that ask for no fixture which a case before could have changed.
    """
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    told = list(_told(names, cases, ids))
    assert told, "no case"

    def decorate(test):
        asked = inspect.signature(test)
        others = [kept for name, kept in asked.parameters.items() if name not in names]

        @wraps(test)
        def of_all_cases(**fixtures):
            failed, skipped = [], []
            for name, values in told:
                try:
                    test(**values, **fixtures)
                except pytest.skip.Exception as reason:
                    skipped.append(reason)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - told with the others
                    error.add_note(f"case {name}")
                    failed.append(error)
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(told)} cases", failed)
            if len(skipped) == len(told):
                raise skipped[0]

        del of_all_cases.__wrapped__  # pytest asks for what the signature names
        of_all_cases.__signature__ = asked.replace(parameters=others)
        return of_all_cases

    return decorate


def _told(names, cases, ids):
    """Yield of each case how it is called, and its values by name."""
    called = list(ids) if ids is not None and not callable(ids) else None
    for number, case in enumerate(cases):
        one = ParameterSet.extract_from(case, force_tuple=len(names) == 1)
        assert not one.marks, "a case with a mark is a test of its own"
        values = dict(zip(names, one.values, strict=True))
        yield str(called[number] if called else one.id or _short(number, values, ids)), values


def _short(number: int, values: dict[str, Any], ids: Any) -> str:
    words = ", ".join(str(ids(value)) if ids else repr(value) for value in values.values())
    return f"{number}: {words[:300]}"
