"""editions of scorecards, formulas of indicators

Revision 0025. What a scorecard said when it was shown to the public stays, with who showed it and why again. An
indicator may be computed from others; of each value that was, it stays from which.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STAYS = "an edition of a scorecard stays; a correction is another one"
INPUTS = "from what a value was computed stays"


def upgrade() -> None:
    op.create_table(
        "scorecard_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("data_sha256", sa.String(64), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_scorecard_edition_number")),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_scorecard_edition_reason")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecard.id"], name=op.f("fk_scorecard_edition_scorecard_id_scorecard")
        ),
        sa.ForeignKeyConstraint(["published_by_id"], ["user.id"], name=op.f("fk_scorecard_edition_published_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_edition")),
        sa.UniqueConstraint("scorecard_id", "number", name=op.f("uq_scorecard_edition_scorecard_id_number")),
    )
    put(op.get_bind(), Guard("scorecard_edition", STAYS, update="TRUE", delete="TRUE"))
    with lifted(op.get_bind()):
        with op.batch_alter_table("plan_indicator") as table:
            table.add_column(sa.Column("formula", sa.Text(), nullable=False, server_default=""))
        with op.batch_alter_table("plan_indicator") as table:
            table.alter_column("formula", server_default=None)
    op.create_table(
        "measurement_input",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measurement_id", sa.Integer(), nullable=False),
        sa.Column("input_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("measurement_id <> input_id", name=op.f("ck_measurement_input_other")),
        sa.ForeignKeyConstraint(
            ["measurement_id"], ["measurement.id"], name=op.f("fk_measurement_input_measurement_id_measurement")
        ),
        sa.ForeignKeyConstraint(["input_id"], ["measurement.id"], name=op.f("fk_measurement_input_input_id_measurement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement_input")),
        sa.UniqueConstraint("measurement_id", "input_id", name=op.f("uq_measurement_input_measurement_id_input_id")),
    )
    op.create_index(op.f("ix_measurement_input_input_id"), "measurement_input", ["input_id"])
    put(op.get_bind(), Guard("measurement_input", INPUTS, update="TRUE", delete="TRUE"))


def downgrade() -> None:
    drop(op.get_bind(), "measurement_input")
    op.drop_table("measurement_input")
    with lifted(op.get_bind()), op.batch_alter_table("plan_indicator") as table:
        table.drop_column("formula")
    drop(op.get_bind(), "scorecard_edition")
    op.drop_table("scorecard_edition")
