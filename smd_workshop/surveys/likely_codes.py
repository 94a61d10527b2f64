"""Which entries of a codebook a comment may be about: suggested by likeness of words, and a person decides."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.library.words import words
from smd_workshop.models import Comment, CommentCode

#: Alike enough to be suggested, of 100.
ALIKE: Final = 60
#: So many codes are suggested at most.
MOST: Final = 2


class Likely:
    """Codes that a comment may belong to: those whose name, or whose comments of before, say nearly the same."""

    def __init__(
        self, codebook: Iterable[CommentCode], codes: Mapping[str, tuple[CommentCode, ...]]
    ) -> None:
        texts = (
            dict(
                db.session.execute(
                    select(Comment.id, Comment.text).where(Comment.id.in_(codes))
                ).all()
            )
            if codes
            else {}
        )
        self._said = [(code, _bare(code.name)) for code in codebook]
        self._said += [
            (code, _bare(texts[comment])) for comment, own in codes.items() for code in own
        ]

    def codes(self, text: str) -> tuple[CommentCode, ...]:
        """Return those that a text may be about, the likeliest first; a person decides."""
        from rapidfuzz import fuzz  # noqa: PLC0415 - loaded where it is used

        mine, best = _bare(text), dict[int, tuple[float, CommentCode]]()
        for code, said in self._said:
            score = fuzz.token_set_ratio(mine, said)
            if score >= max(ALIKE, best.get(code.id, (0.0, code))[0]):
                best[code.id] = score, code
        likely = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].name))
        return tuple(code for _score, code in likely[:MOST])


def _bare(text: str) -> str:
    return " ".join(words(text))
