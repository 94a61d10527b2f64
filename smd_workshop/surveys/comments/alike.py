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


def counted(texts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return each of some texts once, as it was written first, with how often it was written."""
    found: dict[str, tuple[str, int]] = {}
    for text in texts:
        key = names.folded(text)
        first, many = found.get(key, (text, 0))
        found[key] = first, many + 1
    return tuple(found.values())
