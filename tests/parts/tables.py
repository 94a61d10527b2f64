"""A program that reads and writes tables in every form, and prints what came out; with `without` there is no pyarrow."""

import io
import json
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

if sys.argv[1:] == ["without"]:
    sys.modules["pyarrow"] = None

from reports import tables
from reports.sheets import spreadsheets
from reports.surveys import survey_data
from smd_workshop.surveys.results.exports import (
    DAY,
    NUMBER,
    OPTION,
    POINT,
    TEXT,
    WHO,
    Column,
    Table,
)

HEADERS = ["código", "nombre", "n", "vacía"]
ROWS = [["001", "Ñandú «x»", 3, ""], ["1e5", "", 0, None], ["NA", "null", -1, "=1+1"]]

out = {}
for name, content in (
    ("lista.csv", tables.to_csv(HEADERS, ROWS)),
    ("lista.csv", "a;b\n007;1,5\n;NaN\n".encode("cp1252")),
    ("lista.xlsx", tables.to_xlsx(tables.Sheet("Hoja", HEADERS, ROWS))),
):
    read = spreadsheets.read_table(content, name)
    out.setdefault("read", []).append([read.headers, read.rows, read.numbers])
out["csv"] = tables.to_csv(HEADERS, ROWS).decode()
table = Table(
    (
        Column("quien", "code", "Quién", WHO), Column("p1", "p1", "Una", POINT, ((1, "Nada"),), "No"),
        Column("s", "s", "Otra", OPTION, (("min", "Minería"),)), Column("t", "t", "Texto", TEXT),
        Column("n", "n", "Cuánto", NUMBER), Column("d", "d", "Día", DAY),
    ),
    (("Usuario 01", 1, "min", "ñ", Decimal("1.50"), date(2023, 9, 1)), (None,) * 6),
)  # fmt: skip
out["answers"] = survey_data.to_csv(table).decode()
with tempfile.TemporaryDirectory() as folder:
    import pyreadstat

    path = Path(folder, "a.sav")
    path.write_bytes(survey_data.to_sav(table))
    frame, about = pyreadstat.read_sav(str(path), user_missing=True)
    out["spss"] = [frame.astype(object).to_dict("list"), about.variable_value_labels]
import pandas as pd

out["xlsx"] = pd.read_excel(io.BytesIO(survey_data.to_xlsx(table, str)), None, dtype=object)
out["xlsx"] = {name: [*map(list, page.astype(object).values)] for name, page in out["xlsx"].items()}
print(json.dumps(out, default=str, ensure_ascii=False))
print("pyarrow" in sys.modules and sys.modules["pyarrow"] is not None, file=sys.stderr)
