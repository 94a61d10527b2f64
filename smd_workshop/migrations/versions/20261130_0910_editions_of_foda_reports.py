"""editions of FODA reports

Revision 0037. What the FODA report of a process said when it was sealed stays, with who sealed it and why again.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, put
from smd_workshop.models.triggers import Guard

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

GUARD = Guard(
    "foda_edition", "an edition of a FODA report stays; a correction is another one",
    update="TRUE", delete="TRUE",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "foda_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("data_sha256", sa.String(64), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_foda_edition_number")),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_foda_edition_reason")),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.id"], name=op.f("fk_foda_edition_process_id_process")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_foda_edition_published_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foda_edition")),
        sa.UniqueConstraint("process_id", "number", name=op.f("uq_foda_edition_process_id_number")),
    )
    put(op.get_bind(), GUARD)


def downgrade() -> None:
    drop(op.get_bind(), GUARD.table)
    op.drop_table("foda_edition")
