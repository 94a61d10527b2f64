"""Languages of a questionnaire: which it has, what is missing in each, and writing it side by side."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.surveys.questionnaire import LanguageForm
from smd_workshop.core.errors import NotFound
from smd_workshop.library.survey.instrument.drafts import locating
from smd_workshop.library.survey.instrument.words import translating
from smd_workshop.library.survey.instrument.words.surroundings import braced, is_asked
from smd_workshop.library.survey.instrument.words.translations import missing
from smd_workshop.models import Instrument
from smd_workshop.surveys import instruments
from smd_workshop.surveys.instruments import Changed
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.questionnaire.drafts import arranged, draft_for, draft_page, of_draft
from smd_workshop.web.manager.survey_pages import survey_for
from smd_workshop.web.staff.refused import refusal_words

#: What is offered first; any other goes by its code.
OFFERED = ("es-PE", "qu", "ay", "en")


@bp.get("/<survey>/versions/<int:version>/languages")
def see_languages(process: str, survey: str, version: int) -> str:
    """Show the languages of a version, with how many texts are missing in each and which."""
    return _page(instruments.find(survey_for("see surveys", process, survey), version))


def _page(version: Instrument) -> str:
    questions = instruments.read(version)
    many = {each: len(translating.entries(version.document, each)) for each in questions.languages}
    lacking = {language: [] for language in questions.languages[1:]}  # type: dict[str, list[str]]
    for each in missing(questions):
        around = each.path.startswith("surroundings")
        lacking[each.language].append(braced(_(each.default)) if around else each.default)
    form = LanguageForm()
    form.language.choices = [
        SelectChoice("", "–"),
        *(
            SelectChoice(code, translating.name_of(code))
            for code in OFFERED
            if code not in questions.languages
        ),
    ]
    return draft_page(
        "languages.html", version, form=form, questions=questions, many=many, lacking=lacking,
        name_of=translating.name_of, writing=version.state == "draft",
    )  # fmt: skip


@bp.post("/<survey>/versions/<int:version>/languages")
def set_languages(process: str, survey: str, version: int) -> Any:
    """Add a language, or take one out with its words."""
    chosen = draft_for("run surveys", process, survey, version)
    gone = request.form.get("remove", "")
    if gone:
        seen = request.form.get("seen", "")
        arranged(chosen, lambda document: _without(document, gone, seen))
        return redirect(of_draft(chosen, "languages"), 303)
    # No code is as long; what is refused is said again on the next page, which keeps it in a cookie.
    language = request.form.get("other", "").strip()[:40] or request.form.get("language", "")[:40]
    if not language:
        flash(_("Choose a language, or write its code."))
    elif arranged(chosen, lambda document: translating.add_language(document, language)):
        return redirect(of_draft(chosen, "languages", language), 303)
    return redirect(of_draft(chosen, "languages"), 303)


def _without(document: Any, language: str, seen: str) -> Any:
    if seen and translating.marked(document, language) != seen:
        raise Changed
    return translating.remove_language(document, language)


@bp.get("/<survey>/versions/<int:version>/languages/<language>")
def translate_questionnaire(process: str, survey: str, version: int, language: str) -> str:
    """Show every text beside its translation; with `only=missing` those that have none."""
    chosen = draft_for("run surveys", process, survey, version)
    _known(chosen, language)
    return _side_by_side(chosen, language)


def _known(version: Instrument, language: str) -> None:
    if language not in instruments.read(version).languages[1:]:
        raise NotFound


def _read(entry: translating.Entry) -> translating.Entry:
    """Return a text as its translator reads it: sentences of ours in their language."""
    if entry.attribute != translating.AROUND_IT:
        return entry
    return replace(entry, default=braced(_(entry.default)))


def _side_by_side(
    version: Instrument, language: str, typed: dict[str, str] | None = None, problem: str = ""
) -> str:
    entries = [_read(each) for each in translating.entries(version.document, language)]
    only = request.args.get("only") == "missing" and typed is None
    return draft_page(
        "translate.html", version, language=language, name=translating.name_of(language),
        entries=[e for e in entries if not only or not e.words], typed=typed or {}, only=only,
        seen=translating.marked(version.document, language), problem=problem, around=is_asked(language),
        done=sum(bool(e.words) for e in entries), many=len(entries),
        names=locating.ATTRIBUTES, default=translating.name_of(version.document["languages"][0]),
    )  # fmt: skip


@bp.post("/<survey>/versions/<int:version>/languages/<language>")
def keep_translations(process: str, survey: str, version: int, language: str) -> Any:
    """Keep translations, unless somebody changed a text or a translation meanwhile; what was typed is shown again."""
    chosen = draft_for("run surveys", process, survey, version)
    _known(chosen, language)
    typed = {k[2:]: v for k, v in request.form.items() if k.startswith("t.")}
    seen = request.form.get("seen", "")

    def change(document: Any) -> Any:
        if translating.marked(document, language) != seen:
            raise Changed
        return translating.put_words(document, language, typed)

    if not arranged(chosen, change):
        return _side_by_side(chosen, language, typed, refusal_words()), 409
    flash(_("Saved."))
    return redirect(of_draft(chosen, "languages"), 303)
