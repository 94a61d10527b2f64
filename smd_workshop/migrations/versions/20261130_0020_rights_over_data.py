"""rights of people over their data: requests, notes, erasures; until when a wave keeps names; versions of consent

Revision 0026. Of waves that opened before nobody said until when names are kept, nor wrote down the version of what
people agreed to: both stay empty, and no wave of before loses its names by itself.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

#: Tables whose rows have no number of their own stay so when SQLite writes them anew.
NO_NUMBER = {"sqlite_with_rowid": False}
TAKES = "IN ('open', 'closing')"
STEPS = (
    ("closing", "closed"), ("closing", "open"), ("draft", "open"), ("open", "closed"), ("open", "closing"),
)  # fmt: skip
#: What a wave promises, and all else that it is.
PROMISED = ("id", "survey_id", "number", "year", "instrument_id", "mode", "consent", "opened_at")
CLOSED = (
    "id", "survey_id", "number", "name", "year", "instrument_id", "mode", "state", "population", "consent", "ends_at",
    "opened_at", "closed_at", "seal", "broken_off", "roll_at", "keep_until", "consent_sha256",
)  # fmt: skip
RESPONDENT = (
    "id", "survey_id", "code", "name", "phone", "email", "attributes", "active", "erased_at",
)  # fmt: skip
REQUEST = (
    "id", "survey_id", "number", "respondent_id", "kind", "asked_by", "wanted", "received_on", "due_on", "created_at",
    "created_by_id",
)  # fmt: skip
ERASED = "EXISTS (SELECT 1 FROM respondent WHERE id = OLD.respondent_id AND erased_at IS NOT NULL)"


def of(row: str, column: str) -> str:
    return f"(SELECT {column} FROM wave WHERE id = {row}.wave_id)"


def of_answer(row: str, column: str) -> str:
    return (
        f"(SELECT wave.{column} FROM wave JOIN response ON response.wave_id = wave.id "
        f"WHERE response.id = {row}.response_id)"
    )


def kept_for(participation: str) -> str:
    return (
        "NOT EXISTS (SELECT 1 FROM survey_participation AS part "
        "JOIN respondent ON respondent.id = part.respondent_id "
        f"WHERE part.id = {participation} AND respondent.erased_at IS NOT NULL)"
    )


def wave(*, named: bool) -> Guard:
    """The guard of a wave; `named`: as it was before names could go."""
    known = " OR ".join(f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, then in STEPS)
    promised = PROMISED if named else (*PROMISED, "keep_until", "consent_sha256")
    ends = ("OLD.state = 'closed'",) if named else (
        f"(OLD.state = 'closed' AND {differ(*CLOSED)})",
        "OLD.anonymised_at IS NOT NULL",
        "(NEW.rewriting AND (NEW.state <> 'closed' OR NEW.anonymised_at IS NOT NULL))",
        "(OLD.rewriting AND (NEW.rewriting OR NEW.anonymised_at IS NULL))",
        "(NEW.anonymised_at IS NOT NULL AND NOT OLD.rewriting)",
    )  # fmt: skip
    return Guard(
        "wave",
        "what a wave promises is fixed when it opens",
        update="\nOR ".join((
            *ends,
            f"(OLD.state <> 'draft' AND {differ(*promised)})",
            f"(OLD.state <> NEW.state AND NOT ({known}))",
            "(NEW.state <> 'draft' AND (SELECT state FROM instrument WHERE id = NEW.instrument_id) <> 'published')",
            f"(OLD.state <> 'draft' AND NEW.seal IS NOT NULL AND {differ('seal')})",
        )),
        delete="OLD.state <> 'draft'",
    )  # fmt: skip


def participation(*, stays: bool) -> Guard:
    return Guard(
        "survey_participation",
        "that somebody took part stays on record",
        insert=f"{of('NEW', 'state')} NOT {TAKES}",
        update="TRUE",
        delete="TRUE" if stays else f"{of('OLD', 'state')} NOT {TAKES} OR NOT {ERASED}",
    )


def member(*, stays: bool) -> Guard:
    emptied = f"{differ('wave_id', 'respondent_id')} OR NOT (NEW.name = '' AND NEW.attributes = '{{}}' AND {ERASED})"
    return Guard(
        "wave_member",
        "who was asked is written down when a wave closes, and stays",
        insert=f"{of('NEW', 'state')} NOT {TAKES}",
        update="TRUE" if stays else emptied,
        delete="TRUE",
    )


def response(*, stays: bool) -> Guard:
    takes, rewriting = f"{of('NEW', 'state')} NOT {TAKES}", of("NEW", "rewriting")
    gone = f"{of('OLD', 'state')} NOT {TAKES}"
    other = f"{of('NEW', 'mode')} <> 'confidential'"
    if stays:
        named = f"(NEW.participation_id IS NOT NULL AND {other})"
        insert, delete = takes, gone
    else:
        named = f"(NEW.participation_id IS NOT NULL AND ({other} OR {rewriting}))"
        insert = f"({takes} AND NOT {rewriting})"
        delete = f"{gone} AND NOT {of('OLD', 'rewriting')} AND {kept_for('OLD.participation_id')}"
    return Guard(
        "response",
        "a response is written only while its wave takes answers, an anonymous one without a name",
        insert=f"{insert}\nOR {named}",
        update=f"OLD.wave_id <> NEW.wave_id OR {takes}\nOR {named}",
        delete=delete,
    )


def answer(*, stays: bool) -> Guard:
    new, old = (f"{of_answer(row, 'state')} NOT {TAKES}" for row in ("NEW", "OLD"))
    whose = "(SELECT participation_id FROM response WHERE id = OLD.response_id)"
    more = f" AND NOT {of_answer('OLD', 'rewriting')} AND {kept_for(whose)}"
    return Guard(
        "answer",
        "an answer is written only while its wave takes answers",
        insert=new if stays else f"{new} AND NOT {of_answer('NEW', 'rewriting')}",
        update=f"OLD.response_id <> NEW.response_id OR {new}",
        delete=old if stays else old + more,
    )


NEW = (
    Guard(
        "respondent",
        "who was erased does not come back",
        update=f"OLD.erased_at IS NOT NULL AND {differ(*RESPONDENT)}",
    ),
    Guard(
        "data_request",
        "that somebody asked stays on record, and how it was answered",
        update=f"OLD.done_on IS NOT NULL\nOR {differ(*REQUEST)}",
        delete="TRUE",
    ),
    Guard(
        "answer_note",
        "a note on frozen answers stays as it was written",
        update="TRUE",
        delete=f"NOT {ERASED} AND NOT {of('OLD', 'rewriting')}",
    ),
    Guard("erasure", "that answers were removed stays on record", update="TRUE", delete="TRUE"),
)  # fmt: skip
CHANGED = (participation, member, response, answer)


def upgrade() -> None:
    _tables()
    with lifted(op.get_bind()):
        with op.batch_alter_table("respondent") as table:
            table.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
            table.create_check_constraint(
                op.f("ck_respondent_erased"),
                "erased_at IS NULL OR (name = '' AND phone = '' AND email = '' AND attributes = '{}')",
            )
        with op.batch_alter_table("wave") as table:
            table.add_column(sa.Column("keep_until", sa.Date(), nullable=True))
            table.add_column(
                sa.Column("consent_sha256", sa.String(64), nullable=False, server_default="")
            )
            table.add_column(
                sa.Column("rewriting", sa.Boolean(), nullable=False, server_default=sa.false())
            )
            table.add_column(sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))
        with op.batch_alter_table("wave") as table:
            table.alter_column("consent_sha256", server_default=None)
            table.alter_column("rewriting", server_default=None)
        with op.batch_alter_table("response", table_kwargs=NO_NUMBER) as table:
            table.add_column(
                sa.Column("consent_sha256", sa.String(64), nullable=False, server_default="")
            )
        with op.batch_alter_table("response", table_kwargs=NO_NUMBER) as table:
            table.alter_column("consent_sha256", server_default=None)
    put(op.get_bind(), wave(named=False))
    for guard in CHANGED:
        put(op.get_bind(), guard(stays=False))
    for each in NEW:
        put(op.get_bind(), each)


def _tables() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('access', 'rectification', 'deletion', 'portability', 'opposition')",
            name=op.f("ck_data_request_kind"),
        ),
        sa.CheckConstraint("outcome IN ('', 'met', 'refused')", name=op.f("ck_data_request_outcome")),
        sa.CheckConstraint("(done_on IS NULL) = (outcome = '')", name=op.f("ck_data_request_done")),
        sa.CheckConstraint("due_on >= received_on", name=op.f("ck_data_request_due")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_data_request_survey_id_survey"),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name="fk_data_request_respondent_id_respondent"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name="fk_data_request_created_by_id_user"),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name="fk_data_request_done_by_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_data_request"),
        sa.UniqueConstraint("survey_id", "number", name="uq_data_request_survey_id_number"),
    )
    op.create_index("ix_data_request_respondent_id", "data_request", ["respondent_id"])
    op.create_table(
        "answer_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["data_request.id"], name="fk_answer_note_request_id_data_request"
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_answer_note_wave_id_wave"),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name="fk_answer_note_respondent_id_respondent"
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["user.id"], name="fk_answer_note_noted_by_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_note"),
    )
    for column in ("request_id", "respondent_id", "wave_id"):
        op.create_index(f"ix_answer_note_{column}", "answer_note", [column])
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_erasure_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_wave_id", "erasure", ["wave_id"])


def downgrade() -> None:
    for each in NEW:
        drop(op.get_bind(), each.table)
    with lifted(op.get_bind()):
        put(op.get_bind(), wave(named=True))
        for guard in CHANGED:
            put(op.get_bind(), guard(stays=True))
    with lifted(op.get_bind()):
        with op.batch_alter_table("response", table_kwargs=NO_NUMBER) as table:
            table.drop_column("consent_sha256")
        with op.batch_alter_table("wave") as table:
            for column in ("keep_until", "consent_sha256", "rewriting", "anonymised_at"):
                table.drop_column(column)
        with op.batch_alter_table("respondent") as table:
            table.drop_constraint(op.f("ck_respondent_erased"), type_="check")
            table.drop_column("erased_at")
    for name in ("erasure", "answer_note", "data_request"):
        op.drop_table(name)
