"""the scorecard of an ecosystem

Revision 0020, after 0019. Vision and mission, initiatives and how far they are; which values an objective is for, by
which indicator of a plan it is measured, and by which item an arrow of the strategy map was put to the vote; which
objective of a plan contributes to which. What a vision was and what was said of a year is only added to.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ADDED_TO = {
    "statement": "a vision that was said stays; said anew, it is a new row",
    "initiative_progress": "what was said of a year stays; said anew, it is a new row",
}


def upgrade() -> None:
    with lifted(op.get_bind()):
        with op.batch_alter_table("scorecard") as table:
            table.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        with op.batch_alter_table("objective") as table:
            table.add_column(sa.Column("tags", sa.Text(), nullable=False, server_default="[]"))
        with op.batch_alter_table("objective") as table:
            table.alter_column("tags", server_default=None)
        with op.batch_alter_table("indicator_slot") as table:
            table.add_column(sa.Column("plan_indicator_id", sa.Integer(), nullable=True))
            table.add_column(sa.Column("item_id", sa.Integer(), nullable=True))
            table.create_foreign_key(
                "fk_indicator_slot_plan_indicator_id_plan_indicator", "plan_indicator", ["plan_indicator_id"], ["id"]
            )
            table.create_foreign_key("fk_indicator_slot_item_id_item", "item", ["item_id"], ["id"])
            table.create_index("ix_indicator_slot_plan_indicator_id", ["plan_indicator_id"])
        with op.batch_alter_table("link") as table:
            table.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
            table.create_foreign_key("fk_link_proposal_id_item", "item", ["proposal_id"], ["id"])
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('vision', 'mission')", name=op.f("ck_statement_kind")),
        sa.CheckConstraint("(agreement_id IS NULL) = (reference <> '')", name=op.f("ck_statement_source")),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecard.id"], name=op.f("fk_statement_scorecard_id_scorecard")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_statement_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_statement_said_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    op.create_index(op.f("ix_statement_scorecard_id"), "statement", ["scorecard_id"])
    op.create_table(
        "initiative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("budget", sa.Text(), nullable=True),
        sa.Column("plan_action_id", sa.Integer(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_initiative_objective_id_objective")),
        sa.ForeignKeyConstraint(
            ["plan_action_id"], ["plan_action.id"], name=op.f("fk_initiative_plan_action_id_plan_action")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative")),
    )
    op.create_index(op.f("ix_initiative_objective_id"), "initiative", ["objective_id"])
    op.create_table(
        "initiative_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiative.id"], name=op.f("fk_initiative_progress_initiative_id_initiative")
        ),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_initiative_progress_said_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_progress")),
    )
    op.create_index("ix_initiative_progress_year", "initiative_progress", ["initiative_id", "year"])
    op.create_table(
        "alignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lower_id", sa.Integer(), nullable=False),
        sa.Column("upper_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lower_id <> upper_id", name=op.f("ck_alignment_two")),
        sa.CheckConstraint("note <> ''", name=op.f("ck_alignment_note")),
        sa.ForeignKeyConstraint(["lower_id"], ["plan_objective.id"], name=op.f("fk_alignment_lower_id_plan_objective")),
        sa.ForeignKeyConstraint(["upper_id"], ["plan_objective.id"], name=op.f("fk_alignment_upper_id_plan_objective")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_alignment_said_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment")),
        sa.UniqueConstraint("lower_id", "upper_id", name=op.f("uq_alignment_lower_id_upper_id")),
    )
    op.create_index(op.f("ix_alignment_lower_id"), "alignment", ["lower_id"])
    op.create_index(op.f("ix_alignment_upper_id"), "alignment", ["upper_id"])
    for table, words in ADDED_TO.items():
        put(op.get_bind(), Guard(table, words, update="TRUE", delete="TRUE"))


def downgrade() -> None:
    for table in ADDED_TO:
        drop(op.get_bind(), table)
    for table in ("alignment", "initiative_progress", "initiative", "statement"):
        op.drop_table(table)
    with lifted(op.get_bind()):
        with op.batch_alter_table("link") as table:
            table.drop_constraint("fk_link_proposal_id_item", type_="foreignkey")
            table.drop_column("proposal_id")
        with op.batch_alter_table("indicator_slot") as table:
            table.drop_index("ix_indicator_slot_plan_indicator_id")
            table.drop_constraint("fk_indicator_slot_item_id_item", type_="foreignkey")
            table.drop_constraint("fk_indicator_slot_plan_indicator_id_plan_indicator", type_="foreignkey")
            table.drop_column("item_id")
            table.drop_column("plan_indicator_id")
        with op.batch_alter_table("objective") as table:
            table.drop_column("tags")
        with op.batch_alter_table("scorecard") as table:
            table.drop_column("published_at")
