"""What the terminal says, in the language of the system; English where there is no other."""

import gettext
import locale
import os
from pathlib import Path

from smd_workshop import config
from smd_workshop.core import translations

#: Where a system says its language, the first that speaks deciding.
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def language() -> str:
    """Return the code of the system's language, es or en."""
    said = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), "")
    if not said and os.name == "nt":
        said = locale.getlocale()[0] or ""
    return "es" if said.lower().startswith(("es", "spanish")) else "en"


def _catalogue(code: str) -> gettext.NullTranslations:
    try:
        folder = translations.folder(Path(config.instance_folder(), "translations"))
    except translations.NoTranslations:
        return gettext.NullTranslations()  # the server itself says so and does not start
    return gettext.translation("messages", folder, [code], fallback=True)


def _(sentence: str, **values: object) -> str:
    """Return a sentence in the language of the system, with its values."""
    said = _catalogue(language()).gettext(sentence)
    return said % values if values else said
