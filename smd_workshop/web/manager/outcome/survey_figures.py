"""Publishing a figure of a wave: what becomes public is said before, and for which indicator."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.surveys.survey import FigureForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.excerpts import shortened
from smd_workshop.models import PlanIndicator, Wave
from smd_workshop.plans.measurements import figure_names, from_figures
from smd_workshop.plans.measurements.from_figures import Named
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import figures
from smd_workshop.surveys.results import facts
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import of_wave, wave_for, wave_page
from smd_workshop.web.sheets.survey_sheets import asked_by, language_of, words_of
from smd_workshop.web.staff.acts import attempt_typed
from smd_workshop.web.staff.process_access import my_id

#: Characters of the name of an indicator in a list to choose from.
SHORT = 60


@bp.get("/<survey>/waves/<int:wave>/figures")
def confirm_figure(process: str, survey: str, wave: int) -> str:
    """Say what becomes public with a figure before it does, and ask for which indicator; `figure` says which."""
    found = wave_for("publish survey figures", process, survey, wave)
    return _page(found, _offered(found, FigureForm(data={"figure": request.args.get("figure")})))


@bp.post("/<survey>/waves/<int:wave>/figures")
def publish_figure(process: str, survey: str, wave: int) -> Any:
    """Publish a figure for an indicator; a correction is another one, and the last one stands."""
    found = wave_for("publish survey figures", process, survey, wave)
    form = _offered(found, FigureForm(request.form))
    if not form.validate():
        return _page(found, form), 422
    here = of_wave(found, "results")

    def act() -> str:
        meant = _indicator(found, form) or str(form.other.data)
        figures.publish(found, form.figure.data, meant, now(), my_id())
        return here

    if not attempt_typed(act, form):
        return _page(found, form), 422
    flash(" ".join([_("The figure is published."), *_where_it_waits(_indicator(found, form))]))
    return redirect(here, 303)


def _page(wave: Wave, form: FigureForm) -> str:
    told = facts.facts(wave, language_of(instruments.read(wave.instrument)))
    listed = figures.candidates(wave)
    if told is None or not listed:
        raise NotFound
    chosen = next((each for each in listed if each.name == form.figure.data), listed[0])
    return wave_page(
        "figure_publish.html", wave, form=form, facts=told, chosen=chosen, points=figures.called(chosen, wave),
        asked=asked_by(chosen, wave, told), words=words_of(chosen, wave),
    )  # fmt: skip


def _offered(wave: Wave, form: FigureForm) -> FigureForm:
    form.figure.choices = [
        SelectChoice(each.name, words_of(each, wave)) for each in figures.candidates(wave)
    ]
    known = from_figures.named(wave.survey.process, wave.year)
    form.indicator.choices = [
        SelectChoice("", "–"),
        *(SelectChoice(str(each.indicator.id), _called(each, wave.year)) for each in known),
    ]
    form.planned = {each.indicator.code for each in known}
    return form


def _indicator(wave: Wave, form: FigureForm) -> PlanIndicator | None:
    """Return the indicator that was chosen, of a plan of the process of the wave; None where a code was written."""
    known = from_figures.named(wave.survey.process, wave.year)
    return next(
        (each.indicator for each in known if str(each.indicator.id) == form.indicator.data), None
    )


def _where_it_waits(indicator: PlanIndicator | None) -> list[str]:
    """Say that a plan has the figure only once somebody takes it over there; nothing where the plan never does."""
    if indicator is None or not from_figures.offered(indicator):
        return []
    return [
        _("In the plan it waits at %(indicator)s until somebody takes it over there.",
          indicator=figure_names.indicator_of_plan(indicator))
    ]  # fmt: skip


def _called(each: Named, year: int) -> str:
    own = each.indicator
    said = f"{own.plan.name or own.plan.code} · {own.code} · {shortened(own.name, SHORT)}"
    if each.takes:
        return said
    stays = _("its unit is not per cent, so its value stays")
    if each.in_per_cent:
        stays = _("its plan does not reach %(year)s, so its value stays", year=year)
    return f"{said} ({stays})"
