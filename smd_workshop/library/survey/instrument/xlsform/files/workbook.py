"""The sheets of a form → a workbook, every cell a text: a label that begins with "=" is no formula."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.library.survey.instrument.xlsform.exporting import sheets_of
from smd_workshop.library.survey.instrument.xlsform.verdict import CHOICES, SETTINGS, SURVEY


def workbook_of(instrument: Instrument) -> bytes:
    """Return an instrument as an XLSForm workbook (xlsx)."""
    return written(sheets_of(instrument))


def written(sheets: Mapping[str, Any]) -> bytes:
    """Return sheets as a workbook (xlsx)."""
    from openpyxl import Workbook  # noqa: PLC0415 - weighs, and few write forms
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = Workbook(write_only=True)
    for name in (SURVEY, CHOICES, SETTINGS):
        if name not in sheets:
            continue
        sheet = book.create_sheet(name)
        headers = list(sheets[f"{name}_header"][0])
        for row in [dict(zip(headers, headers, strict=True)), *sheets[name]]:
            cells = []
            for header in headers:
                cell = WriteOnlyCell(sheet, row.get(header))
                if row.get(header) is not None:
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    content = BytesIO()
    book.save(content)
    return content.getvalue()
