"""Two people code the comments of a wave, each for themselves; how far they agree, and what a person decides where they do not.

Neither sees a code before both are done. Then what both found counts at once, and the rest once somebody has settled it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

from sqlalchemy import delete, select

from smd_workshop.core.errors import Invalid, NotAllowed, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.stats.agreement import kappa
from smd_workshop.models import CoderMark, Comment, CommentCode, CommentCoder, CommentSettled, Wave
from smd_workshop.surveys import waves
from smd_workshop.surveys.comments import comments

#: From which kappa on two people are said to agree so well (Landis & Koch 1977, Biometrics 33:159).
WORDS: Final = (
    (Fraction(81, 100), N_("nearly always")),
    (Fraction(61, 100), N_("mostly")),
    (Fraction(41, 100), N_("moderately")),
    (Fraction(21, 100), N_("somewhat")),
    (Fraction(0), N_("hardly")),
)

Codes = frozenset[int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the two agree on one code."""

    code: CommentCode
    #: Comments to which both, only the first, only the second, and neither gave it.
    both: int
    first: int
    second: int
    neither: int

    @property
    def n(self) -> int:
        """How many comments both looked at."""
        return self.both + self.first + self.second + self.neither

    @property
    def kappa(self) -> Fraction | None:
        """Cohen's kappa; None where nothing could differ, for both gave it to all or to none."""
        return kappa.cohen(self._table)

    @property
    def margin(self) -> tuple[float, float] | None:
        """Between which values it lies 95 times of 100; None where there is none."""
        return kappa.interval(self._table)

    @property
    def _table(self) -> list[list[int]]:
        return [[self.both, self.first], [self.second, self.neither]]

    @property
    def words(self) -> str:
        """How well they agree, as a word of the house; '' where kappa says nothing."""
        found = self.kappa
        if found is None:
            return ""
        return next((said for least, said in WORDS if found >= least), N_("less than by chance"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A comment on which the two differ."""

    comment: Comment
    first: Codes
    second: Codes
    #: What a person decided; None while nobody has.
    settled: Codes | None

    @property
    def mark(self) -> str:
        """A short text that is another for every other decision."""
        return mark_of(self.settled)


def mark_of(settled: Codes | None) -> str:
    """Return the mark of a decision: its codes, that it is about none of them, or that there is no decision."""
    return "open" if settled is None else ",".join(map(str, sorted(settled))) or "none"


def coders(wave: Wave) -> list[CommentCoder]:
    """Return who codes the comments of a wave for themselves, the first first."""
    query = select(CommentCoder).where(CommentCoder.wave_id == wave.id)
    return list(db.session.scalars(query.order_by(CommentCoder.place)))


def place_of(wave: Wave, user_id: int | None) -> CommentCoder | None:
    """Return the place of somebody among the two; None where they have none."""
    return next((each for each in coders(wave) if each.user_id == user_id), None)


def is_done(wave: Wave) -> bool:
    """Say whether both are done."""
    found = coders(wave)
    return len(found) == comments.CODERS and all(each.done_at for each in found)


def begin(wave: Wave, at: datetime, user_id: int | None) -> None:
    """Take one of the two places. Raises WrongState where there is nothing to code, or both are taken, NotAllowed where nobody is signed in."""
    if user_id is None:
        raise NotAllowed
    if not comments.of_wave(wave) or not comments.codebook(wave.survey):
        raise WrongState(N_("Write first what comments are about: at least one entry of the list."))
    found = coders(wave)
    if any(each.user_id == user_id for each in found):
        return
    if len(found) == comments.CODERS:
        raise WrongState(N_("Two people code these comments already."))
    free = next(place for place in (1, 2) if place not in {each.place for each in found})
    db.session.add(CommentCoder(wave_id=wave.id, place=free, user_id=user_id))
    db.session.flush()
    waves.record("begin coding comments", wave, at, user_id, place=free)


def marks(wave: Wave, place: int) -> dict[str, Codes]:
    """Return what one of the two found each comment to be about."""
    query = (
        select(CoderMark.comment_id, CoderMark.code_id)
        .join(Comment, CoderMark.comment_id == Comment.id)
        .where(Comment.wave_id == wave.id, CoderMark.place == place)
    )
    found: dict[str, set[int]] = {}
    for comment, code in db.session.execute(query):
        found.setdefault(comment, set()).add(code)
    return {comment: frozenset(codes) for comment, codes in found.items()}


def mark(
    wave: Wave, given: Mapping[str, Codes], at: datetime, user_id: int | None, *, done: bool
) -> None:
    """Keep what one of the two found; with `done` for good. Raises WrongState for somebody who has no place, or was done."""
    mine = place_of(wave, user_id)
    if mine is None or mine.done_at is not None:
        raise WrongState(N_("You have no comments to code here, or you said that you are done."))
    known = {code.id for code in comments.codebook(wave.survey)}
    here = {each.comment.id for each in comments.of_wave(wave)}
    before = marks(wave, mine.place)
    for comment in here & set(given):
        was, wanted = before.get(comment, frozenset()), known & given[comment]
        if was - wanted:
            of_mine = (CoderMark.comment_id == comment, CoderMark.place == mine.place)
            gone = CoderMark.code_id.in_(was - wanted)
            db.session.execute(delete(CoderMark).where(*of_mine, gone))
        for code in sorted(wanted - was):
            db.session.add(CoderMark(comment_id=comment, place=mine.place, code_id=code))
    if done:
        mine.done_at = at
        waves.record("done coding comments", wave, at, user_id, place=mine.place)
    db.session.flush()
    if is_done(wave):
        _count_what_both_found(wave)


def _count_what_both_found(wave: Wave) -> None:
    first, second = marks(wave, 1), marks(wave, 2)
    book = comments.codebook(wave.survey)
    for each in comments.of_wave(wave):
        one, two = (found.get(each.comment.id, frozenset()) for found in (first, second))
        if one & two != {code.id for code in each.codes}:
            comments.code_as(each.comment, one & two, book)


def agreements(wave: Wave) -> list[Agreement]:
    """Return how far the two agree, code by code; nothing before both are done."""
    if not is_done(wave):
        return []
    first, second = marks(wave, 1), marks(wave, 2)
    here = [each.comment.id for each in comments.of_wave(wave)]
    return [_agreement(code, here, first, second) for code in comments.codebook(wave.survey)]


def _agreement(
    code: CommentCode, here: list[str], first: Mapping[str, Codes], second: Mapping[str, Codes]
) -> Agreement:
    none: Codes = frozenset()
    pairs = [(code.id in first.get(c, none), code.id in second.get(c, none)) for c in here]
    return Agreement(
        code, pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True)),
        pairs.count((False, False)),
    )  # fmt: skip


def differences(wave: Wave) -> list[Difference]:
    """Return the comments on which the two differ, those that nobody has settled first; nothing before both are done."""
    if not is_done(wave):
        return []
    first, second, none = marks(wave, 1), marks(wave, 2), frozenset[int]()
    query = select(CommentSettled.comment_id).join(Comment).where(Comment.wave_id == wave.id)
    settled = set(db.session.scalars(query))
    found = []
    for each in comments.of_wave(wave):
        one, two = first.get(each.comment.id, none), second.get(each.comment.id, none)
        if one != two:
            now = frozenset(code.id for code in each.codes) if each.comment.id in settled else None
            found.append(Difference(each.comment, one, two, now))
    return sorted(found, key=lambda each: each.settled is not None)


def settle(
    wave: Wave, comment_id: str, codes: Codes, at: datetime, user_id: int | None, seen: str = ""
) -> None:
    """Decide what a comment is about on which the two differ; it may be decided again.

    `seen` is the mark of what stood on the page. Raises WrongState where somebody else decided otherwise meanwhile, Invalid where the two do not differ.
    """
    comment = comments.find(wave, comment_id)
    differs = next((each for each in differences(wave) if each.comment.id == comment_id), None)
    if differs is None:
        raise Invalid(N_("The two do not differ on this comment."))
    if seen and differs.mark not in {seen, mark_of(codes)}:
        raise WrongState(
            N_("Somebody decided about this comment meanwhile. Look at it and decide again.")
        )
    comments.code_as(comment, codes, comments.codebook(wave.survey))
    row = db.session.get(CommentSettled, comment_id) or CommentSettled(comment_id=comment_id)
    row.settled_by_id, row.settled_at = user_id, at
    db.session.add(row)
    waves.record("settle comment", wave, at, user_id)


def start_over(wave: Wave, at: datetime, user_id: int | None) -> None:
    """Let two others code the comments, while the two are not both done: what they found so far goes.

    Raises WrongState once both are done.
    """
    if is_done(wave):
        raise WrongState(N_("Both are done: what they found stays."))
    own = select(Comment.id).where(Comment.wave_id == wave.id)
    db.session.execute(delete(CoderMark).where(CoderMark.comment_id.in_(own)))
    db.session.execute(delete(CommentCoder).where(CommentCoder.wave_id == wave.id))
    waves.record("start coding comments over", wave, at, user_id)
