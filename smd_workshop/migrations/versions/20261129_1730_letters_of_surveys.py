"""letters of surveys: where people get mail, what was written to them, what became of it

Revision 0016, after 0015. New tables, and of the people of a survey a mail address.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MAILING = Guard("mailing", "what was written to people stays as it was", update="TRUE", delete="TRUE")


def upgrade() -> None:
    with lifted(op.get_bind()):
        with op.batch_alter_table("respondent") as table:
            table.add_column(
                sa.Column("email", sa.String(length=254), nullable=False, server_default="")
            )
        with op.batch_alter_table("respondent") as table:
            table.alter_column("email", server_default=None)
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("base", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('invitation', 'reminder')", name=op.f("ck_mailing_kind")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_mailing_wave_id_wave"),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name="fk_mailing_created_by_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_mailing"),
        sa.UniqueConstraint("wave_id", "number", name="uq_mailing_wave_id_number"),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(length=300), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'refused', 'failed', 'skipped')",
            name=op.f("ck_letter_state"),
        ),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailing.id"], name="fk_letter_mailing_id_mailing"),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name="fk_letter_respondent_id_respondent"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("mailing_id", "respondent_id", name="uq_letter_mailing_id_respondent_id"),
    )
    op.create_index("ix_letter_state_changed_at", "letter", ["state", "changed_at"])
    put(op.get_bind(), MAILING)


def downgrade() -> None:
    drop(op.get_bind(), "mailing")
    op.drop_index("ix_letter_state_changed_at", table_name="letter")
    op.drop_table("letter")
    op.drop_table("mailing")
    with lifted(op.get_bind()), op.batch_alter_table("respondent") as table:
        table.drop_column("email")
