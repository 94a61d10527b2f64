"""What shown scores say first."""

from smd_workshop.library.findings import (
    Finding,
    Grid,
    Outcome,
    Row,
    Scale,
    Section,
    counted,
    nothing_sure,
    stated,
)

SCALE = Scale(
    unit="mean", domain=(0, 10), minus=3, plus=7, far=(1, 9), apart=2.5, ticks=(0, 5, 10),
    legend=(stated("seven or more"), stated("in between"), stated("three or less")),
)  # fmt: skip
OUTCOMES = (
    Outcome("enough", "Scored enough", "✓", "good"),
    Outcome("too little", "Scored too little", "✕", "bad"),
    Outcome("unknown", "Without a score", "–", "unsure"),
)


def headline(shown):
    verdicts = [row["verdict"] for row in shown.first["options"].values()]
    yield counted(
        ("%(num)s of %(all)s scored enough.", "%(num)s of %(all)s scored enough."),
        verdicts.count("enough"),
        all=len(verdicts),
    )


def grid(shown):
    rows = [
        Row(
            code, row["verdict"], row["balanced"], None, row["mean"],
            cells={sector: SCALE.cell(own["mean"]) for sector, own in row["sectors"].items()},
        )
        for code, row in shown.first["options"].items()
    ]  # fmt: skip
    sections = [
        Section(each, tuple(row for row in rows if row.outcome == each.key)) for each in OUTCOMES
    ]
    return Grid.of(SCALE, sections, tuple(shown.seats))


FINDING = Finding(headline=headline, sure=nothing_sure, grid=grid)
