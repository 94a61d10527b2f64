"""reports and follow-up of surveys

Revision 0018, after 0016. New tables for comments that were read, for recommendations and for what the public may
read of a wave; of a survey whether it is simulated, of a measurement the published figure that it takes over.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

GUARDS = (
    Guard("wave_summary", "what was approved for the public stays approved", update="TRUE", delete="TRUE"),
    Guard("recommendation_step", "a step of a recommendation stays on record", update="TRUE", delete="TRUE"),
)
MEASURED = (
    "id", "indicator_id", "period", "value", "note", "evidence", "evidence_type", "evidence_sha256",
)
ENTERED = ("corrects_id", "entered_by_id", "entered_at")
VALIDATED = ("validated_at", "validated_by_id")
PUBLISHED = ("published_at", "published_by_id")


def measurement(*kept):
    return Guard(
        "measurement",
        "a measurement stays; a correction is a new row",
        insert="NEW.state <> 'draft'\n"
        "OR (NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM measurement AS former "
        "WHERE former.id = NEW.corrects_id AND former.indicator_id = NEW.indicator_id "
        "AND former.period = NEW.period))",
        update="\nOR ".join((
            differ(*kept),
            f"({differ('state', *VALIDATED)} AND NOT (OLD.state = 'draft' AND NEW.state = 'validated') "
            f"AND NOT (OLD.state = 'validated' AND NEW.state = 'published' AND NOT {differ(*VALIDATED)}))",
            f"({differ(*PUBLISHED)} AND NEW.state <> 'published')",
            "OLD.state = 'published'",
            "EXISTS (SELECT 1 FROM measurement AS later WHERE later.corrects_id = OLD.id)",
        )),
        delete="TRUE",
    )


def upgrade() -> None:
    op.create_table(
        "wave_summary",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_wave_summary_wave_id_wave"),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user.id"], name="fk_wave_summary_approved_by_id_user"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_wave_summary"),
    )
    op.create_table(
        "comment_review",
        sa.Column("comment_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("paraphrase", sa.Text(), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('public', 'internal', 'deleted')", name=op.f("ck_comment_review_state")),
        sa.CheckConstraint("state <> 'deleted' OR paraphrase = ''", name=op.f("ck_comment_review_paraphrase")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_comment_review_comment_id_comment"),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["user.id"], name="fk_comment_review_reviewed_by_id_user"),
        sa.PrimaryKeyConstraint("comment_id", name="pk_comment_review"),
    )
    op.create_table(
        "comment_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_comment_code_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_comment_code"),
        sa.UniqueConstraint("survey_id", "name", name="uq_comment_code_survey_id_name"),
    )
    op.create_table(
        "comment_coding",
        sa.Column("comment_id", sa.String(32), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_comment_coding_comment_id_comment"),
        sa.ForeignKeyConstraint(["code_id"], ["comment_code.id"], name="fk_comment_coding_code_id_comment_code"),
        sa.PrimaryKeyConstraint("comment_id", "code_id", name="pk_comment_coding"),
    )
    op.create_index("ix_comment_coding_code_id", "comment_coding", ["code_id"])
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'in_progress', 'done', 'cancelled')", name=op.f("ck_recommendation_state")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_recommendation_survey_id_survey"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_recommendation_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_recommendation"),
        sa.UniqueConstraint("survey_id", "number", name="uq_recommendation_survey_id_number"),
    )
    op.create_index("ix_recommendation_wave_id", "recommendation", ["wave_id"])
    op.create_table(
        "recommendation_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"],
            name="fk_recommendation_step_recommendation_id_recommendation",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_recommendation_step_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_recommendation_step"),
    )
    op.create_index("ix_recommendation_step_recommendation_id", "recommendation_step", ["recommendation_id"])
    op.create_table(
        "recommendation_comment",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"],
            name="fk_recommendation_comment_recommendation_id_recommendation",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_recommendation_comment_comment_id_comment"
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "comment_id", name="pk_recommendation_comment"),
    )
    op.create_index("ix_recommendation_comment_comment_id", "recommendation_comment", ["comment_id"])
    with lifted(op.get_bind()):
        with op.batch_alter_table("survey") as table:
            table.add_column(sa.Column("simulated", sa.Boolean(), nullable=False, server_default=sa.false()))
        with op.batch_alter_table("survey") as table:
            table.alter_column("simulated", server_default=None)
        with op.batch_alter_table("measurement") as table:
            table.add_column(sa.Column("figure_id", sa.Integer(), nullable=True))
            table.create_foreign_key(
                "fk_measurement_figure_id_published_figure", "published_figure", ["figure_id"], ["id"]
            )
            table.create_index("ix_measurement_figure_id", ["figure_id"])
        put(op.get_bind(), measurement(*MEASURED, "figure_id", *ENTERED))
    for guard in GUARDS:
        put(op.get_bind(), guard)


def downgrade() -> None:
    with lifted(op.get_bind()):
        with op.batch_alter_table("measurement") as table:
            table.drop_index("ix_measurement_figure_id")
            table.drop_constraint("fk_measurement_figure_id_published_figure", type_="foreignkey")
            table.drop_column("figure_id")
        with op.batch_alter_table("survey") as table:
            table.drop_column("simulated")
        put(op.get_bind(), measurement(*MEASURED, *ENTERED))
    for guard in GUARDS:
        drop(op.get_bind(), guard.table)
    for table in (
        "recommendation_comment", "recommendation_step", "recommendation", "comment_coding", "comment_code",
        "comment_review", "wave_summary",
    ):
        op.drop_table(table)
