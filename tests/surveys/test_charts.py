"""The drawings of a wave say the same numbers as the tables beside them."""

from types import SimpleNamespace

from smd_workshop.surveys.results import charts


def test_a_drawing_of_shares_rounds_as_the_table_beside_it():
    line = SimpleNamespace(label="Sí", k=5, n=16)
    bars = charts.of_question(SimpleNamespace(text="¿Sí?", n=16, lines=[line]))
    assert bars.rows[0].value == 31.3
    row = charts._row("Sí", {"share": 0.3125, "interval": [0.10125, 0.55]})
    assert (row.value, row.low, row.high) == (31.3, 10.1, 55.0)
