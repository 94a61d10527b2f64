"""shared value, clusters and cumulative effects

Revision 0034. Initiatives of shared value with their steps and the metrics that pair a social with a financial indicator;
clusters; what people value, what acts on it, and what was said, decided and done about that. What was said stays.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, put
from smd_workshop.models.triggers import Guard

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


STAYS = {
    "shared_value_step": "how far a step was stays; said anew, it is a new row",
    "hybrid_metric": "a lag that was looked at stays: each one widens the interval",
    "hybrid_comparison": "what a comparison found stays; said anew, it is a new row",
    "component_baseline": "what was said of a baseline stays; said anew, it is a new row",
    "effect_contribution": "what was said of an effect stays; said anew, it is a new row",
    "effect_decision": "what was decided on an effect stays; decided anew, it is a new row",
}


def upgrade() -> None:
    op.create_table(
        "cluster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_cluster_process_id_process")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
        sa.UniqueConstraint("process_id", "name", name=op.f("uq_cluster_process_id_name")),
    )
    op.create_table(
        "component",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(14), nullable=False),
        sa.Column("boundary", sa.Text(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("better", sa.String(4), nullable=False),
        sa.Column("threshold", sa.Text(), nullable=True),
        sa.Column("threshold_source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("better IN ('more', 'less')", name=op.f("ck_component_better")),
        sa.CheckConstraint("kind IN ('environmental', 'social', 'economic')", name=op.f("ck_component_kind")),
        sa.CheckConstraint("threshold IS NULL OR threshold_source <> ''", name=op.f("ck_component_threshold")),
        sa.CheckConstraint("first_year <= last_year", name=op.f("ck_component_period")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_component_process_id_process")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component")),
        sa.UniqueConstraint("process_id", "name", name=op.f("uq_component_process_id_name")),
    )
    op.create_table(
        "shared_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("form", sa.String(12), nullable=False),
        sa.Column("family", sa.String(16), nullable=False),
        sa.Column("actors", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("business_case", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("family IN ('socio_economic', 'environmental', 'innovation', 'diversification')", name=op.f("ck_shared_value_family")),
        sa.CheckConstraint("form IN ('products', 'productivity', 'cluster')", name=op.f("ck_shared_value_form")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_shared_value_process_id_process")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_value")),
    )
    op.create_index(op.f("ix_shared_value_process_id"), "shared_value", ["process_id"])
    op.create_table(
        "stressor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('past', 'present', 'planned', 'natural')", name=op.f("ck_stressor_state")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_stressor_process_id_process")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stressor")),
        sa.UniqueConstraint("process_id", "name", name=op.f("uq_stressor_process_id_name")),
    )
    op.create_table(
        "cluster_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_member_cluster_id_cluster")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_member")),
        sa.UniqueConstraint("cluster_id", "name", name=op.f("uq_cluster_member_cluster_id_name")),
    )
    op.create_table(
        "component_baseline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("trend", sa.String(10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_component_baseline_source")),
        sa.CheckConstraint("trend IN ('improving', 'stable', 'worsening', 'unknown')", name=op.f("ck_component_baseline_trend")),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_component_baseline_component_id_component")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_component_baseline_said_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component_baseline")),
    )
    op.create_index(op.f("ix_component_baseline_component_id"), "component_baseline", ["component_id"])
    op.create_table(
        "effect_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decided_by <> '' AND reason <> ''", name=op.f("ck_effect_decision_reason")),
        sa.CheckConstraint("decision IN ('significant', 'not significant', 'not decided')", name=op.f("ck_effect_decision_decision")),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_effect_decision_component_id_component")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_effect_decision_said_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_decision")),
    )
    op.create_index(op.f("ix_effect_decision_component_id"), "effect_decision", ["component_id"])
    op.create_table(
        "shared_value_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shared_value_id", sa.Integer(), nullable=False),
        sa.Column("loop", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_shared_value_step_note")),
        sa.CheckConstraint("state IN ('begun', 'done', 'stopped')", name=op.f("ck_shared_value_step_state")),
        sa.CheckConstraint("loop > 0", name=op.f("ck_shared_value_step_loop")),
        sa.CheckConstraint("step BETWEEN 1 AND 4", name=op.f("ck_shared_value_step_step")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_shared_value_step_said_by_id_user")),
        sa.ForeignKeyConstraint(["shared_value_id"], ["shared_value.id"], name=op.f("fk_shared_value_step_shared_value_id_shared_value")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_value_step")),
    )
    op.create_index(op.f("ix_shared_value_step_loop"), "shared_value_step", ["shared_value_id", "loop", "step"])
    op.create_table(
        "cluster_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("taker_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(300), nullable=False),
        sa.CheckConstraint("giver_id <> taker_id", name=op.f("ck_cluster_link_two")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_link_cluster_id_cluster")),
        sa.ForeignKeyConstraint(["giver_id"], ["cluster_member.id"], name=op.f("fk_cluster_link_giver_id_cluster_member")),
        sa.ForeignKeyConstraint(["taker_id"], ["cluster_member.id"], name=op.f("fk_cluster_link_taker_id_cluster_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_link")),
        sa.UniqueConstraint("giver_id", "taker_id", name=op.f("uq_cluster_link_giver_id_taker_id")),
    )
    op.create_index(op.f("ix_cluster_link_cluster_id"), "cluster_link", ["cluster_id"])
    op.create_index(op.f("ix_cluster_link_taker_id"), "cluster_link", ["taker_id"])
    op.create_table(
        "effect_contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("stressor_id", sa.Integer(), nullable=False),
        sa.Column("sign", sa.String(9), nullable=False),
        sa.Column("magnitude", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("mode", sa.String(12), nullable=False),
        sa.Column("confidence", sa.String(6), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("confidence IN ('low', 'medium', 'high')", name=op.f("ck_effect_contribution_confidence")),
        sa.CheckConstraint("mode IN ('additive', 'synergistic', 'compensating')", name=op.f("ck_effect_contribution_mode")),
        sa.CheckConstraint("sign IN ('plus', 'minus', 'no effect', 'unknown')", name=op.f("ck_effect_contribution_sign")),
        sa.CheckConstraint("source <> ''", name=op.f("ck_effect_contribution_source")),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_effect_contribution_component_id_component")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_effect_contribution_round_id_round")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_effect_contribution_said_by_id_user")),
        sa.ForeignKeyConstraint(["stressor_id"], ["stressor.id"], name=op.f("fk_effect_contribution_stressor_id_stressor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_contribution")),
    )
    op.create_index(op.f("ix_effect_contribution_pair"), "effect_contribution", ["component_id", "stressor_id"])
    op.create_index(op.f("ix_effect_contribution_round_id"), "effect_contribution", ["round_id"])
    op.create_index(op.f("ix_effect_contribution_stressor_id"), "effect_contribution", ["stressor_id"])
    op.create_table(
        "cluster_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_indicator_cluster_id_cluster")),
        sa.ForeignKeyConstraint(["indicator_id"], ["plan_indicator.id"], name=op.f("fk_cluster_indicator_indicator_id_plan_indicator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_indicator")),
        sa.UniqueConstraint("cluster_id", "indicator_id", name=op.f("uq_cluster_indicator_cluster_id_indicator_id")),
    )
    op.create_index(op.f("ix_cluster_indicator_indicator_id"), "cluster_indicator", ["indicator_id"])
    op.create_table(
        "effect_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("responsible", sa.String(200), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('avoid', 'reduce', 'mitigate', 'enhance')", name=op.f("ck_effect_measure_kind")),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name=op.f("fk_effect_measure_component_id_component")),
        sa.ForeignKeyConstraint(["indicator_id"], ["plan_indicator.id"], name=op.f("fk_effect_measure_indicator_id_plan_indicator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_measure")),
    )
    op.create_index(op.f("ix_effect_measure_component_id"), "effect_measure", ["component_id"])
    op.create_index(op.f("ix_effect_measure_indicator_id"), "effect_measure", ["indicator_id"])
    op.create_table(
        "hybrid_metric",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shared_value_id", sa.Integer(), nullable=False),
        sa.Column("social_id", sa.Integer(), nullable=False),
        sa.Column("financial_id", sa.Integer(), nullable=False),
        sa.Column("lag", sa.Integer(), nullable=False),
        sa.Column("validity", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lag BETWEEN -3 AND 3", name=op.f("ck_hybrid_metric_lag")),
        sa.CheckConstraint("social_id <> financial_id", name=op.f("ck_hybrid_metric_two")),
        sa.ForeignKeyConstraint(["financial_id"], ["plan_indicator.id"], name=op.f("fk_hybrid_metric_financial_id_plan_indicator")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_hybrid_metric_said_by_id_user")),
        sa.ForeignKeyConstraint(["shared_value_id"], ["shared_value.id"], name=op.f("fk_hybrid_metric_shared_value_id_shared_value")),
        sa.ForeignKeyConstraint(["social_id"], ["plan_indicator.id"], name=op.f("fk_hybrid_metric_social_id_plan_indicator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hybrid_metric")),
        sa.UniqueConstraint("shared_value_id", "social_id", "financial_id", "lag", name=op.f("uq_hybrid_metric_shared_value_id_social_id_financial_id_lag")),
    )
    op.create_index(op.f("ix_hybrid_metric_financial_id"), "hybrid_metric", ["financial_id"])
    op.create_index(op.f("ix_hybrid_metric_social_id"), "hybrid_metric", ["social_id"])
    op.create_table(
        "shared_value_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shared_value_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.CheckConstraint("side IN ('social', 'business')", name=op.f("ck_shared_value_indicator_side")),
        sa.ForeignKeyConstraint(["indicator_id"], ["plan_indicator.id"], name=op.f("fk_shared_value_indicator_indicator_id_plan_indicator")),
        sa.ForeignKeyConstraint(["shared_value_id"], ["shared_value.id"], name=op.f("fk_shared_value_indicator_shared_value_id_shared_value")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_value_indicator")),
        sa.UniqueConstraint("shared_value_id", "indicator_id", name=op.f("uq_shared_value_indicator_shared_value_id_indicator_id")),
    )
    op.create_index(op.f("ix_shared_value_indicator_indicator_id"), "shared_value_indicator", ["indicator_id"])
    op.create_table(
        "hybrid_comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hybrid_metric_id", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(12), nullable=False),
        sa.Column("design", sa.Text(), nullable=False),
        sa.Column("document", sa.String(500), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("document <> ''", name=op.f("ck_hybrid_comparison_document")),
        sa.CheckConstraint("finding IN ('supports', 'contradicts')", name=op.f("ck_hybrid_comparison_finding")),
        sa.ForeignKeyConstraint(["hybrid_metric_id"], ["hybrid_metric.id"], name=op.f("fk_hybrid_comparison_hybrid_metric_id_hybrid_metric")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_hybrid_comparison_said_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hybrid_comparison")),
    )
    op.create_index(op.f("ix_hybrid_comparison_hybrid_metric_id"), "hybrid_comparison", ["hybrid_metric_id"])
    for name, words in STAYS.items():
        put(op.get_bind(), Guard(name, words, update="TRUE", delete="TRUE"))


def downgrade() -> None:
    for name in STAYS:
        drop(op.get_bind(), name)
    op.drop_table("hybrid_comparison")
    op.drop_table("shared_value_indicator")
    op.drop_table("hybrid_metric")
    op.drop_table("effect_measure")
    op.drop_table("cluster_indicator")
    op.drop_table("effect_contribution")
    op.drop_table("cluster_link")
    op.drop_table("shared_value_step")
    op.drop_table("effect_decision")
    op.drop_table("component_baseline")
    op.drop_table("cluster_member")
    op.drop_table("stressor")
    op.drop_table("shared_value")
    op.drop_table("component")
    op.drop_table("cluster")
