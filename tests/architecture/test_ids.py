"""What two laptops may one day bring together has an id that is the same on both: docs/adr/0020."""

from each_case import each_case
from source import ROOT

from smd_workshop.models import Base

IDENTIFIED = {
    "process", "territory", "sector", "actor", "seat", "workshop", "round", "item", "acta",
    "agreement", "commitment", "scorecard", "perspective", "objective", "indicator_slot",
}  # fmt: skip
#: What a seat answered is found by nothing but its own random id, or by no id at all.
ANSWERS = {"ballot", "participation", "submission", "reason", "roll"}


@each_case("table", sorted(IDENTIFIED))
def test_what_travels_has_a_random_id_of_its_own(table):
    column = Base.metadata.tables[table].c.uid
    assert not column.nullable and column.unique
    drawn = {column.default.arg(None) for _ in range(20)}
    assert len(drawn) == 20 and all(len(uid) == 32 for uid in drawn)


def test_no_other_table_has_one_and_answers_least_of_all():
    assert {t for t, made in Base.metadata.tables.items() if "uid" in made.c} == IDENTIFIED
    assert IDENTIFIED.isdisjoint(ANSWERS)


def test_the_decision_names_every_table_that_has_one():
    decision = (ROOT / "docs/adr/0020-a-room-that-synchronises-later.md").read_text("utf-8")
    assert [table for table in sorted(IDENTIFIED) if f"`{table}`" not in decision] == []
