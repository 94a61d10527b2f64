"""What is read from shown scores besides their own page."""

from smd_workshop.library.facets import Opposition, Publishing, no_bounds, shares


def _figures(_part, shown):
    for code, row in shown["options"].items():
        yield from shares(code, row, "balanced", "mean")


def _rows(_part, shown):
    yield from shown["options"].items()


def _dissent(_part, shown):
    for code, row in shown["options"].items():
        for sector, own in row["sectors"].items():
            if own["mean"] is not None and own["mean"] < 3:
                yield code, Opposition(sector, own["n"], own["n"], own["mean"], 10)


PUBLISHING = Publishing(figures=_figures, rows=_rows, dissent=_dissent, bounds=no_bounds)
