"""Which language: what the reader chose, what the browser asks for, what the installation speaks.

And which clock: that of the process whose page it is.

Babel has no data for Aymara: dates and numbers then follow es_PE.
"""

from datetime import tzinfo
from pathlib import Path
from threading import Lock
from weakref import WeakSet

from babel.support import Translations
from flask import Flask, current_app, g, request, session
from flask_babel import Babel, Domain
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from smd_workshop.config import NotConfigured
from smd_workshop.core import translations, zones
from smd_workshop.core.caching import bounded

#: code → the language's own name. A language appears when its participant pages are complete.
LANGUAGES = {"es": "Español", "en": "English"}
KEY = "language"


def init_app(app: Flask) -> None:
    """Let Flask-Babel find our translations and choose the reader's language."""
    try:
        folder = translations.folder(Path(app.instance_path, "translations"))
    except translations.NoTranslations as trouble:
        raise NotConfigured(str(trouble)) from None
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    babel = Babel(app, locale_selector=current_language, timezone_selector=current_zone)
    babel.domain_instance = Sentences()


class Sentences(Domain):  # type: ignore[misc]
    """Our catalogue, in which a sentence that is also one of a plural is found alone as well.

    gettext knows such a sentence under its number only: who asks for it without one would read English.
    """

    def __init__(self) -> None:
        super().__init__()
        self._whole: WeakSet[Translations] = WeakSet()
        self._making = Lock()

    def get_translations(self) -> Translations:
        """Return the translations for the language of this page."""
        found: Translations = super().get_translations()
        if found not in self._whole:
            # Another thread may be reading it: it is changed for a whole one at once.
            with self._making:
                catalogue = dict(getattr(found, "_catalog", {}))
                alone = {
                    key[0]: words
                    for key, words in catalogue.items()
                    if isinstance(key, tuple) and key[1] == 0
                }
                found._catalog = alone | catalogue  # noqa: SLF001
                self._whole.add(found)
        return found


def current_language() -> str:
    """Return the code of the language to answer in."""
    chosen = request.args.get("lang") or session.get(KEY)
    if chosen in LANGUAGES:
        return str(chosen)
    asked = _asked_for(request.headers.get("Accept-Language", ""))
    return asked or str(current_app.config["SMD_LANGUAGE"])


@bounded("languages that browsers ask for", 500)
def _asked_for(header: str) -> str | None:
    """Return which of our languages a browser would rather have; None where it names none of them."""
    # A page asks for its language with each text on it; what browsers say is nearly always the same.
    return parse_accept_header(header, LanguageAccept).best_match(list(LANGUAGES))


def choose(code: str) -> None:
    """Remember the reader's choice in this browser."""
    if code in LANGUAGES:
        session[KEY] = code


def keep_time_of(time_zone: str) -> None:
    """Write the moments of this page as the clocks of a process show them."""
    g.zone = zones.zone(time_zone)


def current_zone() -> tzinfo:
    """Return the time zone in which this page writes moments."""
    found: tzinfo = g.get("zone") or zones.zone(zones.DEFAULT)
    return found
