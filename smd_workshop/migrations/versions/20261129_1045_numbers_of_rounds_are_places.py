"""numbers of rounds are places

Revision 0011, after 0010. The number of a round is its place in the agenda. What has opened keeps the number
that stands on paper and in its address; drafts take, in their order, the lowest numbers that are free. Drafts
that are discarded are kept.
"""

from itertools import count

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import lifted

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROUND = sa.table(
    "round", sa.column("id", sa.Integer), sa.column("workshop_id", sa.Integer),
    sa.column("number", sa.Integer), sa.column("position", sa.Integer), sa.column("state", sa.String),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "discarded_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("followed_by", sa.Text(), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name="fk_discarded_round_workshop_id_workshop"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_discarded_round"),
    )
    op.create_index("ix_discarded_round_workshop_id", "discarded_round", ["workshop_id"])
    with lifted(op.get_bind()):
        number_drafts()
        with op.batch_alter_table("round") as table:
            table.drop_column("position")
        with op.batch_alter_table("workshop") as table:
            table.drop_constraint("next_round_number", type_="check")
            table.drop_column("next_round_number")


def number_drafts() -> None:
    run = op.get_bind().execute
    rows = run(sa.select(ROUND).order_by(ROUND.c.workshop_id, ROUND.c.position, ROUND.c.id)).all()
    moving = []
    for workshop_id in dict.fromkeys(row.workshop_id for row in rows):
        mine = [row for row in rows if row.workshop_id == workshop_id]
        held = {row.number for row in mine if row.state != "draft"}
        free = (number for number in count(1) if number not in held)
        drafts = [row for row in mine if row.state == "draft"]
        moving += [(row.id, place) for row, place in zip(drafts, free, strict=False) if row.number != place]
    for sign in (-1, 1):  # no two rounds of a workshop have one number, at no moment
        for round_id, place in moving:
            run(ROUND.update().where(ROUND.c.id == round_id).values(number=sign * place))


def downgrade() -> None:
    with lifted(op.get_bind()):
        with op.batch_alter_table("round") as table:
            table.add_column(sa.Column("position", sa.Integer(), nullable=True))
        op.execute("UPDATE round SET position = number")
        with op.batch_alter_table("round") as table:
            table.alter_column("position", existing_type=sa.Integer(), nullable=False)
        with op.batch_alter_table("workshop") as table:
            table.add_column(sa.Column("next_round_number", sa.Integer(), nullable=True))
        op.execute(
            "UPDATE workshop SET next_round_number = 1 + COALESCE("
            "(SELECT MAX(number) FROM round WHERE round.workshop_id = workshop.id), 0)"
        )
        with op.batch_alter_table("workshop") as table:
            table.alter_column("next_round_number", existing_type=sa.Integer(), nullable=False)
            table.create_check_constraint("next_round_number", "next_round_number > 0")
    op.drop_index("ix_discarded_round_workshop_id", "discarded_round")
    op.drop_table("discarded_round")
