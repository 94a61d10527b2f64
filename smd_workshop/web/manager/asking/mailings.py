"""Letters to the people of a wave: written, looked at as one of them reads it, sent, and what became of each."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.surveys.survey import LetterForm
from smd_workshop.config import sends_mail
from smd_workshop.core.clock import now
from smd_workshop.core.codes import LINK_LENGTH
from smd_workshop.core.errors import Invalid, NotFound, Refusal
from smd_workshop.models import Letter, Mailing, Respondent, Wave
from smd_workshop.processes import post
from smd_workshop.surveys import waves
from smd_workshop.surveys.respondents import letters
from smd_workshop.surveys.respondents.letters import INVITATION, REMINDER, Text
from smd_workshop.web.addresses import public_address
from smd_workshop.web.errors import sentence
from smd_workshop.web.language import current_language
from smd_workshop.web.letters import survey_letters
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import of_wave, wave_for, wave_page
from smd_workshop.web.staff.acts import attempt, attempt_typed
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.worker.queues import later

#: Which wave of its survey, in our words; left out where the survey says it: nobody reads “Satisfacción 2026 2026”.
_WAVE = re.compile(r" \(?\{(?:wave|aplicacion)\}\)?")


@dataclass(frozen=True, slots=True)
class Sent:
    """A mailing as staff follow it."""

    mailing: Mailing
    #: {state: how many letters}
    counts: dict[str, int]
    #: Letters of which somebody must decide, or that are tried again.
    troubled: list[Letter]
    lost: int


@bp.get("/<survey>/waves/<int:wave>/letters")
def mailings(process: str, survey: str, wave: int) -> str:
    """Show the letters of a wave, and the form for the next ones."""
    found = wave_for("run surveys", process, survey, wave)
    kind = _kind(request.args.get("kind", ""), found)
    return _page(found, kind, LetterForm(data=_begins(found, kind)))


def _kind(text: str, wave: Wave) -> str:
    """Return what kind of letter is meant; by itself an invitation, while somebody waits for one."""
    if text in {INVITATION, REMINDER}:
        return text
    if text:
        raise NotFound
    return INVITATION if letters.recipients(wave, INVITATION) else REMINDER


def _begins(wave: Wave, kind: str) -> dict[str, str]:
    """Return the words that a letter begins with; of its kind the last that was sent, else ours."""
    last = next((m for m in letters.of_wave(wave) if m.kind == kind), None)
    if last is not None:
        return {"subject": last.subject, "body": last.body}
    lines = [_("Good day, {name}:"), _asked(kind)]
    if wave.ends_at is not None:
        lines.append(_("You can answer until {until}."))
    lines.append(_("Your link, for you alone: {link}"))
    if wave.survey.contact:
        lines.append(_("Questions, or no more letters of this kind: {contact}"))
    begins = {"subject": _subject(kind), "body": "\n\n".join(lines)}
    if waves.is_named_in_survey(wave):
        return {name: _WAVE.sub("", text) for name, text in begins.items()}
    return begins


def _subject(kind: str) -> str:
    return str(
        _("{organisation} asks for your opinion: {survey} {wave}")
        if kind == INVITATION
        else _("Your answer is still missing: {survey} {wave}")
    )


def _asked(kind: str) -> str:
    return str(
        _("{organisation} asks you to answer “{survey}” ({wave}). It takes some minutes and works on a phone.")
        if kind == INVITATION
        else _("“{survey}” ({wave}) of {organisation} still waits for your answer. If you have begun, your first link goes on where you stopped.")
    )  # fmt: skip


def _page(wave: Wave, kind: str, form: LetterForm, shown: Text | None = None) -> str:
    at = now()
    return wave_page(
        "mailings.html", wave, form=form, kind=kind, shown=shown, known=letters.known(current_language()),
        people=letters.recipients(wave, kind) if waves.begins(wave, at) else [],
        begins=waves.begins(wave, at), sent=[_sent(m, at) for m in letters.of_wave(wave)],
        sends=current_app.config["SMD_MAIL_BACKEND"], without=letters.without_address(wave, kind),
        due=post.due, lost=lambda letter: post.is_lost(letter, at),
    )  # fmt: skip


def _sent(mailing: Mailing, at: datetime) -> Sent:
    states = [letter.state for letter in mailing.letters]
    lost = [letter for letter in mailing.letters if post.is_lost(letter, at)]
    waits = [x for x in mailing.letters if x.state == "queued" and x.told]
    return Sent(
        mailing, {s: states.count(s) for s in dict.fromkeys(states)}, lost + waits, len(lost)
    )


@bp.post("/<survey>/waves/<int:wave>/letters/look")
def look_at_letter(process: str, survey: str, wave: int) -> Any:
    """Show the letter as the first of them would read it. Nothing is kept or sent."""
    found = wave_for("run surveys", process, survey, wave)
    kind, form = _given(found)
    if not form.validate():
        return _page(found, kind, form), 422
    text = Text(form.subject.data, form.body.data)
    try:
        letters.check(text, found)
    except Refusal as refusal:
        form.form_errors = [sentence(refusal)]
        return _page(found, kind, form), 422
    people = letters.recipients(found, kind)
    return _page(found, kind, form, letters.filled(text, _example(found, people)))


def _example(wave: Wave, people: list[Respondent]) -> dict[str, str]:
    where = public_address("respondent.start", link="x" * LINK_LENGTH)
    return survey_letters.said(wave, people[0].name if people else _("Name"), where)


def _given(wave: Wave) -> tuple[str, LetterForm]:
    form = LetterForm(request.form)
    form.body.data = (form.body.data or "").replace("\r\n", "\n")
    return _kind(request.form.get("kind", ""), wave), form


@bp.post("/<survey>/waves/<int:wave>/letters")
def send_letters(process: str, survey: str, wave: int) -> Any:
    """Send the letter to everybody whom it is for; the worker does it, one after the other."""
    found = wave_for("run surveys", process, survey, wave)
    kind, form = _given(found)
    if not form.validate():
        return _page(found, kind, form), 422
    text, base = Text(form.subject.data, form.body.data), public_address("portal.home")
    made: list[int] = []

    def act() -> str:
        if not sends_mail():
            raise Invalid(_("This installation sends no mail."))
        mailing = letters.create(found, kind, text, base, now(), my_id())
        made.append(mailing.id)
        return of_wave(found, "letters")

    leads_to = attempt_typed(act, form)
    if not leads_to:
        return _page(found, kind, form), 422
    for mailing_id in made:
        later("send_survey_letters", mailing_id)
        flash(_("The letters are on their way. This page says what becomes of each."))
    return redirect(leads_to, 303)


@bp.post("/<survey>/waves/<int:wave>/letters/<int:mailing>/again")
def send_letters_again(process: str, survey: str, wave: int, mailing: int) -> Any:
    """Send again what was refused, given up or dropped half-way."""
    found = wave_for("run surveys", process, survey, wave)
    written = letters.find(found, mailing)
    many: list[int] = []
    if attempt(lambda: many.append(letters.again(written, now(), my_id()))) and many[0]:
        later("send_survey_letters", written.id)
        flash(
            ngettext("%(num)s letter is tried again.", "%(num)s letters are tried again.", many[0])
        )
    return redirect(of_wave(found, "letters"), 303)
