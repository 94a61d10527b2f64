"""Loading a room: each of its modules puts its own pages on the blueprint, or its own jobs in the queue."""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import walk_packages


def load_all(package: str, path: Iterable[str]) -> None:
    """Import every module of a package and of its folders; adding one needs no list anywhere."""
    for module in walk_packages(path, f"{package}."):
        import_module(module.name)
