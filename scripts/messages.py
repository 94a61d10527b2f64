"""Collect the texts to translate, bring each language up to date, merge translations/parts.

    python scripts/messages.py           write
    python scripts/messages.py --check   say what is out of date, write nothing

The source strings are English sentences. English itself needs no catalogue.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
TEMPLATE = TRANSLATIONS / "messages.pot"
SOURCES = ("smd_workshop", "forms", "reports")
KEYWORDS = ("N_", "NN_:1,2", "_l", "lazy_ngettext:1,2", "lazy_gettext")


def main() -> int:
    """Write or check; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    checking = options.parse_args().check
    fresh = extract()
    troubles = [] if same(read(TEMPLATE), fresh) else ["messages.pot lacks or keeps texts"]
    if not checking:
        save(fresh, TEMPLATE)
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        language = path.parts[-3]
        catalogue = read(path, language)
        before = {key(m): m.string for m in catalogue if m.id}
        catalogue.update(fresh, no_fuzzy_matching=True)
        merge_parts(catalogue, language)
        if before != {key(m): m.string for m in catalogue if m.id}:
            troubles.append(f"{language}: the catalogue is not up to date")
        troubles += [f"{language}: no translation of {m.id!r}" for m in untranslated(catalogue)]
        troubles += [
            f"{language}: {m.id!r}: {error}" for m in catalogue for error in wrong(m, catalogue)
        ]
        if not checking:
            save(catalogue, path)
    for trouble in troubles[:40] if checking else []:
        print(trouble)
    if len(troubles) > 40 and checking:
        print(f"… and {len(troubles) - 40} more. Run: make messages")
    return int(checking and bool(troubles))


def extract() -> Catalog:
    """Return every marked text of the code and the templates."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "messages.pot")
        words = [f"--keyword={k}" for k in KEYWORDS]
        subprocess.run(
            [
                sys.executable, "-m", "babel.messages.frontend", "-q", "extract",
                "-F", str(TRANSLATIONS / "babel.cfg"), "--no-location", "--sort-output",
                *words, "-o", str(target), *SOURCES,
            ],
            check=True, cwd=ROOT,
        )  # fmt: skip
        return read(target)


def read(path: Path, language: str | None = None) -> Catalog:
    """Read a catalogue; one that does not exist is empty."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def save(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue without the line numbers and dates that change by themselves."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalogue, no_location=True, omit_header=catalogue.locale is None,
            sort_output=True, ignore_obsolete=True, width=100,
        )  # fmt: skip
    if catalogue.locale is not None:
        text = path.read_text(encoding="utf-8").splitlines(keepends=True)
        dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')
        kept = [line for line in text if not line.startswith(dated)]
        path.write_text("".join(kept), encoding="utf-8")


def key(message: Message) -> tuple[object, str | None]:
    """Return what identifies a text: its words and its context."""
    return (message.id if isinstance(message.id, str) else tuple(message.id), message.context)


def same(old: Catalog, new: Catalog) -> bool:
    """Say whether two catalogues ask for the same texts."""
    return {key(m) for m in old if m.id} == {key(m) for m in new if m.id}


def merge_parts(catalogue: Catalog, language: str) -> None:
    """Fill what has no translation yet from translations/parts/<language>_*.po."""
    for path in sorted(TRANSLATIONS.glob(f"parts/{language}_*.po")):
        for message in read(path, language):
            mine = catalogue.get(message.id, message.context) if message.id else None
            if mine is not None and empty(mine) and not empty(message):
                mine.string = message.string
                mine.flags.discard("fuzzy")


def empty(message: Message) -> bool:
    """Say whether a text, or one of its plural forms, has no translation."""
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return not all(strings)


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the texts without a translation."""
    return [m for m in catalogue if m.id and (empty(m) or m.fuzzy)]


def wrong(message: Message, catalogue: Catalog) -> list[str]:
    """Return what Babel finds wrong: above all, parameters that were lost or invented."""
    return [] if not message.id or empty(message) else [str(e) for e in message.check(catalogue)]


if __name__ == "__main__":
    sys.exit(main())
