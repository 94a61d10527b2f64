"""workshops that evaluate plans

Revision 0029. Which workshop evaluates which plan, what was put to its vote of it, and what planners decided on the
outcome. A target may come from such a decision.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STAYS = {
    "plan_review": "that a workshop evaluates a plan stays on record",
    "plan_question": "what a workshop was asked of a plan stays on record",
    "plan_decision": "what was decided on a proposal stays",
}


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}_{of}"))


def upgrade() -> None:
    op.create_table(
        "plan_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        _key("plan_review", "plan_id", "plan"),
        _key("plan_review", "workshop_id", "workshop"),
        _key("plan_review", "begun_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_review")),
        sa.UniqueConstraint("workshop_id", name=op.f("uq_plan_review_workshop_id")),
    )
    op.create_index(op.f("ix_plan_review_plan_id"), "plan_review", ["plan_id"])
    op.create_table(
        "plan_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("indicator_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.CheckConstraint("(action_id IS NULL) <> (indicator_id IS NULL)", name=op.f("ck_plan_question_of")),
        sa.CheckConstraint("(indicator_id IS NULL) = (year IS NULL)", name=op.f("ck_plan_question_year")),
        _key("plan_question", "review_id", "plan_review"),
        _key("plan_question", "item_id", "item"),
        _key("plan_question", "action_id", "plan_action"),
        _key("plan_question", "indicator_id", "plan_indicator"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_question")),
        sa.UniqueConstraint("item_id", name=op.f("uq_plan_question_item_id")),
    )
    for column in ("review_id", "action_id", "indicator_id"):
        op.create_index(op.f(f"ix_plan_question_{column}"), "plan_question", [column])
    op.create_table(
        "plan_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("accepted OR reason <> ''", name=op.f("ck_plan_decision_reason")),
        sa.CheckConstraint("accepted OR commitment_id IS NULL", name=op.f("ck_plan_decision_commitment")),
        _key("plan_decision", "review_id", "plan_review"),
        _key("plan_decision", "round_id", "round"),
        _key("plan_decision", "commitment_id", "commitment"),
        _key("plan_decision", "decided_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_decision")),
        sa.UniqueConstraint("round_id", "code", name=op.f("uq_plan_decision_round_id_code")),
    )
    op.create_index(op.f("ix_plan_decision_review_id"), "plan_decision", ["review_id"])
    with lifted(op.get_bind()), op.batch_alter_table("plan_target") as table:
        table.add_column(sa.Column("decision_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_plan_target_decision_id_plan_decision"), "plan_decision", ["decision_id"], ["id"]
        )
        table.create_index(op.f("ix_plan_target_decision_id"), ["decision_id"])
    for name, words in STAYS.items():
        put(op.get_bind(), Guard(name, words, update="TRUE", delete="TRUE"))


def downgrade() -> None:
    with lifted(op.get_bind()), op.batch_alter_table("plan_target") as table:
        table.drop_index(op.f("ix_plan_target_decision_id"))
        table.drop_constraint(op.f("fk_plan_target_decision_id_plan_decision"), type_="foreignkey")
        table.drop_column("decision_id")
    for name in reversed(STAYS):
        drop(op.get_bind(), name)
        op.drop_table(name)
