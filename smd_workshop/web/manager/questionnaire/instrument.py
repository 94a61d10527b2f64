"""The questionnaire: its versions, how it looks to those who answer, publishing it."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.library.survey.instrument import flow, model, versions
from smd_workshop.library.survey.instrument.drafts import publishable
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.library.survey.instrument.words import translating, translations
from smd_workshop.models import Instrument
from smd_workshop.surveys import instruments
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.questionnaire.builder import condition_in_words
from smd_workshop.web.manager.survey_pages import address, page, survey_for
from smd_workshop.web.sheets.survey_sheets import Sheet, language_of
from smd_workshop.web.staff.acts import attempt, attempt_once
from smd_workshop.web.staff.process_access import my_id

#: What the fields begin with that say of an item whether it still asks the same.
SAME = "same-"


@bp.get("/<survey>/versions/<int:version>")
def see_version(process: str, survey: str, version: int) -> str:
    """Show everything that a version asks."""
    found = survey_for("see surveys", process, survey)
    chosen = instruments.find(found, version)
    questions = instruments.read(chosen)
    made = flow.everything(questions, day_of(now(), found.process.time_zone))
    others = [each for each in instruments.published(found) if each.number < chosen.number]
    asked = request.args.get("with", "")
    before = next(
        (each for each in others if str(each.number) == asked), instruments.before(chosen)
    )
    earlier = None if before is None else instruments.read(before)
    changes = () if before is None else instruments.changes_between(before, chosen)
    return page(
        "version.html", found, version=chosen, questions=questions, sheet=Sheet.of(made),
        kinds=_kinds(), before=before, others=others, changes=changes,
        trend=versions.trend(changes), when=lambda expression: condition_in_words(expression, questions),
        asks=lambda code: _asks(code, *(each for each in (questions, earlier) if each)),
    )  # fmt: skip


def _asks(code: str, *of: Questionnaire) -> str:
    """Return what an item asks, in the first of some versions that has it; '' for what is no item."""
    for questions in of:
        if code in questions.items:
            return questions.asks(code, language_of(questions))
    return ""


def _kinds() -> dict[str, str]:
    """Return what each type of question is called."""
    return {
        model.LIKERT: _("one point of a scale"), model.MATRIX: _("one point of a scale"),
        model.SINGLE: _("one of several"), model.MULTIPLE: _("several of a list"),
        model.NPS: _("0 to 10"), model.RANKING: _("an order"), model.NUMBER: _("a number"),
        model.DATE: _("a date"), model.SHORT_TEXT: _("a line of text"), model.LONG_TEXT: _("text"),
        model.CONSENT: _("an agreement"), model.SCORE: _("computed"), model.NOTE: _("only read"),
    }  # fmt: skip


@bp.get("/<survey>/versions/<int:version>/preview/<part>")
def preview_page(process: str, survey: str, version: int, part: str) -> str:
    """Show a page of a version as those who answer see it, with when each thing is shown; nothing can be sent."""
    found = survey_for("see surveys", process, survey)
    chosen = instruments.find(found, version)
    questions = instruments.read(chosen)
    made = flow.everything(questions, day_of(now(), found.process.time_zone))
    shown = made.page(part)
    if shown is None:
        raise NotFound
    return render_template(
        "manager/preview.html", process=found.process, survey=found, version=chosen, made=made,
        shown=shown, sheet=Sheet.of(made), place=made.pages.index(shown) + 1,
        back=address(found, "versions", version),
        when=lambda expression: condition_in_words(expression, questions),
    )  # fmt: skip


@bp.get("/<survey>/versions/<int:version>/publish")
def confirm_publish_version(process: str, survey: str, version: int) -> Any:
    """Say what is fixed, what is wrong, what a person must say and what is missing, before a version is published."""
    chosen = instruments.find(survey_for("run surveys", process, survey), version)
    if chosen.state != "draft":
        return redirect(address(chosen.survey, "versions", version), 303)
    return _asked_first(chosen)


def _asked_first(version: Instrument, problem: str = "") -> str:
    questions, changes = instruments.read(version), instruments.changes(version)
    return page(
        "version_publish.html", version.survey, version=version, lacking=translations.lacks(questions),
        problem=problem, mark=marked_lacks(version), name_of=translating.name_of, questions=questions,
        faults=publishable.faults(questions), closed=publishable.without_way_out(questions),
        question_of={question.code: questions.said(question.text, questions.default)
                     for question in questions.questions if question.text}, before=instruments.before(version), changes=changes,
        trend=versions.trend(changes), judging=versions.open_codes(changes),
        asks=lambda code: _asks(code, questions),
        recommends=_unsaid_recommendation(questions),
        title_differs=questions.said(questions.title, questions.default) != version.survey.name,
        counted_together=any(item.said.dimension for item in questions.items.values()),
    )  # fmt: skip


def _unsaid_recommendation(questions: Questionnaire) -> str:
    """Return what is asked from 0 to 10 where no such question is said to ask for a recommendation; '' where one is, or none is asked."""
    asked = [each.code for each in questions.questions if each.type == model.NPS]
    return questions.asks(asked[0]) if asked and questions.recommend is None else ""


def marked_lacks(version: Instrument) -> str:
    """Return what a reader has seen missing: languages and how much; '' where nothing is."""
    return " ".join(
        f"{e.language}:{e.missing}" for e in translations.lacks(instruments.read(version))
    )


@bp.post("/<survey>/versions/<int:version>/publish")
def publish_version(process: str, survey: str, version: int) -> Any:
    """Fix a version for good: waves may use it from now on. Where translations are missing, who publishes has seen it."""
    found = survey_for("run surveys", process, survey)
    chosen = instruments.find(found, version)
    if chosen.state == "draft" and request.form.get("seen", chosen.sha256) != chosen.sha256:
        again = _("Somebody changed it meanwhile. Look at it as it is now and decide again.")
        return _asked_first(chosen, again), 409
    unseen = request.form.get("lacking", "") != marked_lacks(chosen)
    if chosen.state == "draft" and unseen:
        return _asked_first(chosen, _("Nothing is published yet: see what is missing.")), 409
    judged = {
        name.removeprefix(SAME): value == "yes"
        for name, value in request.form.items()
        if name.startswith(SAME)
    }
    if attempt(lambda: instruments.publish(chosen, now(), my_id(), judged)):
        flash(
            _(
                "The questionnaire is published. It can no longer change; a new version can be made of it."
            )
        )
    return redirect(address(found, "versions", version), 303)


@bp.post("/<survey>/versions/<int:version>/copy")
def copy_version(process: str, survey: str, version: int) -> Any:
    """Begin a new version with what a published one asks."""
    found = survey_for("run surveys", process, survey)
    chosen = instruments.find(found, version)

    def act() -> str:
        made = instruments.put_draft(found, chosen.document, now(), my_id())
        return address(found, "versions", made.number)

    leads_to = attempt_once(act)
    return redirect(leads_to or address(found, "versions", version), 303)
