"""Scales of a questionnaire that is being written."""

from typing import Any

from flask import redirect, request
from flask_babel import gettext as _

from forms.surveys.questionnaire import ScaleForm, text_with, words_of
from smd_workshop.core.errors import NotFound
from smd_workshop.library.survey.instrument.drafts import editing
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.models import Instrument
from smd_workshop.surveys import instruments
from smd_workshop.surveys.instruments import Seen
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.questionnaire.drafts import (
    arranged,
    draft_for,
    draft_page,
    keep_mark,
    of_draft,
    tried,
)

#: The address of a scale that is not there yet.
NEW = "new"


@bp.get("/<survey>/versions/<int:version>/scales/<scale>")
def edit_scale(process: str, survey: str, version: int, scale: str) -> str:
    """Show the form of a scale, of an empty one under the word new."""
    chosen = draft_for("run surveys", process, survey, version)
    default = instruments.read(chosen).default
    if scale == NEW:
        return _scale_form(chosen, ScaleForm(data={"low": 1}), scale)
    found = editing.part(chosen.document, editing.SCALE, scale)
    if found is None:
        raise NotFound
    said = {
        "labels": "\n".join(words_of(label, default) for label in found["labels"]),
        "low": found.get("low", 1), "na": words_of(found.get("na"), default),
        "top": ", ".join(map(str, found["top"])),
        "satisfied": ", ".join(map(str, found["satisfied"])),
    }  # fmt: skip
    return _scale_form(chosen, ScaleForm(data=said), scale)


def _scale_form(version: Instrument, form: ScaleForm, code: str, problem: str = "") -> str:
    questions = instruments.read(version)
    keep_mark(form, version, editing.SCALE, code)
    users = [c for c, item in questions.items.items() if item.question.scale == code]
    return draft_page(
        "scale.html", version, form=form, code=code, new=code == NEW, users=users, problem=problem
    )


@bp.post("/<survey>/versions/<int:version>/scales/<scale>")
def change_scale(process: str, survey: str, version: int, scale: str) -> Any:
    """Change a scale, add one, or take out one that no question uses."""
    chosen = draft_for("run surveys", process, survey, version)
    seen = Seen(editing.SCALE, scale, request.form.get("seen", ""))
    if request.form.get("act") == "remove":
        arranged(chosen, lambda document: editing.remove_scale(document, scale), seen)
        return redirect(of_draft(chosen, "build#scales"), 303)
    old = editing.part(chosen.document, editing.SCALE, scale) or {}
    if not old and scale != NEW:
        raise NotFound
    form = ScaleForm(request.form)
    valid = form.validate()
    made = _scale_typed(form, old, instruments.read(chosen))
    if not valid or form.errors:
        return _scale_form(chosen, form, scale), 422
    problem, status = tried(
        chosen, lambda document: editing.put_scale(document, made), seen if old else None, form,
        made["code"],
    )  # fmt: skip
    if problem:
        return _scale_form(chosen, form, scale, problem), status
    return redirect(of_draft(chosen, "build#scales"), 303)


def _scale_typed(form: ScaleForm, old: dict[str, Any], questions: Questionnaire) -> dict[str, Any]:
    """Return a scale as it was typed; a point keeps its other languages by its words, else by its place."""
    default, was = questions.default, old.get("labels", [])
    words = [line.strip() for line in (form.labels.data or "").splitlines() if line.strip()]
    known = {words_of(label, default): label for label in was}
    same = len(words) == len(was)
    labels = [
        text_with(known.get(each) or (was[n] if same else None), default, each)
        for n, each in enumerate(words)
    ]
    low = 1 if form.low.data is None else form.low.data
    high = low + len(labels) - 1
    made: dict[str, Any] = {
        "code": old.get("code")
        or editing.proposed(" ".join(words[-1:]), {NEW, *questions.scale_of}, "escala"),
        "low": low, "labels": labels,
        "top": _points_typed(form, "top", [high]),
        "satisfied": _points_typed(form, "satisfied", [high - 1, high] if len(labels) > 2 else [high]),
    }  # fmt: skip
    na = text_with(old.get("na"), default, form.na.data)
    return made | ({"na": na} if na else {})


def _points_typed(form: ScaleForm, name: str, usual: list[int]) -> list[int]:
    """Return points typed with commas; the usual ones where nothing was typed."""
    typed = [each.strip() for each in (form[name].data or "").split(",") if each.strip()]
    if not typed:
        return usual
    digits = [each.removeprefix("-") for each in typed]
    if not all(each.isascii() and each.isdigit() for each in digits):
        form[name].errors = [_("Write points with commas between them, such as 4, 5.")]
        return usual
    return sorted({int(each) for each in typed if len(each) < 4})
