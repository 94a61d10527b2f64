"""the wall and the look of a process

Revision 0012, after 0011. What staff chose for the wall of a workshop, the logo and the colour of a process, and
a name of a word or two for each sector, which may be given after the sectors are fixed.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEPT = ("id", "process_id", "code", "name", "weight", "position", "uid")


def frozen(row):
    return f"(SELECT protocol_frozen_at FROM process WHERE id = {row}.process_id) IS NOT NULL"


def sector(update):
    return Guard(
        "sector", "the sectors are fixed with the protocol",
        insert=frozen("NEW"), update=update, delete=frozen("OLD"),
    )


def upgrade() -> None:
    op.create_table(
        "projection",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("shows", sa.String(10), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("dark", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "shows IN ('room', 'join', 'round', 'result', 'board', 'nothing')", name=op.f("ck_projection_shows")
        ),
        sa.CheckConstraint("(shows = 'result') = (round_id IS NOT NULL)", name=op.f("ck_projection_result")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_projection_workshop_id_workshop"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_projection_round_id_round"),
        sa.PrimaryKeyConstraint("workshop_id", name="pk_projection"),
    )
    op.create_table(
        "identity",
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(7), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_sha256", sa.String(64), nullable=False),
        sa.CheckConstraint("(logo IS NULL) = (logo_sha256 = '')", name=op.f("ck_identity_logo")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name="fk_identity_process_id_process"),
        sa.PrimaryKeyConstraint("process_id", name="pk_identity"),
    )
    with lifted(op.get_bind()):
        with op.batch_alter_table("sector") as table:
            table.add_column(sa.Column("short_name", sa.String(24), nullable=False, server_default=""))
        with op.batch_alter_table("sector") as table:
            table.alter_column("short_name", server_default=None)
        put(op.get_bind(), sector(f"({frozen('OLD')} OR {frozen('NEW')}) AND {differ(*KEPT)}"))


def downgrade() -> None:
    with lifted(op.get_bind()):
        with op.batch_alter_table("sector") as table:
            table.drop_column("short_name")
        put(op.get_bind(), sector(f"{frozen('OLD')} OR {frozen('NEW')}"))
    op.drop_table("identity")
    op.drop_table("projection")
