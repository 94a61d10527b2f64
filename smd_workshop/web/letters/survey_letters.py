"""The worker sends the letters of surveys: one after the other, each once, no more in an hour than the settings allow."""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_mailman import EmailMessage

from smd_workshop.config import secret_key
from smd_workshop.core import mail_addresses
from smd_workshop.core.clock import now
from smd_workshop.core.numbers import day_words
from smd_workshop.core.zones import zone
from smd_workshop.database import transaction
from smd_workshop.models import Wave
from smd_workshop.processes import post
from smd_workshop.processes.first_language import language_of
from smd_workshop.surveys.respondents import letters
from smd_workshop.surveys.respondents.letters import Claimed
from smd_workshop.web.addresses import public_address
from smd_workshop.web.letters.post import hand_over, held_until, sender
from smd_workshop.worker.queues import job, later, made_up

#: Letters that one job sends before it asks for the next job: other work must have its turn.
IN_ONE_GO = 50


def said(wave: Wave, name: str, link: str) -> dict[str, str]:
    """Return what each word in braces stands for in a letter to somebody."""
    process = wave.survey.process
    language = next((each for each in process.languages if each in {"es", "en"}), "es")
    last = wave.ends_at and wave.ends_at - timedelta(seconds=1)
    return {
        "name": name, "organisation": wave.survey.organisation or process.name,
        "survey": wave.survey.name, "wave": wave.name, "contact": wave.survey.contact, "link": link,
        "until": day_words(last, language, zone(process.time_zone)) if last else "",
    }  # fmt: skip


@job
def send_survey_letters(mailing_id: int) -> None:
    """Send what waits of a mailing; what a mail server does not take now is tried again later."""
    for _again in range(IN_ONE_GO):
        done, again = _next(mailing_id)
        if done or again is not None:
            if again is not None:
                later("send_survey_letters", mailing_id, at=again)
            return
    later("send_survey_letters", mailing_id)


@made_up
def send_waiting_letters(at: datetime) -> None:
    """Send one of the letters that the queue may have lost; the next look sends the next.

    Other things that were lost must not wait for a slow mail server. It asks for no job: a letter that only waits
    for its hour looks as if it were lost, and every look would add one.
    """
    for mailing_id in letters.waiting(at)[:1]:
        _next(mailing_id)


def _next(mailing_id: int) -> tuple[bool, datetime | None]:
    """Send the next letter; return whether none waits, and when to go on where that is not at once."""
    held = held_until(now())
    if held is not None:
        return False, held
    claimed = _claim(mailing_id)
    return (True, None) if claimed is None else (False, _send(claimed))


def _claim(mailing_id: int) -> Claimed | None:
    with transaction(of=letters.process_of(mailing_id)):
        return letters.claim(mailing_id, now(), secret_key())


def _send(claimed: Claimed) -> datetime | None:
    """Give a letter to the mail server and note what it said; return when to go on where it takes none now."""
    process_id = claimed.wave.survey.process_id
    message = _message(claimed)
    said = hand_over(message, claimed.letter_id)
    if said.silent:
        return now() + post.WAITS[0]
    with transaction(of=process_id):
        if said.taken:
            letters.sent(claimed.letter_id, now())
        elif said.final:
            letters.refused(claimed, said.told, now(), secret_key())
        else:
            return letters.held_up(claimed, said.told, now(), secret_key())
    return None


def _message(claimed: Claimed) -> EmailMessage:
    wave, person = claimed.wave, claimed.link.respondent
    with current_app.test_request_context(base_url=claimed.base):
        where = public_address("respondent.start", link=claimed.link.code)
    text = letters.filled(claimed.text, said(wave, person.name if person else "", where))
    asked = mail_addresses.written(wave.survey.contact)
    return EmailMessage(
        text.subject, _first_words(wave) + text.body, sender(wave.survey.organisation or wave.survey.process.name), [claimed.address],
        reply_to=[each for each in asked if mail_addresses.is_address(each)][:1] or None,
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip


def _first_words(wave: Wave) -> str:
    """Return what a letter of a simulated survey begins with, else nothing."""
    if not wave.survey.shown_as_simulated:
        return ""
    with force_locale(language_of(wave.survey.process)):
        return str(_("Simulated answers: a demonstration, nobody said this")) + "\n\n"
