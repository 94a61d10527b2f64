"""plans, their indicators and what was measured

Revision 0014, after 0013. Nine tables; nothing that is there changes. What was said of a year is only added to, and
a measurement stays: its correction is a new row that names it.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, drop, put
from smd_workshop.models.triggers import Guard

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SAID = "what was said of a year stays; said anew, it is a new row"
ASKED = "what was asked of a year stays; said anew, it is a new row"
ADDED_TO = {"plan_target": ASKED, "plan_progress": SAID, "plan_finance": SAID}
MEASURED = (
    "id", "indicator_id", "period", "value", "note", "evidence", "evidence_type", "evidence_sha256", "corrects_id",
    "entered_by_id", "entered_at",
)
VALIDATED = ("validated_at", "validated_by_id")
PUBLISHED = ("published_at", "published_by_id")


def measurement():
    return Guard(
        "measurement",
        "a measurement stays; a correction is a new row",
        insert="NEW.state <> 'draft'\n"
        "OR (NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM measurement AS former "
        "WHERE former.id = NEW.corrects_id AND former.indicator_id = NEW.indicator_id "
        "AND former.period = NEW.period))",
        update="\nOR ".join((
            differ(*MEASURED),
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
        "plan",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('process_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(60), nullable=False),
        sa.Column('name', sa.String(300), nullable=False),
        sa.Column('organisation', sa.String(200), nullable=False),
        sa.Column('kind', sa.String(10), nullable=False),
        sa.Column('first_year', sa.Integer(), nullable=False),
        sa.Column('last_year', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(12), nullable=False),
        sa.Column('version', sa.String(10), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('PEI', 'PDRC', 'PDLC', 'POI', 'SMD')", name=op.f('ck_plan_kind')),
        sa.CheckConstraint("state IN ('drafting', 'registered', 'in_force', 'finished')", name=op.f('ck_plan_state')),
        sa.CheckConstraint("version IN ('original', 'updated', 'extended')", name=op.f('ck_plan_version')),
        sa.CheckConstraint('first_year <= last_year', name=op.f('ck_plan_period')),
        sa.ForeignKeyConstraint(['process_id'], ['process.id'], name=op.f('fk_plan_process_id_process')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
        sa.UniqueConstraint('process_id', 'code', name=op.f('uq_plan_process_id_code'))
    )
    op.create_table(
        "plan_finance",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('programmed', sa.Text(), nullable=True),
        sa.Column('executed', sa.Text(), nullable=True),
        sa.Column('said_by_id', sa.Integer(), nullable=True),
        sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_finance_plan_id_plan')),
        sa.ForeignKeyConstraint(['said_by_id'], ['user.id'], name=op.f('fk_plan_finance_said_by_id_user')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_finance'))
    )
    op.create_index('ix_plan_finance_year', 'plan_finance', ['plan_id', 'year'], unique=False)
    op.create_table(
        "plan_objective",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(60), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('priority', sa.Integer(), nullable=True),
        sa.Column('type', sa.String(2), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.CheckConstraint("type IN ('', 'I', 'II')", name=op.f('ck_plan_objective_type')),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_objective_plan_id_plan')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_objective')),
        sa.UniqueConstraint('plan_id', 'code', name=op.f('uq_plan_objective_plan_id_code'))
    )
    op.create_table(
        "plan_action",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('objective_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(60), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('unit', sa.String(200), nullable=False),
        sa.Column('priority', sa.Integer(), nullable=True),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['objective_id'], ['plan_objective.id'], name=op.f('fk_plan_action_objective_id_plan_objective')),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_action_plan_id_plan')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_action')),
        sa.UniqueConstraint('plan_id', 'code', name=op.f('uq_plan_action_plan_id_code'))
    )
    op.create_index(op.f('ix_plan_action_objective_id'), 'plan_action', ['objective_id'], unique=False)
    op.create_table(
        "plan_activity",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('action_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(60), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('kind', sa.String(10), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('activity', 'investment')", name=op.f('ck_plan_activity_kind')),
        sa.ForeignKeyConstraint(['action_id'], ['plan_action.id'], name=op.f('fk_plan_activity_action_id_plan_action')),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_activity_plan_id_plan')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_activity')),
        sa.UniqueConstraint('plan_id', 'code', name=op.f('uq_plan_activity_plan_id_code'))
    )
    op.create_index(op.f('ix_plan_activity_action_id'), 'plan_activity', ['action_id'], unique=False)
    op.create_table(
        "plan_indicator",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('objective_id', sa.Integer(), nullable=True),
        sa.Column('action_id', sa.Integer(), nullable=True),
        sa.Column('code', sa.String(60), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('relevance', sa.Integer(), nullable=True),
        sa.Column('sense', sa.String(10), nullable=False),
        sa.Column('aggregation', sa.String(12), nullable=False),
        sa.Column('measure', sa.String(60), nullable=False),
        sa.Column('baseline_year', sa.Integer(), nullable=True),
        sa.Column('baseline_value', sa.Text(), nullable=True),
        sa.Column('frequency', sa.String(8), nullable=False),
        sa.Column('horizon', sa.String(6), nullable=False),
        sa.Column('executing_unit', sa.String(200), nullable=False),
        sa.Column('responsible', sa.String(200), nullable=False),
        sa.Column('updater', sa.String(200), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('method', sa.Text(), nullable=False),
        sa.Column('collection', sa.Text(), nullable=False),
        sa.Column('justification', sa.Text(), nullable=False),
        sa.Column('limitations', sa.Text(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.CheckConstraint("aggregation IN ('additive', 'not additive')", name=op.f('ck_plan_indicator_aggregation')),
        sa.CheckConstraint("frequency IN ('year', 'semester', 'quarter', 'month')", name=op.f('ck_plan_indicator_frequency')),
        sa.CheckConstraint("horizon IN ('', 'short', 'medium', 'long')", name=op.f('ck_plan_indicator_horizon')),
        sa.CheckConstraint("sense IN ('ascending', 'descending', 'at most', 'at least')", name=op.f('ck_plan_indicator_sense')),
        sa.CheckConstraint('(objective_id IS NULL) <> (action_id IS NULL)', name=op.f('ck_plan_indicator_measures')),
        sa.ForeignKeyConstraint(['action_id'], ['plan_action.id'], name=op.f('fk_plan_indicator_action_id_plan_action')),
        sa.ForeignKeyConstraint(['objective_id'], ['plan_objective.id'], name=op.f('fk_plan_indicator_objective_id_plan_objective')),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_indicator_plan_id_plan')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_indicator')),
        sa.UniqueConstraint('plan_id', 'code', name=op.f('uq_plan_indicator_plan_id_code'))
    )
    op.create_index(op.f('ix_plan_indicator_action_id'), 'plan_indicator', ['action_id'], unique=False)
    op.create_index(op.f('ix_plan_indicator_objective_id'), 'plan_indicator', ['objective_id'], unique=False)
    op.create_table(
        "plan_progress",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('activity_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('value', sa.Text(), nullable=True),
        sa.Column('said_by_id', sa.Integer(), nullable=True),
        sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['activity_id'], ['plan_activity.id'], name=op.f('fk_plan_progress_activity_id_plan_activity')),
        sa.ForeignKeyConstraint(['said_by_id'], ['user.id'], name=op.f('fk_plan_progress_said_by_id_user')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_progress'))
    )
    op.create_index('ix_plan_progress_year', 'plan_progress', ['activity_id', 'year'], unique=False)
    op.create_table(
        "plan_target",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('indicator_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('value', sa.Text(), nullable=True),
        sa.Column('said_by_id', sa.Integer(), nullable=True),
        sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['indicator_id'], ['plan_indicator.id'], name=op.f('fk_plan_target_indicator_id_plan_indicator')),
        sa.ForeignKeyConstraint(['said_by_id'], ['user.id'], name=op.f('fk_plan_target_said_by_id_user')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_target'))
    )
    op.create_index('ix_plan_target_year', 'plan_target', ['indicator_id', 'year'], unique=False)
    op.create_table(
        "measurement",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('indicator_id', sa.Integer(), nullable=False),
        sa.Column('period', sa.String(7), nullable=False),
        sa.Column('value', sa.Text(), nullable=True),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('evidence', sa.Text(), nullable=False),
        sa.Column('evidence_type', sa.String(40), nullable=False),
        sa.Column('evidence_sha256', sa.String(64), nullable=False),
        sa.Column('corrects_id', sa.Integer(), nullable=True),
        sa.Column('state', sa.String(10), nullable=False),
        sa.Column('entered_by_id', sa.Integer(), nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('validated_by_id', sa.Integer(), nullable=True),
        sa.Column('validated_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('published_by_id', sa.Integer(), nullable=True),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(evidence_type = '') = (evidence_sha256 = '')", name=op.f('ck_measurement_evidence')),
        sa.CheckConstraint("(state = 'draft') = (validated_at IS NULL)", name=op.f('ck_measurement_validated')),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name=op.f('ck_measurement_published')),
        sa.CheckConstraint("corrects_id IS NULL OR note <> ''", name=op.f('ck_measurement_reason')),
        sa.CheckConstraint("state IN ('draft', 'validated', 'published')", name=op.f('ck_measurement_state')),
        sa.ForeignKeyConstraint(['corrects_id'], ['measurement.id'], name=op.f('fk_measurement_corrects_id_measurement')),
        sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name=op.f('fk_measurement_entered_by_id_user')),
        sa.ForeignKeyConstraint(['indicator_id'], ['plan_indicator.id'], name=op.f('fk_measurement_indicator_id_plan_indicator')),
        sa.ForeignKeyConstraint(['published_by_id'], ['user.id'], name=op.f('fk_measurement_published_by_id_user')),
        sa.ForeignKeyConstraint(['validated_by_id'], ['user.id'], name=op.f('fk_measurement_validated_by_id_user')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_measurement')),
        sa.UniqueConstraint('corrects_id', name=op.f('uq_measurement_corrects_id'))
    )
    op.create_index(op.f('ix_measurement_indicator_id'), 'measurement', ['indicator_id'], unique=False)
    op.create_index('uq_measurement_first', 'measurement', ['indicator_id', 'period'], unique=True, sqlite_where=sa.text('corrects_id IS NULL'), postgresql_where=sa.text('corrects_id IS NULL'))
    for table, words in ADDED_TO.items():
        put(op.get_bind(), Guard(table, words, update="TRUE", delete="TRUE"))
    put(op.get_bind(), measurement())


def downgrade() -> None:
    for table in ("measurement", *ADDED_TO):
        drop(op.get_bind(), table)
    for table in (
        "measurement", "plan_target", "plan_progress", "plan_indicator", "plan_activity", "plan_action",
        "plan_objective", "plan_finance", "plan",
    ):
        op.drop_table(table)
