"""rounds that repeat

Revision 0015, after 0014. Five tables; nothing that is there changes. What was found when a round asked the same
again, why a settled option is asked all the same, and the series of secret rounds with their threads.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, drop, put
from smd_workshop.models.triggers import Guard

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def of_draft(row):
    return f"(SELECT state FROM round WHERE id = {row}.round_id) <> 'draft'"


GUARDS = (
    Guard("repetition", "what was found when a round was repeated is stored once", update="TRUE", delete="TRUE"),
    Guard(
        "kept_option", "why an option is asked again is fixed when the round opens",
        insert=of_draft("NEW"), update=f"{of_draft('OLD')} OR {of_draft('NEW')}", delete=of_draft("OLD"),
    ),
    Guard(
        "series", "the key of a series is destroyed once and for all",
        update=f"OLD.ended_at IS NOT NULL OR {differ('id')} OR (NEW.key IS NOT NULL AND {differ('key')})",
        delete="TRUE",
    ),
    Guard("series_round", "to which series a round belongs is fixed when it opens", update="TRUE", delete="TRUE"),
)


def upgrade() -> None:
    op.create_table(
        "repetition",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_repetition_round_id_round"),
        sa.ForeignKeyConstraint(["before_id"], ["round.id"], name="fk_repetition_before_id_round"),
        sa.PrimaryKeyConstraint("round_id", name="pk_repetition"),
    )
    op.create_index("ix_repetition_before_id", "repetition", ["before_id"])
    op.create_table(
        "kept_option",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_kept_option_round_id_round"),
        sa.PrimaryKeyConstraint("round_id", "code", name="pk_kept_option"),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(key IS NULL) = (ended_at IS NOT NULL)", name=op.f("ck_series_ended")),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
    )
    op.create_table(
        "series_round",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_series_round_round_id_round"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_series_round_series_id_series"),
        sa.PrimaryKeyConstraint("round_id", name="pk_series_round"),
    )
    op.create_index("ix_series_round_series_id", "series_round", ["series_id"])
    op.create_table(
        "thread",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_thread_round_id_round"),
        sa.PrimaryKeyConstraint("round_id", "name", name="pk_thread"),
        sqlite_with_rowid=False,
    )
    for guard in GUARDS:
        put(op.get_bind(), guard)


def downgrade() -> None:
    for guard in GUARDS:
        drop(op.get_bind(), guard.table)
    for table in ("thread", "series_round", "series", "kept_option", "repetition"):
        op.drop_table(table)
