"""Sentences about plans in the language that is spoken at the moment, the lights in them as words."""

from typing import Final

from flask_babel import get_locale
from flask_babel import gettext as _

from smd_workshop.core.messages import N_
from smd_workshop.library.plan.evaluation.lights import Light
from smd_workshop.library.plan.figures import Sentence
from smd_workshop.library.plan.spanish_names import in_spanish

#: A light within a sentence.
LIGHTS: Final = {
    Light.RED: N_("critical, in red"),
    Light.AMBER: N_("in progress, in amber"),
    Light.GREEN: N_("achieved, in green"),
    Light.NONE: N_("without information"),
}


def sentence(said: Sentence) -> str:
    """Return a sentence of the library in the reader's language, the lights in it as words."""
    params = {name: _word(value) for name, value in said.params.items()}
    return str(_(said.message, **params) if params else _(said.message))


def _word(value: object) -> object:
    return str(_(LIGHTS[value])) if isinstance(value, Light) else value


def reference(name: str) -> str:
    """Return how a text refers to a figure, by its name in the reader's language: {{ plan.avance_ponderado }}."""
    locale = get_locale()
    own = in_spanish(name) if locale is not None and locale.language == "es" else name
    return f"{{{{ {own} }}}}"
