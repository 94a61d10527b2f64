"""The methods this program knows: one folder each, all coming in through the same door.

A package of somebody else comes in by `register`: it holds folders like those beside this file.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final

from smd_workshop.library.facets import missing
from smd_workshop.library.method import Method

#: What stands in a folder beside METHOD.
FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "result.html": "how its result looks on a page and on paper",
        "projector.html": "how its result looks on the wall",
        "acta.html": "how its result looks in the acta",
        "about.es.md": "its help in Spanish",
        "about.en.md": "its help in English",
        "examples.toml": "known answers with their sources, which hold its figures",
    }
)
LONGEST_ID: Final = 40  # what the tables hold


class Incomplete(RuntimeError):  # noqa: N818 - it names what is wrong with the folder
    """A folder that does not say everything a method must say; a sentence that names both."""


_folders: dict[str, Path] = {}
_methods: dict[str, Method] = {}
#: Every method by its id, those of this package first; follows what is registered.
METHODS: Final[Mapping[str, Method]] = MappingProxyType(_methods)


def register(package: str) -> None:
    """Add the methods of a package, one folder each; a second time it changes nothing.

    Raises Incomplete where a folder leaves something out or takes an id that is taken; then none is added.
    """
    found = list(_of_package(import_module(package)))
    for method, folder in found:
        if _folders.get(method.id, folder) != folder:
            raise Incomplete(
                f"{folder}: there is a method {method.id} already, in {folder_of(_methods[method.id])}"
            )
    for method, folder in found:
        _methods[method.id], _folders[method.id] = method, folder


def withdraw(package: str) -> None:
    """Take the methods of a registered package out again."""
    for method, _ in _of_package(import_module(package)):
        _methods.pop(method.id, None)
        _folders.pop(method.id, None)


def folder_of(method: Method) -> Path:
    """Return where the files of a method stand; KeyError for one that is not registered."""
    return _folders[method.id]


def fragment(name: str) -> Path | None:
    """Return the template that is called <id>/<file>; None for a method that is not there any more."""
    method_id, _, file = name.partition("/")
    folder = _folders.get(method_id)
    path = folder / file if folder is not None and file.isascii() and "/" not in file else None
    return path if path is not None and path.suffix == ".html" and path.is_file() else None


def _of_package(package: ModuleType) -> Iterator[tuple[Method, Path]]:
    """Yield the METHOD of every folder in a package, with the folder, in the order of their names."""
    inside = (each for each in Path(package.__path__[0]).iterdir() if each.is_dir())
    for folder in sorted(each for each in inside if each.name[0] not in "._"):
        found = import_module(f"{package.__name__}.{folder.name}")
        yield _complete(getattr(found, "METHOD", None), folder), folder


def _complete(method: object, folder: Path) -> Method:
    """Return the method of a folder, or raise Incomplete with what it leaves out."""
    if not isinstance(method, Method):
        raise Incomplete(f"{folder} does not define METHOD, a smd_workshop.library.method.Method")
    for name, what in missing(method):
        raise Incomplete(f"{folder}: METHOD does not say {name}: {what}")
    if method.id.replace("-", "_") != folder.name or len(method.id) > LONGEST_ID:
        raise Incomplete(
            f"{folder}: METHOD must have the id of its folder, at most {LONGEST_ID} long"
        )
    known = {setting.key for setting in method.settings}
    for rule, key in method.fixes.items():
        if key not in known:
            raise Incomplete(
                f"{folder}: METHOD fixes {key} by the rule {rule}, but has no such setting"
            )
    for name, what in FILES.items():
        if not (folder / name).is_file():
            raise Incomplete(f"{folder} has no {name}: {what}")
    return method


register(__name__)
