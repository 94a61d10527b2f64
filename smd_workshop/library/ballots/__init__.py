"""The ways of asking, one folder per kind: what counts as an answer, how it is read, said, shown and printed.

A folder is found by itself; docs/adr/0018 says what stands in it.
"""

import inspect
import pkgutil
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final

from smd_workshop.library.ballots.approval import Approval
from smd_workshop.library.ballots.best_worst import BestWorst
from smd_workshop.library.ballots.choice import Choice
from smd_workshop.library.ballots.errors import InvalidAnswer, path_of, shown
from smd_workshop.library.ballots.grades import Grades
from smd_workshop.library.ballots.kind import (
    DONT_KNOW,
    GROUP_MARK,
    Answer,
    BallotKind,
    Groups,
    Question,
    Reading,
    Said,
    receive,
)
from smd_workshop.library.ballots.matrix import Matrix
from smd_workshop.library.ballots.number import Number
from smd_workshop.library.ballots.pairwise import Pairwise
from smd_workshop.library.ballots.points import Points
from smd_workshop.library.ballots.ranking import Ranking
from smd_workshop.library.ballots.rating import Rating

__all__ = [
    "DONT_KNOW",
    "GROUP_MARK",
    "KINDS",
    "SCRIPT",
    "Answer",
    "Approval",
    "BallotKind",
    "BestWorst",
    "Choice",
    "Grades",
    "Groups",
    "InvalidAnswer",
    "Matrix",
    "Number",
    "Pairwise",
    "Points",
    "Question",
    "Ranking",
    "Rating",
    "Reading",
    "Said",
    "check",
    "folder_of",
    "fragment",
    "path_of",
    "receive",
    "register",
    "shown",
]

#: Files of a kind; of what stands together, each must define one.
FILES: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = MappingProxyType(
    {
        "sheet.html": (("macro option(", "macro sheet("),),
        "paper.html": (("set size =",), ("macro form(",)),
        "example.toml": (("[[good]]",), ("[[bad]]",)),
    }
)
#: What a kind may have besides: the script of its part of the phone's page.
SCRIPT: Final = "ballot.js"

_kinds: dict[str, type[BallotKind]] = {}
#: Every kind of ballot by the name of its folder.
KINDS: Final[Mapping[str, type[BallotKind]]] = MappingProxyType(_kinds)


def check(
    kind: BallotKind, answer: object, options: Sequence[str], groups: Groups | None = None
) -> Answer:
    """Return the answer in canonical form (keys in the order of the options), or raise InvalidAnswer."""
    return kind.check(answer, options, groups)


def fragment(name: str) -> Path | None:
    """Return the template that is called <kind>/<file>; None for a kind that is not there any more."""
    kind, _, file = name.partition("/")
    return folder_of(KINDS[kind]) / file if kind in KINDS and file in FILES else None


def folder_of(kind: BallotKind | type[BallotKind]) -> Path:
    """Return the folder of a kind, with its templates and its script."""
    return Path(inspect.getfile(kind if isinstance(kind, type) else type(kind))).parent


def register(package: str) -> None:
    """Take in every folder of a package as a kind; RuntimeError says what one of them lacks."""
    for found in pkgutil.iter_modules(import_module(package).__path__):
        if found.ispkg:
            kind = _complete(import_module(f"{package}.{found.name}"), found.name)
            if _kinds.setdefault(kind.id, kind) is not kind:
                raise RuntimeError(f"ballots/{found.name}: there is a kind of this name already")


def _complete(module: ModuleType, folder: str) -> type[BallotKind]:
    """Return the kind that a folder defines, if nothing of it is missing."""
    kinds = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, BallotKind)
        and value.__module__ == module.__name__
    ]
    if len(kinds) != 1:
        raise RuntimeError(f"ballots/{folder} must define one kind of ballot, not {len(kinds)}")
    kind = kinds[0]
    if getattr(kind, "id", None) != folder:
        raise RuntimeError(f'ballots/{folder}: {kind.__name__}.id must be "{folder}"')
    for name in sorted(kind.__abstractmethods__):
        raise RuntimeError(f"ballots/{folder}: {kind.__name__} does not say how to {name}")
    _try(kind, folder)
    _look_at_files(kind, folder)
    return kind


def _look_at_files(kind: type[BallotKind], folder: str) -> None:
    for name, parts in FILES.items():
        file = folder_of(kind) / name
        if not file.is_file():
            raise RuntimeError(f"ballots/{folder} has no {name}")
        text = file.read_text(encoding="utf-8")
        for any_of in parts:
            if not any(part in text for part in any_of):
                raise RuntimeError(f"ballots/{folder}/{name} has no {' or '.join(any_of)}")


def _try(kind: type[BallotKind], folder: str) -> None:
    """Make one as it comes, and ask it what it must be able to say."""
    try:
        made = kind()
    except TypeError:
        raise RuntimeError(
            f"ballots/{folder}: every parameter of {kind.__name__} needs a default"
        ) from None
    if made.asks_reasons and not made.stances:
        raise RuntimeError(
            f"ballots/{folder}: {kind.__name__} asks for reasons and has no stances they explain"
        )


register(__name__)
