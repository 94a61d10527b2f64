"""papers, late seats and who spoke

Revision 0008. Who has a paper and which numbers were typed in; who spoke for a seat; when a seat was
added, whether it votes in a round that was open then, and how many did.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STEPS = (
    "(OLD.state = 'closed' AND NEW.state = 'annulled') OR (OLD.state = 'closed' AND NEW.state = 'published') OR "
    "(OLD.state = 'draft' AND NEW.state = 'open') OR (OLD.state = 'open' AND NEW.state = 'annulled') OR "
    "(OLD.state = 'open' AND NEW.state = 'closed')"
)
ROUND = (
    "id", "workshop_id", "number", "step", "method_id", "subject", "title", "question", "help",
    "settings", "secrecy", "visibility", "electorate",
)
LATER = ("opened_at", "reruns_id", "previous_id", "open_reason", "uid")


def a_round(*late_seats):
    return Guard(
        "round", "what a round asks and promises is fixed when it opens",
        update=(
            f"(OLD.state <> 'draft' AND {differ(*ROUND, *late_seats, *LATER)})\n"
            f"OR (OLD.state NOT IN ('draft', 'open') AND {differ('closing_at', 'ends_at', 'closed_at')})\n"
            f"OR (OLD.state <> NEW.state AND NOT ({STEPS}))\n"
            f"OR ({differ('published_at')} AND NOT (OLD.state = 'closed' AND NEW.state = 'published'))\n"
            f"OR ({differ('annul_reason')} AND (OLD.state = 'annulled' OR NEW.state <> 'annulled'))\n"
            f"OR (OLD.state <> 'draft' AND NEW.ballot_key IS NOT NULL AND ({differ('ballot_key')} OR NEW.state <> 'open'))"
        ),
        delete="OLD.state <> 'draft'",
    )


def of_round(row):
    return f"(SELECT state FROM round WHERE id = {row}.round_id) <> 'open'"


PAPER = Guard(
    "paper_ballot", "a paper_ballot is written only while its round is open",
    insert=of_round("NEW"),
    update=f"OLD.round_id <> NEW.round_id OR {of_round('NEW')}",
    delete=of_round("OLD"),
)
TYPED = Guard(
    "typed_paper", "the number of a paper counts once, and stays on record",
    insert=of_round("NEW"), update="TRUE", delete="TRUE",
)


def upgrade() -> None:
    op.create_table(
        "paper_ballot",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_paper_ballot_round_id_round"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_paper_ballot_seat_id_seat"),
        sa.PrimaryKeyConstraint("round_id", "seat_id", name="pk_paper_ballot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "typed_paper",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_typed_paper_round_id_round"),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_typed_paper_sector_id_sector"),
        sa.PrimaryKeyConstraint("round_id", "number", name="pk_typed_paper"),
        sqlite_with_rowid=False,
    )
    with lifted(op.get_bind()):
        # Written anew as it was: without row ids, which would keep the order in which seats came.
        with op.batch_alter_table("participation", table_kwargs={"sqlite_with_rowid": False}) as table:
            table.add_column(sa.Column("holder", sa.String(10), nullable=True))
            table.create_check_constraint("holder", "holder IN ('titular', 'suplente')")
        with op.batch_alter_table("seat") as table:
            table.add_column(sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
        for name, column, kind, value in (
            ("round", "late_seats", sa.Boolean(), sa.false()), ("roll", "added", sa.Integer(), sa.text("0")),
        ):
            with op.batch_alter_table(name) as table:
                table.add_column(sa.Column(column, kind, nullable=True))
            of = sa.table(name, sa.column(column))
            op.execute(sa.update(of).values({column: value}))
            with op.batch_alter_table(name) as table:
                table.alter_column(column, existing_type=kind, nullable=False)
        put(op.get_bind(), a_round("late_seats"))
        put(op.get_bind(), PAPER)
        put(op.get_bind(), TYPED)


def downgrade() -> None:
    used = "SELECT 1 FROM paper_ballot UNION SELECT 1 FROM typed_paper"
    if op.get_bind().execute(sa.text(used)).first() is not None:
        raise RuntimeError("there are ballots on paper, which revision 0007 has no place for")
    drop(op.get_bind(), "paper_ballot")
    drop(op.get_bind(), "typed_paper")
    with lifted(op.get_bind()):
        for name, column in (("roll", "added"), ("round", "late_seats"), ("seat", "added_at")):
            with op.batch_alter_table(name) as table:
                table.drop_column(column)
        put(op.get_bind(), a_round())
        with op.batch_alter_table("participation", table_kwargs={"sqlite_with_rowid": False}) as table:
            table.drop_constraint("holder", type_="check")
            table.drop_column("holder")
    op.drop_table("typed_paper")
    op.drop_table("paper_ballot")
