"""How the architecture tests read the code: files, and what a view reaches."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

ROOT = Path(__file__).resolve().parents[2]
CODE = ("smd_workshop", "forms", "reports")


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders or CODE:
        yield from sorted(p for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts)


def trees(paths: Iterable[Path], *words: str) -> Iterator[tuple[Path, ast.Module]]:
    """Those of the files in which one of these words stands, parsed: to parse all takes longer than most tests."""
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in words):
            yield path, ast.parse(text)


def files(*endings: str) -> Iterator[Path]:
    for folder in CODE:
        yield from sorted(p for p in (ROOT / folder).rglob("*") if p.suffix in endings)


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    """The last word of what is called: commit in db.session.commit()."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def reaches(function: Callable[..., object], wanted: str, depth: int = 8) -> bool:
    """Say whether a function calls something of this name, itself or through our web layer."""
    names, called = _called(inspect.unwrap(function))
    return wanted in names or (depth > 0 and any(reaches(f, wanted, depth - 1) for f in called))


@cache
def _called(function: Callable[..., object]) -> tuple[set[str], list[FunctionType]]:
    """The names that a function calls, and those of its calls that lead into our web layer."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names, called = set(), []
    for call in calls(tree):
        names.add(name_of(call))
        found = _resolve(call.func, function.__globals__)
        if isinstance(found, FunctionType) and found.__module__.startswith("smd_workshop.web"):
            called.append(inspect.unwrap(found))
    return names, called


def _resolve(node: ast.expr, names: dict[str, object]) -> object:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        parent = _resolve(node.value, names)
        # Modules only: a proxy of the request cannot be looked into outside a request.
        return getattr(parent, node.attr, None) if isinstance(parent, ModuleType) else None
    return None
