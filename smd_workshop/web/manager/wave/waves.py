"""Waves: preparing one, opening it, who has answered, closing it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from wtforms import Field

from forms.surveys.survey import UnnamedForm, WaveForm
from smd_workshop.config import secret_key, secret_keys
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, Refusal
from smd_workshop.core.zones import day_of, end_of_day
from smd_workshop.database import transaction
from smd_workshop.making import wave_figures
from smd_workshop.models import Survey, Wave
from smd_workshop.surveys import closing, consent, instruments, waves
from smd_workshop.surveys.answers import drafts, typed_answers
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.respondents import invitations, population
from smd_workshop.surveys.respondents.turnout import turnout
from smd_workshop.surveys.waves import Terms
from smd_workshop.web.errors import sentence
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import (
    of_wave,
    page,
    survey_for,
    today_of,
    wave_for,
    wave_page,
    with_versions,
)
from smd_workshop.web.manager.survey_works import asked_of_wave
from smd_workshop.web.staff.acts import attempt
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.sent import once
from smd_workshop.web.staff.works import MANY, start
from smd_workshop.worker import jobs


@bp.get("/<survey>/waves/new")
def new_wave(process: str, survey: str) -> str:
    """Ask what the wave is called, how answers are kept and how many people there are."""
    found = survey_for("run surveys", process, survey)
    today = day_of(now(), found.process.time_zone)
    known = population.count(found) or None
    said = {"year": today.year, "name": str(today.year), "population": known}
    if found.waves:
        # What people were promised last time is promised again, unless staff write something else.
        said |= {"mode": found.waves[-1].mode, "consent": found.waves[-1].consent}
    form = WaveForm(data=said)
    return _new(found, with_versions(found, form))


def _new(survey: Survey, form: WaveForm) -> str:
    return page("wave_new.html", survey, form=form, people=population.count(survey))


@bp.post("/<survey>/waves/new")
def create_wave(process: str, survey: str) -> Any:
    """Prepare a wave; nothing is promised before it opens."""
    found = survey_for("run surveys", process, survey)
    form = with_versions(found, WaveForm(request.form))
    if not _valid(form, found):
        return _new(found, form), 422

    def act() -> str:
        version = instruments.find(found, form.instrument.data)
        if version.state != "published":
            raise Invalid(_("Publish the questionnaire first: what people answer must not change."))
        made = waves.create(found, version, _terms(found, form), now(), my_id())
        return of_wave(made)

    try:
        with transaction(of=found.process_id):
            leads_to = once(act)
    except Refusal as refusal:
        form.form_errors = [sentence(refusal)]
        return _new(found, form), 422
    return redirect(leads_to, 303)


def _valid(form: WaveForm, survey: Survey, wave: Wave | None = None) -> bool:
    """Say whether a form can be kept; all that is wrong with it is said, its days too, which opening would refuse."""
    form.validate()
    today, last = day_of(now(), survey.process.time_zone), form.ends_on.data
    if last and last < today and (wave is None or last != wave.last_day):
        _say(form.ends_on, _(waves.OVER))
    kept = form.keep_until.data if "keep_until" in form else None
    if kept and kept <= max(last or today, today):
        _say(form.keep_until, _(waves.TOO_SHORT))
    people = int(form.population.data or 0)  # which is at least one, where it is known
    if wave is not None and 0 < people < waves.invited(wave):
        _say(form.population, _("More people are invited already than that."))
    return not form.errors


def _say(field: Field, why: str) -> None:
    field.errors = [*field.errors, why]


def _terms(survey: Survey, form: WaveForm, fixed: Wave | None = None) -> Terms:
    """Return what a form says; of an open wave what is fixed as it is."""
    promised = (
        Terms("", fixed.year, fixed.mode, fixed.consent, keep_until=fixed.keep_until)
        if fixed is not None
        else Terms(
            "",
            int(form.year.data or 0),
            form.mode.data,
            (form.consent.data or "").replace("\r\n", "\n"),
            keep_until=form.keep_until.data,
        )
    )
    return replace(
        promised, name=form.name.data, population=form.population.data, ends_at=_end(survey, form)
    )


def _end(survey: Survey, form: WaveForm) -> datetime | None:
    day = form.ends_on.data
    return None if day is None else end_of_day(day, survey.process.time_zone)


@bp.get("/<survey>/waves/<int:wave>")
def wave_home(process: str, survey: str, wave: int) -> str:
    """Show how a wave stands: who has answered, never what."""
    found = wave_for("see surveys", process, survey, wave)
    return _home(found)


def _home(wave: Wave) -> str:
    return wave_page(
        "wave.html", wave, turnout=turnout(wave, now()), unsent=drafts.unsent(wave, secret_key()),
        correctable=typed_answers.typed_in(wave), form=UnnamedForm(), small=0 < (wave.population or 0) <= 15,
    )  # fmt: skip


@bp.get("/<survey>/waves/<int:wave>/edit")
def edit_wave(process: str, survey: str, wave: int) -> str:
    """Show the form of a wave."""
    found = wave_for("run surveys", process, survey, wave)
    form = WaveForm(
        obj=found, data={"ends_on": found.last_day, "instrument": found.instrument.number}
    )
    return wave_page("wave_edit.html", found, form=_narrowed(found, form))


def _narrowed(wave: Wave, form: WaveForm) -> WaveForm:
    """Return the form without what is fixed; the version of the questionnaire always is."""
    del form.instrument
    if wave.state != "draft":
        del form.mode, form.year, form.consent, form.keep_until
    return form


@bp.post("/<survey>/waves/<int:wave>/edit")
def change_wave(process: str, survey: str, wave: int) -> Any:
    """Change a draft; of an open wave its name, how many people there are, and until when."""
    found = wave_for("run surveys", process, survey, wave)
    form = _narrowed(found, WaveForm(request.form))
    if not _valid(form, found.survey, found):
        return wave_page("wave_edit.html", found, form=form), 422
    try:
        with transaction(of=found.survey.process_id):
            fixed = None if found.state == "draft" else found
            waves.change(found, _terms(found.survey, form, fixed), now(), my_id())
            leads_to = of_wave(found)
    except Refusal as refusal:
        form.form_errors = [sentence(refusal)]
        return wave_page("wave_edit.html", found, form=form), 422
    flash(_("Saved."))
    return redirect(leads_to, 303)


@bp.post("/<survey>/waves/<int:wave>/open")
def open_wave(process: str, survey: str, wave: int) -> Any:
    """Open a wave: its mode, questions and words of consent are fixed from now on."""
    found = wave_for("run surveys", process, survey, wave)
    if attempt(lambda: waves.open_wave(found, now(), my_id())):
        flash(_("The wave is open. Make the links and send them."))
    return redirect(of_wave(found), 303)


@bp.post("/<survey>/waves/<int:wave>/announce")
def announce_wave_close(process: str, survey: str, wave: int) -> Any:
    """Let nobody begin any more; who has begun may still send."""
    found = wave_for("run surveys", process, survey, wave)
    attempt(lambda: waves.announce_close(found, now(), my_id()))
    return redirect(of_wave(found), 303)


@bp.post("/<survey>/waves/<int:wave>/keep")
def keep_wave_open(process: str, survey: str, wave: int) -> Any:
    """Let people begin again."""
    found = wave_for("run surveys", process, survey, wave)
    attempt(lambda: waves.keep_open(found, now(), my_id()))
    return redirect(of_wave(found), 303)


@bp.post("/<survey>/waves/<int:wave>/close")
def close_wave(process: str, survey: str, wave: int) -> Any:
    """Close a wave for good and compute its figures."""
    found = wave_for("run surveys", process, survey, wave)
    known = secret_keys()
    if attempt(lambda: closing.close(found, now(), my_id(), known)):
        jobs.forget()
    if found.state != "closed":
        return redirect(of_wave(found), 303)
    return redirect(_count(found), 303)


@bp.post("/<survey>/waves/<int:wave>/count")
def count_wave(process: str, survey: str, wave: int) -> Any:
    """Compute the figures of a closed wave, where that was interrupted."""
    return redirect(_count(wave_for("run surveys", process, survey, wave)), 303)


def _count(wave: Wave) -> str:
    """Compute outside of the transaction that stores: nobody waits for it. Return where the figures are, or come."""
    if wave.state != "closed":
        return of_wave(wave, "results")
    if dataset.people(wave) > MANY and dataset.of(wave) is None:
        asked = asked_of_wave(wave, "wave figures", "see surveys", _("Compute the figures"))
        return start(wave.survey.process, asked)
    try:
        wave_figures.count(wave)
    except Refusal as refusal:
        flash(sentence(refusal))
    return of_wave(wave, "results")


@bp.get("/<survey>/waves/<int:wave>/close")
def confirm_close_wave(process: str, survey: str, wave: int) -> Any:
    """Say what closing does before it is done."""
    found = wave_for("run surveys", process, survey, wave)
    if not waves.takes(found):
        return redirect(of_wave(found), 303)
    return wave_page(
        "wave_close.html", found, turnout=turnout(found, now()), unsent=drafts.unsent(found, secret_key()),
        linked=len(invitations.linked(found)),
    )  # fmt: skip


@bp.get("/<survey>/waves/<int:wave>/open")
def confirm_open_wave(process: str, survey: str, wave: int) -> Any:
    """Say what opening fixes before it is done."""
    found = wave_for("run surveys", process, survey, wave)
    if found.state != "draft":
        return redirect(of_wave(found), 303)
    before = [each for each in found.survey.waves if each.number < found.number and each.consent]
    copied = before[-1] if before and before[-1].consent == found.consent else None
    return wave_page("wave_open.html", found, copied=copied, other_years=consent.other_years(found), people=population.count(found.survey),
        keep_until=found.keep_until or waves.years_after(found.last_day or today_of(found)),
        faults=waves.faults_of_opening(found, now()),
    )  # fmt: skip
