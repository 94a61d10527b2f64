"""All that a survey keeps of one person, to be handed over to them: the smd-person/1 document."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of, iso
from smd_workshop.database import db
from smd_workshop.library.survey.instrument.answers import in_words, restored, value
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.models import (
    AnswerNote,
    DataRequest,
    Invitation,
    Letter,
    Mailing,
    Respondent,
    Response,
    Survey,
    SurveyParticipation,
    Wave,
    WaveMember,
)
from smd_workshop.surveys import consent, instruments, waves
from smd_workshop.surveys.answers import drafts, responses
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.personal_data import erasing

FORMAT: Final = "smd-person/1"
#: Why something that somebody gave is not in the document.
ANONYMOUS: Final = N_(
    "This wave is anonymous: it is kept that you took part, and nothing leads from you to what was answered. "
    "So nobody can find it, hand it over, change it or remove it."
)
NO_NAMES: Final = N_(
    "The names of this wave were removed when their time was over: nothing leads from you to what was answered."
)
CUT_LOOSE: Final = N_(
    "What was written in words of one's own was cut loose from its person when the wave closed: nobody can find it again."
)
UNSENT: Final = N_("What was begun and not sent by an anonymous link opens only with that link.")


def document(person: Respondent, at: datetime, secret: str) -> dict[str, Any]:
    """Return everything that is kept of somebody, as plain values: words as they were given, moments in UTC."""
    requests = select(DataRequest).where(DataRequest.respondent_id == person.id)
    survey = db.session.get_one(Survey, person.survey_id)
    return {
        "format": FORMAT,
        "made_at": at.isoformat(timespec="seconds"),
        "survey": {
            "code": survey.code, "name": survey.name, "organisation": survey.organisation,
            **({"simulated": True} if survey.shown_as_simulated else {}),
        },
        "person": {
            "code": person.code, "name": person.name, "phone": person.phone, "email": person.email,
            "attributes": dict(person.attributes), "is_asked": person.active,
        },
        "waves": [_wave(each, person, secret) for each in erasing.found(person)],
        "requests": [
            {
                "number": each.number, "kind": each.kind, "asked_by": each.asked_by, "wanted": each.wanted,
                "received_on": each.received_on.isoformat(), "due_on": each.due_on.isoformat(),
                "outcome": each.outcome, "did": each.did, "done_on": _day(each.done_on),
            }
            for each in db.session.scalars(requests.order_by(DataRequest.number))
        ],
    }  # fmt: skip


def _wave(held: erasing.InWave, person: Respondent, secret: str) -> dict[str, Any]:
    wave = held.wave
    member = db.session.get(WaveMember, (wave.id, person.id))
    part = db.session.scalar(
        select(SurveyParticipation).where(
            SurveyParticipation.wave_id == wave.id, SurveyParticipation.respondent_id == person.id
        )
    )
    response = db.session.get(Response, held.response) if held.response else None
    return {
        "number": wave.number, "name": wave.name, "year": wave.year, "mode": wave.mode, "state": wave.state,
        "keep_until": _day(wave.keep_until), "anonymised_on": _anonymised_on(wave), "consent": wave.consent,
        "consent_sha256": response.consent_sha256 if response else ", ".join(consent.versions(wave)),
        "listed_as": None if member is None else {
            "code": member.code, "name": member.name, "attributes": dict(member.attributes),
        },
        "links": [_link(each) for each in _links(wave, person)],
        "letters": [_letter(*each) for each in _letters(wave, person)],
        "took_part": part is not None, "channel": part.channel if part else None,
        "answers": _answers(wave, responses.answers_of(held.response)) if held.response else None,
        "unsent": _unsent(wave, person, secret),
        "not_found": list(_not_found(wave, part is not None)),
        "notes": [
            {"text": each.text, "noted_at": each.noted_at.isoformat(timespec="seconds")}
            for each in _notes(wave, person)
        ],
    }  # fmt: skip


def _links(wave: Wave, person: Respondent) -> list[Invitation]:
    query = select(Invitation).where(
        Invitation.wave_id == wave.id, Invitation.respondent_id == person.id
    )
    return list(db.session.scalars(query.order_by(Invitation.id)))


def _link(each: Invitation) -> dict[str, str | None]:
    return {"made_at": iso(each.issued_at), "taken_back_at": iso(each.revoked_at)}


def _letters(wave: Wave, person: Respondent) -> list[tuple[Letter, Mailing]]:
    query = select(Letter, Mailing).join(Mailing).where(Mailing.wave_id == wave.id)
    rows = db.session.execute(query.where(Letter.respondent_id == person.id).order_by(Letter.id))
    return [(letter, mailing) for letter, mailing in rows]


def _letter(letter: Letter, mailing: Mailing) -> dict[str, str | None]:
    return {
        "kind": mailing.kind, "subject": mailing.subject, "address": letter.address, "state": letter.state,
        "changed_at": iso(letter.changed_at), "mail_server_said": letter.told,
    }  # fmt: skip


def _notes(wave: Wave, person: Respondent) -> list[AnswerNote]:
    query = select(AnswerNote).where(
        AnswerNote.wave_id == wave.id, AnswerNote.respondent_id == person.id
    )
    return list(db.session.scalars(query.order_by(AnswerNote.id)))


def _answers(wave: Wave, given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return answers in the order of the questionnaire, each with what was asked, as it is stored and in words."""
    questions = instruments.read(wave.instrument)
    return [
        {
            "code": code, "question": questions.asks(code),
            "answer": given[code], "in_words": _in_words(questions, code, given[code]),
        }
        for code in questions.items
        if code in given
    ]  # fmt: skip


def _in_words(questions: Instrument, code: str, kept: Any) -> str:
    item = questions.items[code]
    answer = restored(item, kept)
    told = in_words(questions, item, value(answer), questions.default)
    return told or ("" if kept is None else str(kept))


def _unsent(wave: Wave, person: Respondent, secret: str) -> list[dict[str, Any]] | None:
    """Return what somebody has begun in a confidential wave and not sent; None where there is nothing."""
    if wave.mode != waves.CONFIDENTIAL or not waves.takes(wave):
        return None
    draft = drafts.of_person(wave, person.id, secret)
    return None if draft is None else _answers(wave, draft.words)


def _not_found(wave: Wave, took_part: bool) -> Iterator[str]:  # noqa: FBT001 - one of two
    if wave.mode != waves.CONFIDENTIAL:
        if took_part:
            yield ANONYMOUS
        elif waves.takes(wave):
            yield UNSENT
    elif not wave.named:
        yield NO_NAMES
    elif (
        took_part
        and wave.state == "closed"
        and dataset.text_items(instruments.read(wave.instrument))
    ):
        yield CUT_LOOSE


def _anonymised_on(wave: Wave) -> str | None:
    at = wave.anonymised_at
    return None if at is None else _day(day_of(at, wave.survey.process.time_zone))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def rows(found: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield each single value of a document with where it stands in it, for a table of two columns."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from rows(value, f"{place}/{key}" if place else str(key))
    elif isinstance(found, list):
        for number, value in enumerate(found, 1):
            yield from rows(value, f"{place}/{_called(value, number)}")
    elif found is not None:
        yield place, str(found)


def _called(value: Any, number: int) -> str:
    """Return what an entry of a list is called: by its code, its number, or its place."""
    if isinstance(value, dict):
        return str(value.get("code") or value.get("number") or number)
    return str(number)
