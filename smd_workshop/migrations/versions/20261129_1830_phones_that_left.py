"""phones that left

Revision 0021. Whoever takes a seat off a phone ends that on the server too: a cookie that was copied before opens
nothing any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "left_phone",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_phone")),
    )


def downgrade() -> None:
    op.drop_table("left_phone")
