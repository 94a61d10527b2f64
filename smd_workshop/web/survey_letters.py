"""The worker sends the letters of surveys: one after the other, each once, no more in an hour than the settings allow."""

import contextlib
import logging
import smtplib
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_mailman import EmailMessage
from flask_mailman.message import sanitize_address

from smd_workshop.core.clock import now
from smd_workshop.core.numbers import day_words
from smd_workshop.core.zones import zone
from smd_workshop.database import abandon, transaction
from smd_workshop.jobs import job, later, made_up
from smd_workshop.models import Wave
from smd_workshop.surveys import letters
from smd_workshop.surveys.letters import Claimed
from smd_workshop.surveys.population import is_address
from smd_workshop.web.addresses import public_address

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
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
    for _ in range(IN_ONE_GO):
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
    held = _held_until(now())
    if held is not None:
        return False, held
    claimed = _claim(mailing_id)
    return (True, None) if claimed is None else (False, _send(claimed))


def _held_until(at: datetime) -> datetime | None:
    """Return when the next letter may go; None for now."""
    most = current_app.config["SMD_MAIL_PER_HOUR"]
    full = most and letters.sent_since(at - HOUR) >= most
    abandon()
    return at + HOUR / 12 if full else None


def _claim(mailing_id: int) -> Claimed | None:
    with transaction(of=letters.process_of(mailing_id)):
        return letters.claim(mailing_id, now(), _secret())


def _send(claimed: Claimed) -> datetime | None:
    """Give a letter to the mail server and note what it said; return when to go on where it takes none now.

    Of a server that falls silent with the letter in its hands nobody knows whether it arrived: it is not sent again.
    """
    process_id = claimed.wave.survey.process_id
    message = _message(claimed)
    abandon()  # nobody waits for the mail server
    server = message.get_connection()
    try:
        server.open()
    except (smtplib.SMTPException, OSError) as failure:
        return _not_sent(process_id, claimed, _words_of(failure), final=False)
    try:
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        return _not_sent(process_id, claimed, f"{code} {_text(words)}", final=code >= 500)
    except smtplib.SMTPResponseException as refusal:
        told = f"{refusal.smtp_code} {_text(refusal.smtp_error)}"
        return _not_sent(process_id, claimed, told, final=False)
    except smtplib.SMTPNotSupportedError as failure:
        return _not_sent(process_id, claimed, _words_of(failure), final=False)
    except (smtplib.SMTPException, OSError):
        log.warning(
            "letter %s: the mail server fell silent, it may have arrived", claimed.letter_id
        )
        return now() + letters.WAITS[0]
    finally:
        with contextlib.suppress(
            smtplib.SMTPException, OSError
        ):  # it was taken, or not, all the same
            server.close()
    with transaction(of=process_id):
        letters.sent(claimed.letter_id, now())
    return None


def _not_sent(process_id: int, claimed: Claimed, told: str, *, final: bool) -> datetime | None:
    with transaction(of=process_id):
        if final:
            letters.refused(claimed, told, now(), _secret())
            return None
        return letters.held_up(claimed, told, now(), _secret())


def _message(claimed: Claimed) -> EmailMessage:
    wave, person = claimed.wave, claimed.link.respondent
    with current_app.test_request_context(base_url=claimed.base):
        where = public_address("respondent.start", link=claimed.link.code)
    text = letters.filled(claimed.text, said(wave, person.name if person else "", where))
    contact = wave.survey.contact
    return EmailMessage(
        text.subject, text.body, _sender(wave), [claimed.address],
        reply_to=[contact] if is_address(contact) else None,
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip


def _sender(wave: Wave) -> Any:
    """Return From:, with the name by which people know who asks."""
    name = " ".join((wave.survey.organisation or wave.survey.process.name).split())
    return sanitize_address((name, current_app.config["SMD_MAIL_SENDER"]), "utf-8")


def _words_of(failure: Exception) -> str:
    return str(failure) or type(failure).__name__


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
