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
#: With so many comments of a code others are compared: more say the same again.
EXAMPLES: Final = 30


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
        said: dict[int, tuple[CommentCode, dict[str, frozenset[str]]]] = {}
        for code in codebook:
            said[code.id] = code, {_bare(code.name): frozenset(words(code.name))}
        for comment in sorted(codes):
            for code in codes[comment]:
                own = said.setdefault(code.id, (code, {}))[1]
                if len(own) <= EXAMPLES:
                    own[_bare(texts[comment])] = frozenset(words(texts[comment]))
        self._said = [(code, *pair) for code, own in said.values() for pair in own.items()]

    def codes(self, text: str) -> tuple[CommentCode, ...]:
        """Return those that a text may be about, the likeliest first; a person decides."""
        from rapidfuzz import fuzz  # noqa: PLC0415 - loaded where it is used

        mine, best = _bare(text), dict[int, tuple[float, CommentCode]]()
        own = frozenset(words(text))
        for code, said, of_it in self._said:
            if own.isdisjoint(of_it):
                continue  # to compare letter by letter takes a hundred times as long
            score = fuzz.token_set_ratio(mine, said)
            if score >= max(ALIKE, best.get(code.id, (0.0, code))[0]):
                best[code.id] = score, code
        likely = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].name))
        return tuple(code for _score, code in likely[:MOST])


def _bare(text: str) -> str:
    return " ".join(words(text))
