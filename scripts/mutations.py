"""What can be changed in a module, one thing at a time, and how a program gets the change: for mutants.py."""

import ast
import copy
import gc
import sys
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from types import CodeType, FunctionType

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
}  # fmt: skip


def changes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield how many changes there are: the place of each in the walk, and in which line it stands."""
    for place, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
            yield place, f"{node.lineno}: compares the other way"
        elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
            yield place, f"{node.lineno}: counts otherwise"
        elif isinstance(node, ast.BoolOp):
            yield place, f"{node.lineno}: and for or"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield place, f"{node.lineno}: without not"
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield place, f"{node.lineno}: {node.value + 1} for {node.value}"
        elif isinstance(node, ast.IfExp):
            yield place, f"{node.lineno}: the other branch"


def changed(tree: ast.Module, wanted: int) -> ast.Module:
    """Return a copy with one change."""
    twin = copy.deepcopy(tree)
    node = next(each for place, each in enumerate(ast.walk(twin)) if place == wanted)
    match node:
        case ast.Compare():
            node.ops[0] = COMPARED[type(node.ops[0])]()
        case ast.BinOp():
            node.op = COUNTED[type(node.op)]()
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.UnaryOp():
            node.op = ast.UAdd()
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.IfExp():
            node.body, node.orelse = node.orelse, node.body
    return ast.fix_missing_locations(twin)


class Changed(SourceFileLoader):
    """Loads a module from the tree of its mutant."""

    tree: ast.Module

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - there is one
        """Compile the mutant."""
        return compile(self.tree, self.path, "exec")


class Finder(MetaPathFinder):
    """Finds the mutant in place of its module."""

    def __init__(self, name: str, loader: Changed) -> None:
        self.name, self.loader = name, loader

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        """Return the mutant for its own name, nothing for others."""
        return spec_from_loader(fullname, self.loader) if fullname == self.name else None


def find(name: str, path: str, tree: ast.Module) -> None:
    """Let a module that is not yet loaded be loaded as it is changed."""
    loader = Changed(name, path)
    loader.tree = tree
    sys.meta_path.insert(0, Finder(name, loader))


def inside(tree: ast.Module, wanted: int) -> bool:
    """Say whether a change lies in what a function does, and so can be put into a program that runs."""
    node = next(each for place, each in enumerate(ast.walk(tree)) if place == wanted)
    return any(
        node is each
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for statement in function.body
        for each in ast.walk(statement)
    )


def functions() -> dict[str, list[FunctionType]]:
    """Return all functions that there are, by the file they are from."""
    found: dict[str, list[FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            found.setdefault(each.__code__.co_filename, []).append(each)
    return found


def put(path: str, tree: ast.Module, there: list[FunctionType]) -> None:
    """Let the functions of a module that is loaded do what the changed ones do."""
    codes: dict[tuple[str, int], CodeType] = {}
    left = [compile(tree, path, "exec")]
    while left:
        code = left.pop()
        codes[code.co_qualname, code.co_firstlineno] = code
        left += [each for each in code.co_consts if isinstance(each, CodeType)]
    for function in there:
        old = function.__code__
        function.__code__ = codes[old.co_qualname, old.co_firstlineno]
