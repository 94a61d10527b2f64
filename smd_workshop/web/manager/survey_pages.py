"""What the pages of a survey share: finding it, acting on it, where its pages are."""

from datetime import date
from typing import Any, TypeVar

from flask import render_template
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.surveys.survey import PastWaveForm, WaveForm
from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.models import Survey, Wave
from smd_workshop.surveys import instruments, surveys, waves
from smd_workshop.web.staff.process_access import allowed, enter

#: What asks which version of the questionnaire is put to people.
VersionForm = TypeVar("VersionForm", WaveForm, PastWaveForm)


def survey_for(verb: str, process: str, survey: str) -> Survey:
    """Return the survey of this process if the reader may do this in it."""
    return surveys.find(enter(process, verb), survey)


def wave_for(verb: str, process: str, survey: str, wave: int) -> Wave:
    """Return the wave of this survey if the reader may do this in it."""
    return waves.find(survey_for(verb, process, survey), wave)


def address(survey: Survey, *parts: object) -> str:
    """Return where a page of a survey is."""
    return "/".join([f"/f/{survey.process.code}/surveys/{survey.code}", *map(str, parts)])


def of_wave(wave: Wave, *parts: object) -> str:
    """Return where a page of a wave is."""
    return address(wave.survey, "waves", wave.number, *parts)


def today_of(wave: Wave) -> date:
    """Return the day it is where the process of a wave lives."""
    return day_of(now(), wave.survey.process.time_zone)


def with_versions(survey: Survey, form: VersionForm) -> VersionForm:
    """Return a form of a wave that offers the published versions of the questionnaire, the latest chosen."""
    versions = instruments.published(survey)
    form.instrument.choices = [
        SelectChoice(v.number, _("version %(number)s", number=v.number)) for v in versions
    ]
    if versions and form.instrument.data is None:
        form.instrument.data = versions[0].number
    return form


def page(template: str, survey: Survey, **context: Any) -> str:
    """Render a page of a survey."""
    return render_template(
        f"manager/{template}", process=survey.process, survey=survey, here=address(survey),
        may_run=allowed("run surveys", survey.process), **context,
    )  # fmt: skip


def wave_page(template: str, wave: Wave, **context: Any) -> str:
    """Render a page of a wave."""
    return page(template, wave.survey, wave=wave, at=of_wave(wave), **context)
