"""Answers that were begun and not sent: under what they lie, who reads them, how many there are.

In an anonymous wave a draft lies under the link it was begun by, for nothing else may lead to it. In a
confidential one it is the person's, whichever of their links they use, so that a new link loses nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, update

from smd_workshop.core.codes import normal
from smd_workshop.database import Prepared, db, insert
from smd_workshop.database.autocommit import fetch
from smd_workshop.models import Invitation, SurveyDraft, SurveyParticipation, Wave
from smd_workshop.surveys import sealing, waves
from smd_workshop.surveys.answers.standing import Standing

#: {item code: the answer as its item stores it}; None is "not applicable", a missing answer has no key.
Stored = Mapping[str, Any]
#: In the draft of a confidential wave, beside the answers: the version of the words that its person agreed to.
AGREED = "@agreed"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it lies in the database, together with what opens it."""

    name: str
    salt: bytes
    content: bytes
    owner: str
    secret: str

    @property
    def words(self) -> dict[str, Any]:
        """What was answered so far."""
        return {code: answer for code, answer in self._inside.items() if code != AGREED}

    @property
    def agreed(self) -> str:
        """The version of the words that its person agreed to; '' where nobody wrote it down."""
        return str(self._inside.get(AGREED, ""))

    @property
    def _inside(self) -> dict[str, Any]:
        key = sealing.draft_key(self.owner, self.salt, self.secret)
        found: dict[str, Any] = json.loads(sealing.unseal(self.content, [key]))
        return found

    def put(self, words: Stored) -> None:
        """Replace what was answered so far, by one who holds the draft."""
        _PUT.run(db.session.connection(), draft=self.name, words=self.sealed(words))

    def sealed(self, words: Stored) -> bytes:
        """Return other words as this draft keeps them."""
        mark = {AGREED: self.agreed} if self.agreed else {}
        return _sealed({**words, **mark}, self.owner, self.salt, self.secret)


def _owners(of: Standing, code: str) -> tuple[str, ...]:
    """Return under what a draft may lie, the present way first: drafts of before lay under the link alone."""
    link = normal(code)
    if of.mode != waves.CONFIDENTIAL:
        return (link,)
    return _owner(of.wave_id, of.respondent_id, of.invitation_id), link


def _owner(wave_id: int, respondent_id: int | None, invitation_id: int | None) -> str:
    """Return whose a draft of a confidential wave is. The small letters keep it apart from every link."""
    if respondent_id is None:
        return f"card {invitation_id}"
    return f"person {wave_id} {respondent_id}"


def _found() -> Any:
    name = SurveyDraft.name
    either = or_(name == bindparam("own"), name == bindparam("link"))
    return select(name, SurveyDraft.salt, SurveyDraft.content).where(either)


_FOUND = Prepared(_found)
_HELD = Prepared(lambda: _found().with_for_update())
_PUT = Prepared(
    lambda: (
        update(SurveyDraft)
        .where(SurveyDraft.name == bindparam("draft"))
        .values(content=bindparam("words"))
    )
)


def find(of: Standing, code: str, secret: str, *, held: bool = False) -> Draft | None:
    """Return the draft that a link leads to; None if there is none. `held`: others wait until it is written."""
    by_name = {sealing.draft_name(owner, secret): owner for owner in _owners(of, code)}
    own, *before = by_name
    if not before and not held:  # it was seen with its link
        if of.draft_salt is None or of.draft_content is None:
            return None
        return Draft(own, of.draft_salt, of.draft_content, by_name[own], secret)
    names = {"own": own, "link": before[0] if before else own}
    rows = _HELD.all(db.session.connection(), **names) if held else fetch(_FOUND, **names)
    lying = {name: (salt, content) for name, salt, content in rows}
    for name, owner in by_name.items():
        if name in lying:
            return Draft(name, *lying[name], owner, secret)
    return None


def begin(of: Standing, code: str, words: Stored, secret: str) -> None:
    """Make a draft with these answers; where there is one already, it stays as it is."""
    owner, salt = _owners(of, code)[0], sealing.draw()
    db.session.execute(
        insert(SurveyDraft.__table__)
        .values(
            name=sealing.draft_name(owner, secret), wave_id=of.wave_id, salt=salt,
            content=_sealed(words, owner, salt, secret),
        )
        .on_conflict_do_nothing(index_elements=["name"])
    )  # fmt: skip


def merged(draft: Stored, given: Stored, asked: tuple[str, ...]) -> Stored:
    """Return a draft with the answers of a page: what was asked there and not given is taken out."""
    kept = {c: a for c, a in draft.items() if c not in asked}
    return kept | {c: a for c, a in given.items() if c in asked}


def destroy(of: Standing, code: str, secret: str) -> None:
    """Destroy the draft that a link leads to: its answers were sent."""
    _destroy([sealing.draft_name(owner, secret) for owner in _owners(of, code)])


def of_person(wave: Wave, respondent_id: int, secret: str) -> Draft | None:
    """Return what somebody has begun in a confidential wave, by whichever of their links; None if there is none."""
    owner = _owner(wave.id, respondent_id, None)
    row = db.session.get(SurveyDraft, sealing.draft_name(owner, secret))
    if row is None:
        return None
    return Draft(row.name, row.salt, row.content, owner, secret)


def destroy_of_person(wave: Wave, respondent_id: int, secret: str) -> None:
    """Destroy what somebody had begun in a confidential wave: their answers came in another way."""
    _destroy([sealing.draft_name(_owner(wave.id, respondent_id, None), secret)])


def _destroy(names: list[str]) -> None:
    db.session.execute(delete(SurveyDraft).where(SurveyDraft.name.in_(names)))


@dataclass(frozen=True, slots=True)
class Unsent:
    """What would be lost if a wave closed now."""

    #: How many people; in an anonymous wave at most so many, for a person may have begun by two links.
    many: int
    exact: bool
    #: The ids of those who are known by name; nobody in an anonymous wave.
    people: frozenset[int] = frozenset()


def unsent(wave: Wave, secret: str) -> Unsent:
    """Return who began and has sent nothing. A draft of somebody who only changes what arrived loses nothing."""
    begun = set(db.session.scalars(select(SurveyDraft.name).where(SurveyDraft.wave_id == wave.id)))
    if not begun:
        return Unsent(0, exact=True)
    if wave.mode != waves.CONFIDENTIAL:
        return Unsent(min(len(begun), _waiting(wave)), exact=False)
    table = SurveyParticipation
    taken = select(table.respondent_id, table.invitation_id).where(table.wave_id == wave.id)
    sent = {
        sealing.draft_name(_owner(wave.id, person, card), secret)
        for person, card in db.session.execute(taken)
    }
    asked = select(Invitation.respondent_id).where(
        Invitation.wave_id == wave.id, Invitation.respondent_id.is_not(None)
    )
    left = begun - sent
    people = {
        person
        for person in db.session.scalars(asked.distinct())
        if sealing.draft_name(_owner(wave.id, person, None), secret) in left
    }
    return Unsent(len(left), exact=True, people=frozenset(p for p in people if p is not None))


def begun_by_asked(wave: Wave) -> int:
    """Count the drafts of a wave that were not begun by a link for anybody: how many, never whose."""
    every = select(func.count()).where(SurveyDraft.wave_id == wave.id)
    used = select(SurveyParticipation.invitation_id).where(
        SurveyParticipation.wave_id == wave.id, SurveyParticipation.invitation_id.is_not(None)
    )
    # Who begins by a link for anybody has a draft at once; it goes when they send or a counter starts over.
    by_anybody = select(func.count()).where(
        Invitation.wave_id == wave.id, Invitation.open_link_id.is_not(None),
        Invitation.revoked_at.is_(None), Invitation.id.not_in(used),
    )  # fmt: skip
    return max(0, (db.session.scalar(every) or 0) - (db.session.scalar(by_anybody) or 0))


def _waiting(wave: Wave) -> int:
    """Count who has a link that works and has not answered: each person once, each card without a name once."""
    taken = SurveyParticipation.wave_id == wave.id
    used = select(SurveyParticipation.invitation_id).where(
        taken, SurveyParticipation.invitation_id.is_not(None)
    )
    answered = select(SurveyParticipation.respondent_id).where(
        taken, SurveyParticipation.respondent_id.is_not(None)
    )
    unnamed = Invitation.respondent_id.is_(None)
    query = select(
        func.count(func.distinct(Invitation.respondent_id)).filter(
            Invitation.respondent_id.not_in(answered)
        ),
        func.count().filter(unnamed & Invitation.id.not_in(used)),
    ).where(Invitation.wave_id == wave.id, Invitation.revoked_at.is_(None))
    named, cards = db.session.execute(query).one()
    return int(named) + int(cards)


def _sealed(words: Stored, owner: str, salt: bytes, secret: str) -> bytes:
    return sealing.seal(text_of(words), sealing.draft_key(owner, salt, secret))


def text_of(answers: Stored) -> bytes:
    """Return answers as the bytes that are sealed."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
