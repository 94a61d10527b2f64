"""A form as text as offices save it: in the encoding of Windows, with semicolons where the comma is of decimals."""

import csv
import io
import re
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.xlsform.verdict import Findings

_BINARY: Final = re.compile("[\x00-\x08\x0e-\x1f]")
_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def text_of(content: bytes, findings: Findings) -> str | None:
    """Return the text of a form that is no workbook; None if it is no text. A guess at its encoding is noted."""
    try:
        text = content.decode("utf-16" if content.startswith(_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return None
        if not _BINARY.search(text):
            findings.note(
                None, None, N_("the file was read as Latin-1 (Windows): check the accents")
            )
    return None if _BINARY.search(text) else text


def with_commas(text: str) -> str:
    """Return CSV with commas between its cells, which pyxform asks for; the headings say what stands between them now."""
    lines = [line for line in text.splitlines() if line.strip()][:2]
    signs = {sign: sum(line.count(sign) for line in lines) for sign in (",", ";", "\t")}
    sign = max(signs, key=lambda each: signs[each])
    if sign == ",":
        return text
    made = io.StringIO()
    try:
        csv.writer(made).writerows(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error:
        return text
    return made.getvalue()
