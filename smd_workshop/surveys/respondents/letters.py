"""Letters to the people of a wave: an invitation, and reminders to whom it still waits for.

A mailing says the same to many; each person gets each mailing once. A letter is claimed before it is given to
the mail server, so that a worker which is killed in between leaves a letter of which nobody knows whether it
arrived: staff see that and decide. A reminder brings a further link and leaves the first alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.names import capitalised
from smd_workshop.database import db
from smd_workshop.models import Letter, Mailing, Respondent, Wave
from smd_workshop.processes import post
from smd_workshop.surveys import waves
from smd_workshop.surveys.respondents import invitations
from smd_workshop.surveys.respondents.invitations import Link

INVITATION, REMINDER = "invitation", "reminder"
#: What stands for something in a letter: in the words of either language, the same thing.
WORDS: Mapping[str, str] = {
    "name": "name", "nombre": "name",
    "organisation": "organisation", "organizacion": "organisation",
    "survey": "survey", "encuesta": "survey",
    "wave": "wave", "aplicacion": "wave",
    "until": "until", "hasta": "until",
    "link": "link", "enlace": "link",
    "contact": "contact", "contacto": "contact",
}  # fmt: skip
#: What stands before a word that begins a sentence or a line.
_BEGINS = re.compile(r"(?:\A|[.!?]\s|\n)\s*\Z")
_BRACES = re.compile(r"\{([^{}\n]{0,40})\}")
LONGEST_BODY = 5000
#: Letters that are looked at to find the next one.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Text:
    """What a mailing says, with words in braces for what differs."""

    subject: str
    body: str


def check(text: Text, wave: Wave) -> None:
    """Raise Invalid for a text that could not be sent: an unknown word, no link, nothing for a word to say."""
    if not text.subject.strip() or not text.body.strip():
        raise Invalid(N_("Write a subject and a letter."))
    if len(text.body) > LONGEST_BODY:
        raise Invalid(N_("The letter is longer than %(most)s letters."), most=LONGEST_BODY)
    in_subject, in_body = _stand_ins(text.subject), _stand_ins(text.body)
    if "link" in in_subject:
        raise Invalid(N_("The link belongs in the letter, not in its subject."))
    if "link" not in in_body:
        raise Invalid(N_("The letter has no {link}: nobody could answer."))
    _check_said(in_subject | in_body, wave)


def _check_said(used: set[str], wave: Wave) -> None:
    if "contact" in used and not wave.survey.contact:
        raise Invalid(
            N_("The letter names whom to ask, and the survey names nobody: write it there first.")
        )
    if "until" in used and wave.ends_at is None:
        raise Invalid(N_("The letter says until when, and the wave has no last day."))


def _stand_ins(text: str) -> set[str]:
    """Return what the words in braces of a text stand for; Invalid for one that stands for nothing."""
    words = _BRACES.findall(text)
    for word in words:
        if word not in WORDS:
            raise Invalid(
                N_("Nothing stands for {%(word)s}. Known are: %(known)s."), word=word, known=known()
            )
    return {WORDS[word] for word in words}


def known(language: str = "") -> str:
    """Return the words that may stand in braces: those of one language, or all."""
    if language:
        english = language == "en"
        return ", ".join(f"{{{word}}}" for word, said in WORDS.items() if (word == said) == english)
    return ", ".join(f"{{{word}}}" for word in WORDS)


def filled(text: Text, said: Mapping[str, str]) -> Text:
    """Return the text with each word in braces replaced by what it stands for; at the beginning of a sentence in capitals."""

    def put(found: re.Match[str]) -> str:
        words = said[WORDS[found[1]]]
        begins = _BEGINS.search(found.string[: found.start()]) and WORDS[found[1]] != "link"
        return capitalised(words) if begins else words

    subject = " ".join(_BRACES.sub(put, text.subject).split())
    return Text(subject, _BRACES.sub(put, text.body))


def recipients(wave: Wave, kind: str) -> list[Respondent]:
    """Return whom a mailing of this kind would reach now: people with an address who have not answered.

    An invitation goes to whom none was sent, a reminder to whom a working link was given.
    """
    answered, linked = invitations.answered_by(wave), invitations.linked(wave)
    people = [p for p in waves.eligible(wave) if p.email and p.id not in answered]
    if kind == REMINDER:
        return [p for p in people if p.id in linked]
    written = _written(wave)
    return [p for p in people if p.id not in written]


def without_address(wave: Wave, kind: str) -> list[Respondent]:
    """Return whom a mailing of this kind would reach as well, had they an address: they have not answered."""
    answered, linked = invitations.answered_by(wave), invitations.linked(wave)
    return [
        p
        for p in waves.eligible(wave)
        if not p.email and p.id not in answered and (kind == INVITATION or p.id in linked)
    ]


def _written(wave: Wave) -> set[int]:
    """Return the ids of the people to whom an invitation went or is on its way."""
    query = (
        select(Letter.respondent_id)
        .join(Mailing)
        .where(Mailing.wave_id == wave.id, Mailing.kind == INVITATION)
        .where(Letter.state.in_(("queued", "sending", "sent")))
    )
    return set(db.session.scalars(query))


def create(
    wave: Wave, kind: str, text: Text, base: str, at: datetime, user_id: int | None
) -> Mailing:
    """Put a letter for each recipient in the queue; raises Invalid where there is nobody, WrongState while nobody may begin to answer."""
    waves.lock(wave)
    if not waves.begins(wave, at):
        raise WrongState(N_("Letters go out while people may begin to answer."))
    if kind not in {INVITATION, REMINDER}:
        raise Invalid
    check(text, wave)
    people = recipients(wave, kind)
    if not people:
        raise Invalid(N_("There is nobody to write to."))
    last = db.session.scalar(select(func.max(Mailing.number)).where(Mailing.wave_id == wave.id))
    mailing = Mailing(
        wave_id=wave.id, number=(last or 0) + 1, kind=kind, subject=text.subject.strip(),
        body=text.body.strip(), base=base, created_at=at, created_by_id=user_id,
    )  # fmt: skip
    db.session.add(mailing)
    db.session.flush()
    db.session.add_all(
        Letter(mailing_id=mailing.id, respondent_id=p.id, address=p.email, changed_at=at)
        for p in people
    )
    waves.record(f"send {kind}s", wave, at, user_id, mailing=mailing.number, letters=len(people))
    db.session.flush()
    return mailing


def find(wave: Wave, number: int) -> Mailing:
    """Return the mailing of this wave with this number, or raise NotFound."""
    query = select(Mailing).where(Mailing.wave_id == wave.id, Mailing.number == number)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def of_wave(wave: Wave) -> list[Mailing]:
    """Return the mailings of a wave, the newest first."""
    query = select(Mailing).where(Mailing.wave_id == wave.id).order_by(Mailing.number.desc())
    return list(db.session.scalars(query))


def process_of(mailing_id: int) -> int:
    """Return the id of the process whose turn a mailing waits for."""
    return db.session.get_one(Mailing, mailing_id).wave.survey.process_id


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that one worker alone sends now."""

    letter_id: int
    address: str
    text: Text
    #: What addresses in it begin with.
    base: str
    wave: Wave
    link: Link


def claim(mailing_id: int, at: datetime, secret: str) -> Claimed | None:
    """Take the next letter that waits; None if there is none. Called in a transaction that is kept before it is sent.

    Whoever has answered meanwhile, or left the population, gets none.
    """
    mailing = db.session.get_one(Mailing, mailing_id)
    waves.lock(mailing.wave)
    takes = waves.begins(mailing.wave, at)
    for letter in _queued(mailing, at):
        person = letter.respondent
        if not takes or not person.active or invitations.has_answered(mailing.wave, person):
            post.become(letter, "skipped", at)
            continue
        post.take(letter, at)
        link = invitations.add(mailing.wave, person, at, secret)
        text = Text(mailing.subject, mailing.body)
        return Claimed(letter.id, letter.address, text, mailing.base, mailing.wave, link)
    return None


def _queued(mailing: Mailing, at: datetime) -> Sequence[Letter]:
    """Return the letters that wait and are not held back after a try that failed."""
    query = select(Letter).where(Letter.mailing_id == mailing.id, Letter.state == "queued")
    waiting = db.session.scalars(
        query.order_by(Letter.tries, Letter.changed_at, Letter.id).limit(AT_ONCE)
    )
    return [letter for letter in waiting if at >= post.due(letter)]


def sent(letter_id: int, at: datetime) -> None:
    """Note that the mail server took the letter."""
    post.become(db.session.get_one(Letter, letter_id), "sent", at)


def refused(claimed: Claimed, told: str, at: datetime, secret: str) -> None:
    """Note that the mail server takes no letters for this address; its link reached nobody."""
    invitations.take_back(claimed.link, at, secret)
    post.become(db.session.get_one(Letter, claimed.letter_id), "refused", at, told)


def held_up(claimed: Claimed, told: str, at: datetime, secret: str) -> datetime | None:
    """Note that the mail server did not take the letter now; return when it is tried again, None if never."""
    invitations.take_back(claimed.link, at, secret)
    letter = db.session.get_one(Letter, claimed.letter_id)
    return post.put_back(letter, told, at)


def again(mailing: Mailing, at: datetime, user_id: int | None) -> int:
    """Put back into the queue what was refused, given up or dropped half-way; return how many. A person decides that."""
    waves.lock(mailing.wave)
    letters = [letter for letter in mailing.letters if post.is_lost(letter, at)]
    for letter in letters:
        letter.tries = 0
        letter.address = letter.respondent.email or letter.address
        post.become(letter, "queued", at)
    waves.record(
        "send letters again",
        mailing.wave,
        at,
        user_id,
        mailing=mailing.number,
        letters=len(letters),
    )
    return len(letters)


def waiting(at: datetime) -> list[int]:
    """Return the mailings with letters that should be on their way: the queue may have lost them."""
    query = select(Letter).where(Letter.state == "queued", Letter.changed_at < at - post.UNDER_WAY)
    return sorted(
        {letter.mailing_id for letter in db.session.scalars(query) if at >= post.due(letter)}
    )
