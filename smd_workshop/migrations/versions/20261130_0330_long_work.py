"""long work: what was asked for, who is at it, how far it is, what came out

Revision 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("verb", sa.String(40), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_work_state")
        ),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name="fk_work_process_id_process"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name="fk_work_asked_by_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_work"),
        sa.UniqueConstraint("key", name="uq_work_key"),
    )
    op.create_index("ix_work_process_id", "work", ["process_id"])
    op.create_index("ix_work_state_seen_at", "work", ["state", "seen_at"])


def downgrade() -> None:
    op.drop_table("work")
