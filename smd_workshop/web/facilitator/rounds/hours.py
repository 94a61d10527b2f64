"""The hours of a round of days: said of a draft, put off while it is open."""

from datetime import datetime
from typing import Any

from flask import redirect, request
from flask_babel import gettext as _

from forms.workshops.hours import ExtensionForm, HoursForm
from forms.workshops.process import zone_words
from smd_workshop.core import zones
from smd_workshop.core.clock import now
from smd_workshop.models import Round
from smd_workshop.rounds import hours
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt_once,
    page,
    round_for,
)
from smd_workshop.web.staff.refused import lead, leads_on


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/hours")
def round_hours(process: str, workshop: str, number: int) -> Any:
    """Ask when a round opens and closes, or until when an open one goes on."""
    round_ = round_for("run round", process, workshop, number)
    if round_.state not in {"draft", "open"} or round_.step == "organise":
        return redirect(_back(round_), 303)
    return _ask(round_, _form(round_))


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/hours")
def say_hours(process: str, workshop: str, number: int) -> Any:
    """Say the hours of a draft, or put off the end of a round that is open."""
    round_ = round_for("run round", process, workshop, number)
    form, state = _form(round_), round_.state
    if not form.validate():
        return _ask(round_, form), 422

    def act() -> str:
        _keep(round_, form)
        return _back(round_)

    leads_to = attempt_once(act)
    if (
        not leads_to and round_.state != state
    ):  # it opened or closed meanwhile: another form, or none
        leads_on()
        return redirect(f"{address(round_.workshop)}/rounds/{number}/hours", 303)
    return lead(leads_to, _("The hours are saved. The phones show them."))


def _form(round_: Round) -> HoursForm | ExtensionForm:
    if round_.state == "draft":
        return HoursForm(
            request.form,
            opens_at=_shown(round_, round_.opens_at),
            closes_at=_shown(round_, round_.closes_at),
        )
    return ExtensionForm(request.form, until=_shown(round_, round_.until))


def _ask(round_: Round, form: HoursForm | ExtensionForm) -> str:
    return page("round/hours.html", round_.workshop, round=round_, form=form, zone_words=zone_words)


def _keep(round_: Round, form: HoursForm | ExtensionForm) -> None:
    at, user_id = now(), me().user_id
    if isinstance(form, HoursForm):
        opens, closes = (_meant(round_, field.data) for field in (form.opens_at, form.closes_at))
        hours.say(round_, opens, closes, at, user_id)
        return
    until = _meant(round_, form.until.data)
    if until is not None:
        hours.extend(round_, until, form.reason.data or "", at, user_id)


def _shown(round_: Round, moment: datetime | None) -> datetime | None:
    """Return what a clock where the people are shows at a moment."""
    if moment is None:
        return None
    return zones.shown(moment, round_.workshop.process.time_zone)


def _meant(round_: Round, local: datetime | None) -> datetime | None:
    return None if local is None else zones.moment_of(local, round_.workshop.process.time_zone)


def _back(round_: Round) -> str:
    return f"{address(round_.workshop)}/console?round={round_.number}"
