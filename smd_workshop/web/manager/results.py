"""The result of a closed wave: the answer first, what may be shown, and the figure that is published of it."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.survey import FigureForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotAllowed, NotFound
from smd_workshop.library.charts.spec import DotRow, Dots
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.disclosure import Shown
from smd_workshop.models import Wave
from smd_workshop.surveys import dataset, figures, instruments
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import of_wave, wave_for, wave_page
from smd_workshop.web.staff.acts import attempt_once
from smd_workshop.web.staff.process_access import allowed, my_id
from smd_workshop.web.survey_sheets import language_of

PER_CENT = 100


@bp.get("/<survey>/waves/<int:wave>/results")
def wave_results(process: str, survey: str, wave: int) -> str:
    """Show the figures of a closed wave, as far as numbers of people allow."""
    return _page(wave_for("see surveys", process, survey, wave), None)


def _page(wave: Wave, form: FigureForm | None) -> str:
    shown = dataset.shown(wave)
    result = dataset.of(wave)
    may_publish = allowed("publish survey figures", wave.survey.process)
    return wave_page(
        "results.html", wave, shown=shown, result=result, names=_Names(wave),
        chart=_chart(wave, shown.figures) if shown and not shown.nothing else None,
        form=_offered(wave, form or FigureForm()), may_publish=may_publish,
        published=[f for f in figures.of_survey(wave.survey) if f.wave_id == wave.id],
        no_file=disclosure.NO_FILE,
    )  # fmt: skip


class _Names:
    """What dimensions and items are called, in the reader's language."""

    def __init__(self, wave: Wave) -> None:
        self.questions = instruments.read(wave.instrument)
        self.language = language_of(self.questions)
        self.inside = dataset.dimensions_of(wave)
        self._dimensions = {
            d.code: self.questions.said(d.name, self.language) for d in self.questions.dimensions
        }

    def dimension(self, code: str) -> str:
        """Return the name of a dimension."""
        return self._dimensions.get(code, code)

    def item(self, code: str) -> str:
        """Return what an item asks."""
        text = self.questions.items[code].text
        return code if text is None else self.questions.said(text, self.language)

    def outside(self, figures: Mapping[str, Any]) -> list[str]:
        """Return the items that belong to no dimension."""
        inside = {item for items in self.inside.values() for item in items}
        return [item for item in figures["items"] if item not in inside]

    def points(self, points: list[int]) -> str:
        """Return what the points are called, by the first scale that has them."""
        scale = next((s for s in self.questions.scales if set(points) <= set(s.points)), None)
        if scale is None:
            return " / ".join(map(str, points))
        labels = [self.questions.said(scale.labels[p - scale.low], self.language) for p in points]
        return " / ".join(labels)


def _chart(wave: Wave, found: Mapping[str, Any]) -> Dots | None:
    """Return the share of very satisfied answers by dimension, least first, with intervals."""
    names = _Names(wave)
    rows = [
        (each["top"]["share"], _row(names.dimension(code), each["top"]))
        for code, each in found["dimensions"].items()
        if each is not None and each["top"]["share"] is not None
    ]
    if not rows:
        return None
    ordered = tuple(row for _share, row in sorted(rows, key=lambda pair: -pair[0]))
    return Dots(_("Very satisfied answers by dimension, in %"), "%", ordered, (0.0, 100.0))


def _row(label: str, share: Mapping[str, Any]) -> DotRow:
    low, high = share["interval"] or (None, None)
    ends = [None if end is None else round(PER_CENT * end, 1) for end in (low, high)]
    # A census has no width, and needs none drawn.
    low, high = (None, None) if ends[0] == ends[1] else ends
    return DotRow(label, round(PER_CENT * share["share"], 1), low, high)


def _offered(wave: Wave, form: FigureForm) -> FigureForm:
    form.figure.choices = [
        SelectChoice(each.name, f"{_(each.title)}: {each.numerator} / {each.denominator}")
        for each in figures.candidates(wave)
    ]
    if form.figure.choices and form.figure.data is None:
        form.figure.data = form.figure.choices[0].value
    return form


@bp.post("/<survey>/waves/<int:wave>/figures")
def publish_figure(process: str, survey: str, wave: int) -> Any:
    """Publish a figure for an indicator; a correction is another one, and the last one stands."""
    found = wave_for("publish survey figures", process, survey, wave)
    form = _offered(found, FigureForm(request.form))
    if not form.validate():
        return _page(found, form), 422
    here = of_wave(found, "results")

    def act() -> str:
        figures.publish(found, form.figure.data, form.indicator.data, now(), my_id())
        return here

    if attempt_once(act):
        flash(_("The figure is published."))
    return redirect(here, 303)


@bp.get("/<survey>/waves/<int:wave>/result.json")
def result_file(process: str, survey: str, wave: int) -> Response:
    """Give the figures that may be shown, to compute with."""
    found = wave_for("see surveys", process, survey, wave)
    return _json(_counted(found).figures, f"{found.survey.code}-{found.number}-result.json")


def _counted(wave: Wave) -> Shown:
    shown = dataset.shown(wave)
    if shown is None:
        raise NotFound
    return shown


@bp.get("/<survey>/waves/<int:wave>/data.json")
def data_file(process: str, survey: str, wave: int) -> Response:
    """Give the answers as smd-survey/1, by which anybody can count again; or say why not."""
    found = wave_for("see surveys", process, survey, wave)
    if not _counted(found).file:
        raise NotAllowed(disclosure.NO_FILE)
    return _json(
        dataset.document(found), f"{found.survey.code}-{found.number}-data.json", exact=True
    )


def _json(document: Any, name: str, *, exact: bool = False) -> Response:
    text = canonical_json(document) if exact else json.dumps(document, ensure_ascii=False, indent=1)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
