"""links for anybody: posters and counters by which answers come that are counted apart

Revision 0022. A table of such links; of invitations by which of them they were begun; of responses whether they came so.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import lifted

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

#: Tables whose rows have no number of their own stay so when SQLite writes them anew.
NO_NUMBER = {"sqlite_with_rowid": False}
CHANNEL = "ck_survey_participation_channel"


def upgrade() -> None:
    op.create_table(
        "open_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('open', 'kiosk')", name=op.f("ck_open_link_kind")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_open_link_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_open_link"),
        sa.UniqueConstraint("code", name="uq_open_link_code"),
    )
    op.create_index("ix_open_link_wave_id", "open_link", ["wave_id"])
    with lifted(op.get_bind()):
        with op.batch_alter_table("invitation") as table:
            table.add_column(sa.Column("open_link_id", sa.Integer(), nullable=True))
            table.create_foreign_key(
                "fk_invitation_open_link_id_open_link", "open_link", ["open_link_id"], ["id"]
            )
            table.create_index("ix_invitation_open_link_id", ["open_link_id"])
        with op.batch_alter_table("survey_participation", table_kwargs=NO_NUMBER) as table:
            table.drop_constraint(op.f(CHANNEL), type_="check")
            table.create_check_constraint(
                op.f(CHANNEL), "channel IN ('link', 'paper', 'open', 'kiosk')"
            )
        with op.batch_alter_table("response", table_kwargs=NO_NUMBER) as table:
            table.add_column(
                sa.Column("by_open_link", sa.Boolean(), nullable=False, server_default=sa.false())
            )
        with op.batch_alter_table("response", table_kwargs=NO_NUMBER) as table:
            table.alter_column("by_open_link", server_default=None)


def downgrade() -> None:
    with lifted(op.get_bind()):
        # Before there were such links, what came by them came by a link.
        op.execute("UPDATE survey_participation SET channel = 'link' WHERE channel IN ('open', 'kiosk')")
        with op.batch_alter_table("response", table_kwargs=NO_NUMBER) as table:
            table.drop_column("by_open_link")
        with op.batch_alter_table("survey_participation", table_kwargs=NO_NUMBER) as table:
            table.drop_constraint(op.f(CHANNEL), type_="check")
            table.create_check_constraint(op.f(CHANNEL), "channel IN ('link', 'paper')")
        with op.batch_alter_table("invitation") as table:
            table.drop_index("ix_invitation_open_link_id")
            table.drop_constraint("fk_invitation_open_link_id_open_link", type_="foreignkey")
            table.drop_column("open_link_id")
    op.drop_index("ix_open_link_wave_id", table_name="open_link")
    op.drop_table("open_link")
