"""two coders of comments: who they are, what each found, and what a person settled

Revision 0035. Three new tables; nothing that is stored changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_coder",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("place IN (1, 2)", name=op.f("ck_comment_coder_place")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_comment_coder_wave_id_wave"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_comment_coder_user_id_user"),
        sa.PrimaryKeyConstraint("wave_id", "place", name="pk_comment_coder"),
        sa.UniqueConstraint("wave_id", "user_id", name="uq_comment_coder_wave_id_user_id"),
    )
    op.create_table(
        "coder_mark",
        sa.Column("comment_id", sa.String(32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("place IN (1, 2)", name=op.f("ck_coder_mark_place")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_coder_mark_comment_id_comment"),
        sa.ForeignKeyConstraint(["code_id"], ["comment_code.id"], name="fk_coder_mark_code_id_comment_code"),
        sa.PrimaryKeyConstraint("comment_id", "place", "code_id", name="pk_coder_mark"),
    )
    op.create_index("ix_coder_mark_code_id", "coder_mark", ["code_id"])
    op.create_table(
        "comment_settled",
        sa.Column("comment_id", sa.String(32), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_comment_settled_comment_id_comment"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name="fk_comment_settled_settled_by_id_user"
        ),
        sa.PrimaryKeyConstraint("comment_id", name="pk_comment_settled"),
    )


def downgrade() -> None:
    for table in ("comment_settled", "coder_mark", "comment_coder"):
        op.drop_table(table)
