"""The methods this program knows: one folder each, all coming in through the same door."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from smd_workshop.library.method import Method


def _load() -> Mapping[str, Method]:
    """Every sub-package's METHOD by id; RuntimeError at start if a folder is not what it says."""
    methods = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        if not module.ispkg:
            continue
        method = getattr(import_module(f"{__name__}.{module.name}"), "METHOD", None)
        if not isinstance(method, Method) or method.id.replace("-", "_") != module.name:
            raise RuntimeError(
                f"methods/{module.name} must define METHOD with the id of its folder"
            )
        methods[method.id] = method
    return MappingProxyType(methods)


METHODS: Mapping[str, Method] = _load()


def folder_of(method: Method) -> str:
    """Return the name of the folder of a method: an id may hold hyphens, a folder may not."""
    return method.id.replace("-", "_")
