"""What people wrote: read by somebody, who may see it decided, and coded by what it is about.

Comments lie apart from all other answers and from each other, in an order that tells nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select

from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, NotFound, Refusal, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.survey import disclosure
from smd_workshop.models import (
    Comment,
    CommentCode,
    CommentCoder,
    CommentCoding,
    CommentReview,
    Survey,
    Wave,
)
from smd_workshop.models.surveys.recommendations import REVIEWS
from smd_workshop.processes import journal
from smd_workshop.surveys import waves
from smd_workshop.surveys.comments.likely_codes import Likely
from smd_workshop.surveys.figures import dataset

PUBLIC, INTERNAL, DELETED = REVIEWS
LONGEST: Final = 2000
#: So many people code the comments of a wave for themselves.
CODERS: Final = 2


@dataclass(frozen=True, slots=True)
class Decision:
    """Who may read a comment, in which words, and the ids of the codes it is about; '' where nothing is decided."""

    state: str = ""
    paraphrase: str = ""
    codes: frozenset[int] = frozenset()

    @property
    def mark(self) -> str:
        """A short text that is another for every other decision."""
        said = json.dumps([self.state, self.paraphrase, sorted(self.codes)])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class Undecided(Invalid):
    """Something typed about comments cannot be kept; nothing was."""

    message = N_("Nothing is saved yet: see the comments that are marked.")

    def __init__(self, why: Mapping[str, Refusal]) -> None:
        super().__init__()
        #: {id of a comment: why}
        self.why = why


@dataclass(frozen=True, slots=True)
class Read:
    """A comment as staff see it: its words, what was decided, and what it is about."""

    comment: Comment
    review: CommentReview | None
    codes: tuple[CommentCode, ...]

    @property
    def decided(self) -> "Decision":
        """What was decided about it; nothing where nobody has read it."""
        if self.review is None:
            return Decision()
        own = frozenset(code.id for code in self.codes)
        return Decision(self.review.state, self.review.paraphrase, own)

    @property
    def told(self) -> str:
        """What is shown of it outside: the paraphrase, or its own words."""
        paraphrase = self.review.paraphrase if self.review else ""
        return paraphrase or self.comment.text


def of_wave(wave: Wave) -> list[Read]:
    """Return the comments of a closed wave that were not deleted, those that nobody has read first.

    None where so few answered that one could tell who wrote them, whether figures are computed yet or not.
    """
    if wave.state != "closed" or dataset.people(wave) < disclosure.FEW:
        return []
    query = select(Comment).where(Comment.wave_id == wave.id).order_by(Comment.id)
    reviews = _reviews(wave)
    codes = _codings(wave.survey)
    kept = [
        each
        for each in db.session.scalars(query)
        if (review := reviews.get(each.id)) is None or review.state != DELETED
    ]
    read = [Read(each, reviews.get(each.id), codes.get(each.id, ())) for each in kept]
    return sorted(read, key=lambda each: each.review is not None)


def suggested(survey: Survey, read: Iterable[Read]) -> dict[str, tuple[CommentCode, ...]]:
    """Return by id what comments may be about that have no code yet: only for a page that shows it, for it takes a moment."""
    likely = Likely(codebook(survey), _codings(survey))
    return {each.comment.id: likely.codes(each.comment.text) for each in read if not each.codes}


def by_question(wave: Wave) -> dict[str, int]:
    """Count what was written in a wave, question by question: also what is internal or deleted."""
    query = select(Comment.item_code, func.count()).where(Comment.wave_id == wave.id)
    return dict(db.session.execute(query.group_by(Comment.item_code)).all())


def deleted(wave: Wave) -> int:
    """Count the comments of a wave that are shown to nobody any more."""
    return sum(review.state == DELETED for review in _reviews(wave).values())


def _reviews(wave: Wave) -> dict[str, CommentReview]:
    query = select(CommentReview).join(Comment).where(Comment.wave_id == wave.id)
    return {row.comment_id: row for row in db.session.scalars(query)}


def _codings(survey: Survey) -> dict[str, tuple[CommentCode, ...]]:
    """Return what each comment of a survey is about, in all its waves."""
    query = (
        select(CommentCoding.comment_id, CommentCode)
        .join(CommentCode, CommentCoding.code_id == CommentCode.id)
        .where(CommentCode.survey_id == survey.id)
    )
    found: dict[str, list[CommentCode]] = {}
    for comment, code in db.session.execute(query):
        found.setdefault(comment, []).append(code)
    return {comment: tuple(_by_name(own)) for comment, own in found.items()}


def _by_name(codes: Iterable[CommentCode]) -> list[CommentCode]:
    return names.by_name(codes, lambda code: code.name)


def find(wave: Wave, comment_id: str) -> Comment:
    """Return the comment of this wave with this id, or raise NotFound."""
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.wave_id != wave.id or wave.state != "closed":
        raise NotFound
    return comment


def review(
    wave: Wave,
    comment: Comment,
    state: str,
    at: datetime,
    user_id: int | None,
    *,
    paraphrase: str = "",
    codes: Iterable[int] = (),
) -> None:
    """Decide who may read a comment and what it is about; what was decided before is replaced.

    A deleted comment loses its paraphrase and its codes, and is shown to nobody any more.
    Raises WrongState for a deleted comment, Invalid for an unknown state or too long a paraphrase.
    """
    paraphrase = paraphrase.strip()
    if state not in REVIEWS:
        raise Invalid
    if len(paraphrase) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    row = db.session.get(CommentReview, comment.id)
    if row is not None and row.state == DELETED:
        raise WrongState(N_("This comment was deleted."))
    if row is None:
        row = CommentReview(comment_id=comment.id)
        db.session.add(row)
    row.state, row.reviewed_by_id, row.reviewed_at = state, user_id, at
    row.paraphrase = "" if state == DELETED else paraphrase
    code_as(comment, () if state == DELETED else codes, codebook(wave.survey))
    waves.record("review comment", wave, at, user_id, state=state)


def code_as(comment: Comment, codes: Iterable[int], known: Iterable[CommentCode]) -> None:
    """Put these codes, as far as they are known, in place of those that a comment has."""
    chosen = {code.id for code in known} & set(codes)
    db.session.execute(delete(CommentCoding).where(CommentCoding.comment_id == comment.id))
    for code in sorted(chosen):
        db.session.add(CommentCoding(comment_id=comment.id, code_id=code))


def is_blind(wave: Wave) -> bool:
    """Say whether two people are coding the comments of a wave for themselves: neither sees codes before both are done."""
    query = select(CommentCoder.done_at).where(CommentCoder.wave_id == wave.id)
    found = list(db.session.scalars(query))
    return bool(found) and (len(found) < CODERS or None in found)


def review_all(
    wave: Wave,
    typed: Mapping[str, tuple[str, Decision]],
    at: datetime,
    user_id: int | None,
) -> int:
    """Keep what was typed about many comments; return how many decisions changed.

    `typed` holds for each comment the mark of what its reader had seen, and what they decided. Raises
    Undecided where a decision lacks who may read it, or another reader decided meanwhile.
    """
    stood = {each.comment.id: each.decided for each in of_wave(wave)}
    known = {code.id for code in codebook(wave.survey)}
    why: dict[str, Refusal] = {}
    changed, blind = 0, is_blind(wave)
    for comment, (seen, wanted) in typed.items():
        was = stood.get(comment, Decision(DELETED))
        # While two code for themselves its page shows no codes: they stay as they are.
        codes = was.codes if blind else wanted.codes & known
        chosen = replace(wanted, paraphrase=wanted.paraphrase.strip(), codes=codes)
        if chosen.mark == seen:
            continue
        changed += 1
        try:
            _refuse(chosen, was, seen)
            review(
                wave, find(wave, comment), chosen.state, at, user_id,
                paraphrase=chosen.paraphrase, codes=chosen.codes,
            )  # fmt: skip
        except (Invalid, WrongState) as refusal:
            why[comment] = refusal
    if why:
        raise Undecided(why)
    return changed


def _refuse(wanted: Decision, was: Decision, seen: str) -> None:
    if not wanted.state:
        raise Invalid(N_("Say who may read it: what you wrote is kept with that decision."))
    if was.mark not in {seen, wanted.mark}:
        raise WrongState(
            N_("Somebody decided about this comment meanwhile. Look at it and decide again.")
        )


def codebook(survey: Survey) -> list[CommentCode]:
    """Return what comments of a survey can be about, by name."""
    query = select(CommentCode).where(CommentCode.survey_id == survey.id)
    return _by_name(db.session.scalars(query))


def add_code(survey: Survey, name: str, at: datetime, user_id: int | None) -> CommentCode:
    """Add an entry to the codebook. Raises Invalid for one without a name, or that is there already."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise Invalid(N_("Write what comments are about, in at most 120 characters."))
    if any(names.folded(code.name) == names.folded(name) for code in codebook(survey)):
        raise Invalid(N_("This stands in the list already."))
    code = CommentCode(survey_id=survey.id, name=name)
    db.session.add(code)
    db.session.flush()  # comments refer to it
    journal.record(
        "add comment code", at, process=survey.process, user_id=user_id, survey=survey.code,
        code=name,
    )  # fmt: skip
    return code
