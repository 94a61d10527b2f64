"""surveys: what is asked, whom, in which wave, and what was answered

Revision 0013, after 0012. New tables only, and of published figures the wave, the year and the unit that they are of.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TAKES = "IN ('open', 'closing')"
INSTRUMENT = (
    "id",
    "survey_id",
    "number",
    "state",
    "document",
    "sha256",
    "published_at",
    "published_by_id",
)
#: What a wave promises.
WAVE = ("id", "survey_id", "number", "year", "instrument_id", "mode", "consent", "opened_at")
STEPS = (
    ("closing", "closed"),
    ("closing", "open"),
    ("draft", "open"),
    ("open", "closed"),
    ("open", "closing"),
)


def of(row, parent, column="state"):
    return f"(SELECT {column} FROM {parent} WHERE id = {row}.{parent}_id)"


def of_answer(row):
    return (
        "(SELECT wave.state FROM wave JOIN response ON response.wave_id = wave.id "
        f"WHERE response.id = {row}.response_id)"
    )


def wave():
    known = " OR ".join(f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, then in STEPS)
    return Guard(
        "wave",
        "what a wave promises is fixed when it opens",
        update="\nOR ".join(
            (
                "OLD.state = 'closed'",
                f"(OLD.state <> 'draft' AND {differ(*WAVE)})",
                f"(OLD.state <> NEW.state AND NOT ({known}))",
                f"(NEW.state <> 'draft' AND {of('NEW', 'instrument')} <> 'published')",
                f"(OLD.state <> 'draft' AND NEW.seal IS NOT NULL AND {differ('seal')})",
            )
        ),
        delete="OLD.state <> 'draft'",
    )


def in_wave(table, words, named=""):
    return Guard(
        table,
        words,
        insert=f"{of('NEW', 'wave')} NOT {TAKES}{named}",
        update=f"OLD.wave_id <> NEW.wave_id OR {of('NEW', 'wave')} NOT {TAKES}{named}",
        delete=f"{of('OLD', 'wave')} NOT {TAKES}",
    )


def kept_in_wave(table, words):
    return Guard(
        table, words, insert=f"{of('NEW', 'wave')} NOT {TAKES}", update="TRUE", delete="TRUE"
    )


GUARDS = (
    Guard(
        "instrument",
        "a published version of an instrument stays as it is",
        update=f"OLD.state = 'published' AND {differ(*INSTRUMENT)}",
        delete="OLD.state = 'published'",
    ),
    wave(),
    kept_in_wave("survey_participation", "that somebody took part stays on record"),
    in_wave("envelope", "sealed answers come and go only while their wave takes answers"),
    in_wave(
        "response",
        "a response is written only while its wave takes answers, an anonymous one without a name",
        f"\nOR (NEW.participation_id IS NOT NULL AND {of('NEW', 'wave', 'mode')} <> 'confidential')",
    ),
    Guard(
        "answer",
        "an answer is written only while its wave takes answers",
        insert=f"{of_answer('NEW')} NOT {TAKES}",
        update=f"OLD.response_id <> NEW.response_id OR {of_answer('NEW')} NOT {TAKES}",
        delete=f"{of_answer('OLD')} NOT {TAKES}",
    ),
    kept_in_wave("comment", "a comment stays as it was written"),
    Guard("survey_result", "the figures of a wave are stored once", update="TRUE", delete="TRUE"),
)


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.id"], name="fk_survey_process_id_process"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("process_id", "code", name="uq_survey_process_id_code"),
    )
    op.create_table(
        "instrument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)",
            name=op.f("ck_instrument_published"),
        ),
        sa.CheckConstraint("state IN ('draft', 'published')", name=op.f("ck_instrument_state")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name="fk_instrument_published_by_id_user"
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name="fk_instrument_survey_id_survey"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_instrument"),
        sa.UniqueConstraint("survey_id", "number", name="uq_instrument_survey_id_number"),
    )
    op.create_table(
        "respondent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name="fk_respondent_survey_id_survey"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_respondent"),
        sa.UniqueConstraint("survey_id", "code", name="uq_respondent_survey_id_code"),
    )
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=True),
        sa.CheckConstraint("mode IN ('confidential', 'anonymous')", name=op.f("ck_wave_mode")),
        sa.CheckConstraint("population IS NULL OR population > 0", name=op.f("ck_wave_population")),
        sa.CheckConstraint(
            "state IN ('open', 'closing') OR seal IS NULL", name=op.f("ck_wave_seal")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closing', 'closed')", name=op.f("ck_wave_state")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name="fk_wave_instrument_id_instrument"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_wave_survey_id_survey"),
        sa.PrimaryKeyConstraint("id", name="pk_wave"),
        sa.UniqueConstraint("survey_id", "number", name="uq_wave_survey_id_number"),
    )
    op.create_index("ix_wave_instrument_id", "wave", ["instrument_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name="fk_invitation_respondent_id_respondent"
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_invitation_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("code_hash", name="uq_invitation_code_hash"),
    )
    op.create_index("ix_invitation_wave", "invitation", ["wave_id", "respondent_id"])
    op.create_table(
        "survey_participation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "channel IN ('link', 'paper')", name=op.f("ck_survey_participation_channel")
        ),
        sa.CheckConstraint(
            "invitation_id IS NOT NULL OR respondent_id IS NOT NULL",
            name=op.f("ck_survey_participation_whose"),
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name="fk_survey_participation_invitation_id_invitation",
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"],
            ["respondent.id"],
            name="fk_survey_participation_respondent_id_respondent",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name="fk_survey_participation_wave_id_wave"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_survey_participation"),
        sa.UniqueConstraint("invitation_id", name="uq_survey_participation_invitation_id"),
        sa.UniqueConstraint(
            "wave_id", "respondent_id", name="uq_survey_participation_wave_id_respondent_id"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_draft",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_survey_draft_wave_id_wave"),
        sa.PrimaryKeyConstraint("name", name="pk_survey_draft"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_draft_wave_id", "survey_draft", ["wave_id"])
    op.create_table(
        "envelope",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_envelope_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_envelope"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_envelope_wave_id", "envelope", ["wave_id"])
    op.create_table(
        "response",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["survey_participation.id"],
            name="fk_response_participation_id_survey_participation",
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_response_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_response"),
        sa.UniqueConstraint("participation_id", name="uq_response_participation_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_response_wave_id", "response", ["wave_id"])
    op.create_table(
        "answer",
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("na", sa.Boolean(), nullable=False),
        sa.CheckConstraint("na = (value IS NULL)", name=op.f("ck_answer_na")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name="fk_answer_response_id_response"
        ),
        sa.PrimaryKeyConstraint("response_id", "item_code", name="pk_answer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_comment_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_comment_wave_id", "comment", ["wave_id"])
    op.create_table(
        "survey_result",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("dataset_sha256", sa.String(length=64), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_survey_result_wave_id_wave"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_survey_result"),
    )
    with lifted(op.get_bind()):
        with op.batch_alter_table("published_figure") as table:
            table.add_column(sa.Column("wave_id", sa.Integer(), nullable=True))
            table.add_column(sa.Column("year", sa.Integer(), nullable=True))
            table.add_column(sa.Column("unit", sa.String(20), nullable=False, server_default=""))
            table.create_foreign_key(
                "fk_published_figure_wave_id_wave", "wave", ["wave_id"], ["id"]
            )
            table.create_index("ix_published_figure_wave_id", ["wave_id"])
        with op.batch_alter_table("published_figure") as table:
            table.alter_column("unit", server_default=None)
    for guard in GUARDS:
        put(op.get_bind(), guard)


def downgrade() -> None:
    with lifted(op.get_bind()), op.batch_alter_table("published_figure") as table:
        table.drop_index("ix_published_figure_wave_id")
        table.drop_constraint("fk_published_figure_wave_id_wave", type_="foreignkey")
        table.drop_column("unit")
        table.drop_column("year")
        table.drop_column("wave_id")

    for table in (
        "survey_result",
        "comment",
        "answer",
        "response",
        "envelope",
        "survey_draft",
        "survey_participation",
        "invitation",
        "wave",
        "respondent",
        "instrument",
        "survey",
    ):
        drop(op.get_bind(), table)
        op.drop_table(table)
