"""Comments that say the same in the same words: read once, decided once, each still one that somebody wrote."""

from collections.abc import Iterable
from dataclasses import dataclass

from smd_workshop.core import names
from smd_workshop.surveys.comments.comments import Read


@dataclass(frozen=True, slots=True)
class Alike:
    """A comment, and the ids of the others to the same question that say it in the same words and were decided alike."""

    read: Read
    others: tuple[str, ...] = ()

    @property
    def many(self) -> int:
        """How many people wrote it."""
        return 1 + len(self.others)


def together(read: Iterable[Read]) -> list[Alike]:
    """Return comments with those like them, in their order; capitals, accents and spaces make no other words."""
    found: dict[tuple[str, str, str], list[Read]] = {}
    for each in read:
        words = names.folded(each.comment.text)
        found.setdefault((each.comment.item_code, words, each.decided.mark), []).append(each)
    return [
        Alike(first, tuple(each.comment.id for each in others)) for first, *others in found.values()
    ]


def counted(read: Iterable[Read]) -> tuple[tuple[str, int], ...]:
    """Return what is told of comments, of those in the same words once, as it was written first, with how often they were.

    Comments in other words stay apart, also where staff say them alike: nobody wrote these words.
    """
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for each in read:
        key = names.folded(each.comment.text), names.folded(each.told)
        first, many = found.get(key, (each.told, 0))
        found[key] = first, many + 1
    return tuple(found.values())
