"""The compiled translations: built where they are missing or old, and never silently absent.

Without them gettext falls back to the source, and a page that calls itself Spanish would speak English.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "translations"


class NoTranslations(RuntimeError):  # noqa: N818 - it names what is wrong
    """The translations are not compiled, and cannot be here."""


def folder(elsewhere: Path | None = None, sources: Path = SOURCES) -> Path:
    """Return where the compiled catalogues are, built first if need be, at worst in `elsewhere`.

    Raises NoTranslations where there is nothing to build from, or no place to write.
    """
    if not any(sources.glob("*/LC_MESSAGES/messages.[pm]o")):
        raise NoTranslations(
            f"There are no translations in {sources}. Put the folder of the program there again."
        )
    stale = [po for po in sources.glob("*/LC_MESSAGES/messages.po") if _stale(po, _beside(po))]
    trouble = ""
    for place in (sources, elsewhere):
        if place is None:
            continue
        try:
            for po in stale if place == sources else sources.glob("*/LC_MESSAGES/messages.po"):
                _build(po, place / po.relative_to(sources).with_suffix(".mo"))
        except OSError as error:
            trouble = str(error)
        else:
            return place
    raise NoTranslations(
        f"The translations are not compiled and cannot be written here ({trouble}). Compile them "
        "where the program is installed: pybabel compile -d translations"
    )


def _beside(po: Path) -> Path:
    return po.with_suffix(".mo")


def _stale(po: Path, mo: Path) -> bool:
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _build(po: Path, mo: Path) -> None:
    """Write a catalogue whole or not at all: several processes may start at once."""
    if not _stale(po, mo):
        return
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only who builds pays
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with po.open("rb") as file:
        catalogue = read_po(file)
    mo.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=mo.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            write_mo(out, catalogue)
        Path(name).chmod(0o644)
        Path(name).replace(mo)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
