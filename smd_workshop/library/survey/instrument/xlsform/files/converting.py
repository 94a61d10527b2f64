"""pyxform's own judgement of a form, with the groups that only Kobo writes put in plain words for it."""

import copy
import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.reading import LANGUAGE
from smd_workshop.library.survey.instrument.xlsform.files.sheets import Form
from smd_workshop.library.survey.instrument.xlsform.verdict import CHOICES, SURVEY, Findings

_ROW: Final = re.compile(r"\[row ?: ?(\d+)\]\s*")
_KOBO: Final = re.compile(r"(begin|end)[ _](score|rank|koborank|kobomatrix)")


def judge(form: Form, findings: Findings) -> None:
    """Ask pyxform; an error of its refuses the form in its words, warnings are noted."""
    from pyxform.errors import PyXFormError  # noqa: PLC0415 - weighs, and few read forms
    from pyxform.xls2xform import convert  # noqa: PLC0415

    warnings: list[str] = []
    try:
        with _quiet():
            convert(_plain(form.raw), warnings=warnings, validate=False)
    except PyXFormError as error:
        sheet, row, said = _placed(str(error))
        findings.refuse(sheet, row, "pyxform: %(said)s", said=said)
    except Exception as error:  # noqa: BLE001 - a fault of pyxform is not to be a fault of ours
        findings.refuse(None, None, N_("pyxform failed (%(why)s)"), why=type(error).__name__)
    for warning in dict.fromkeys(warnings):
        sheet, row, said = _placed(warning)
        findings.note(sheet, row, "pyxform: %(said)s", said=said)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pyxform from writing to standard error."""
    logger = logging.getLogger("pyxform")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _placed(written: str) -> tuple[str | None, int | None, str]:
    """Take the place out of a sentence of pyxform's."""
    said = " ".join(written.split())
    found = _ROW.search(said)
    sheet = CHOICES if "'choices' sheet" in said else SURVEY
    if found is None:
        return None, None, said[:500]
    return sheet, int(found[1]), (said[: found.start()] + said[found.end() :])[:500]


def _plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sheets as pyxform takes them: it knows no groups of Kobo's, and not everybody's sheets."""
    kept = ("survey", "choices", "settings", "external_choices", "entities", "osm", "sheet_names")
    plain = {
        key: copy.deepcopy(value)
        for key, value in raw.items()
        if key in kept or key.removesuffix("_header") in kept
    }
    chosen: list[str] = []
    for row in plain.get(SURVEY) or ():
        if isinstance(row, dict):
            _translate(row, chosen)
    return plain


def _translate(row: dict[str, Any], chosen: list[str]) -> None:
    """Write a row of Kobo's as XLSForm has it."""
    written = " ".join(str(row.get("type") or "").split())
    border = _KOBO.fullmatch(written)
    if border and border[1] == "begin":
        lists = [
            str(value)
            for key, value in row.items()
            if key.startswith("kobo--") and "message" not in key
        ]
        chosen.append(lists[0] if lists else "")
        row["type"] = "begin_group"
    elif border:
        row["type"] = "end_group"
        if chosen:
            chosen.pop()
    elif written in {"score__row", "rank__level"}:
        row["type"] = f"select_one {chosen[-1] if chosen else ''}".strip()
    if "name" not in row and row.get("$autoname"):
        row["name"] = row["$autoname"]


def titles(written: str) -> dict[str, str]:
    """Read the titles in other languages than the default one; nothing if they are not there."""
    try:
        found = json.loads(written) if written else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        language: text
        for language, text in found.items()
        if LANGUAGE.fullmatch(language) and isinstance(text, str)
    }
