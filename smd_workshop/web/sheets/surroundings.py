"""The pages of who answers in a language that the house does not speak: phrases that the writers of the questionnaire said.

Everything else, and what they left out, is read in Spanish or English.
"""

from collections.abc import Mapping
from typing import Any, Final

from babel.support import Translations
from flask import Flask, current_app, g
from flask_babel import get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from smd_workshop.core import names
from smd_workshop.core.errors import Refusal
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.library.survey.instrument.words.surroundings import said_in
from smd_workshop.web.errors import sentence
from smd_workshop.web.sheets.survey_languages import language_of

#: The catalogue in which every sentence of ours is, whatever the page is read in.
COMPLETE: Final = "es"


def init_app(app: Flask) -> None:
    """Let sentences of templates be looked for among those phrases first; what is no sentence of ours is somebody's text."""
    folder = app.config["BABEL_TRANSLATION_DIRECTORIES"]
    known = Translations.load(folder, [COMPLETE])._catalog  # noqa: SLF001
    app.extensions["smd_sentences"] = frozenset(
        key[0] if isinstance(key, tuple) else key for key in known
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _in_template, _counted_in_template, newstyle=True
    )
    app.jinja_env.globals["gettext"] = _gettext


@pass_context
def _gettext(context: Context, sentence: str, /, **values: Any) -> str:
    """Translate in a template: what comes with values for its places is a sentence, also one of a package that we do not know."""
    words = names.one_stop(_in_template(sentence, known=bool(values)), values)
    return (Markup(words) if context.eval_ctx.autoescape else words) % values  # noqa: S704 - what is data is escaped


def speak(questions: Instrument) -> None:
    """Let this page speak the language in which its reader has the questionnaire."""
    g.around = said_in(questions, language_of(questions))


def _around() -> Mapping[str, str]:
    found: Mapping[str, str] = g.get("around") or {}
    return found


def _in_template(sentence: str, *, known: bool = False) -> str:
    words = _around().get(sentence)
    if words is not None:
        # Of the writers of a questionnaire, with places for what differs.
        return str(escape(words))
    if not sentence or known or sentence in current_app.extensions["smd_sentences"]:
        return str(get_translations().ugettext(sentence)) if sentence else ""
    # A template takes a translation for its own text: with places for what differs, and with markup. What somebody
    # typed is neither, also where a page means to translate it: why work failed may quote a file.
    return str(escape(sentence)).replace("%", "%%")


def _counted_in_template(one: str, many: str, number: int) -> str:
    words = _around().get(one if number == 1 else many)
    if words is None:
        return str(get_translations().ungettext(one, many, number))
    return str(escape(words))


def say(message: str, **params: object) -> str:
    """Return a sentence of ours in the language of the page."""
    words = _around().get(message)
    words = str(get_translations().ugettext(message)) if words is None else words
    return names.one_stop(words, params) % params if params else words


def said_of(refusal: Refusal) -> str:
    """Return what a refusal says in the language of the page."""
    words = _around().get(refusal.message)
    return sentence(refusal) if words is None else words % refusal.params
