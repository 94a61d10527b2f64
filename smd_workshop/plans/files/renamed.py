"""Lines of a file that are held back because a code bears another name here; pure."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from smd_workshop.core import names
from smd_workshop.core.excerpts import shortened
from smd_workshop.plans.files.lines import Kind, Line, Reason, reason
from smd_workshop.plans.files.outcomes import RENAMED, Known, Snapshot

#: So many signs of each side.
SIGNS: Final = 80


def held(lines: Iterable[Line], known: Snapshot, same: Collection[str]) -> list[Line]:
    """Return lines of which those are refused whose code bears another name here, but `same`: keys that a person said are the same."""
    return [replace(line, refused=_renamed(line, known, same) or line.refused) for line in lines]


def _renamed(line: Line, known: Snapshot, same: Collection[str]) -> Reason | None:
    before = known.get((line.kind, line.code), Known()).words.get("name")
    after = line.words.get("name")
    if line.kind is Kind.PLAN or not before or not after or key_of(line.kind, line.code) in same:
        return None
    if names.same(str(before), str(after)):
        return None
    return reason(
        RENAMED,
        code=line.code,
        before=shortened(str(before), SIGNS),
        after=shortened(str(after), SIGNS),
    )


def key_of(kind: Kind, code: str) -> str:
    """Return what a thing of a plan is called on a form."""
    return f"{kind.value} {code}"
