"""The packages of the extra `big`: where one of them is missing, one sentence says what to install."""

from importlib import import_module
from typing import Any

INSTALL = (
    "%(what)s needs packages that are not installed: "
    ".venv/bin/python -m pip install --require-hashes -r requirements-big.txt"
)


class MissingError(RuntimeError):
    """A package that only large counts need is not installed; the message is for the person at the terminal."""


def needed(module: str, what: str) -> Any:
    """Return a module of the extra, or raise MissingError, which says what cannot be done without it."""
    try:
        return import_module(module)
    except ImportError:
        raise MissingError(INSTALL % {"what": what}) from None
