"""tables that the next parts can live in

Revision 0005, after 0004. Kinds of items and of links, and the groups that items are sorted into, are
no longer named by the schema but by the program's vocabulary. An objective says where it comes from.
A process may have several scorecards. What two laptops may one day bring together has an id of its
own, random and the same on both.
"""

import secrets

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IDENTIFIED = (
    "process", "territory", "sector", "actor", "seat", "workshop", "round", "item", "acta", "agreement",
    "commitment", "scorecard", "perspective", "objective", "indicator_slot",
)
STEPS = (
    "(OLD.state = 'closed' AND NEW.state = 'annulled') OR (OLD.state = 'closed' AND NEW.state = 'published') OR "
    "(OLD.state = 'draft' AND NEW.state = 'open') OR (OLD.state = 'open' AND NEW.state = 'annulled') OR "
    "(OLD.state = 'open' AND NEW.state = 'closed')"
)
VOTED = (
    "EXISTS (SELECT 1 FROM option JOIN round ON round.id = option.round_id "
    "WHERE option.item_id = OLD.id AND round.state <> 'draft')"
)
#: What the guards keep, but for what this revision adds at the end of each.
PROCESS = ("id", "code", "simulated", "protocol", "protocol_frozen_at")
ROUND = (
    "id", "workshop_id", "number", "step", "method_id", "subject", "title", "question", "help",
    "settings", "secrecy", "visibility", "electorate", "opened_at", "reruns_id", "previous_id",
    "open_reason",
)
ACTA = (
    "id", "workshop_id", "number", "state", "remarks", "corrections_until", "document", "sealed_at",
    "written_at", "written_by_id",
)


def item(group):
    return ("id", "process_id", "kind", "code", group, "wording", "merged_into_id", "round_id")


def contribution(group):
    return (
        "id", "round_id", "kind", "seat_id", "sector_id", group, "text", "evidence", "theme", "channel",
        "entered_by_id", "submission_key",
    )


def guards(group, grouping, *uid):
    """The guards that name a column which this revision adds or calls something else."""
    made = ("pdf_sha256", "data_sha256", "rendered_at")
    return (
        Guard(
            "process", "the protocol is fixed when the first round opens",
            update=(
                "OLD.protocol_frozen_at IS NOT NULL AND "
                f"{differ(*PROCESS, *grouping, 'created_at', *uid)}"
            ),
            delete="OLD.protocol_frozen_at IS NOT NULL",
        ),
        Guard(
            "round", "what a round asks and promises is fixed when it opens",
            update=(
                f"(OLD.state <> 'draft' AND {differ(*ROUND, *uid)})\n"
                f"OR (OLD.state NOT IN ('draft', 'open') AND {differ('closing_at', 'ends_at', 'closed_at')})\n"
                f"OR (OLD.state <> NEW.state AND NOT ({STEPS}))\n"
                f"OR ({differ('published_at')} AND NOT (OLD.state = 'closed' AND NEW.state = 'published'))\n"
                f"OR ({differ('annul_reason')} AND (OLD.state = 'annulled' OR NEW.state <> 'annulled'))\n"
                f"OR (OLD.state <> 'draft' AND NEW.ballot_key IS NOT NULL AND ({differ('ballot_key')} OR NEW.state <> 'open'))"
            ),
            delete="OLD.state <> 'draft'",
        ),
        Guard(
            "item", "the words of an item are fixed once a vote on it has opened",
            update=f"{differ(*item(group), *uid)}\nAND {VOTED}",
            delete=VOTED,
        ),
        Guard(
            "contribution", "a note stays as it was given",
            update=(
                f"{differ(*contribution(group))}\n"
                f"OR ({differ('withdrawn')} AND (OLD.withdrawn OR (SELECT state FROM round WHERE id = OLD.round_id) <> 'open'))"
            ),
            delete="TRUE",
        ),
        Guard(
            "acta", "a sealed acta stays; what is to be corrected goes into an annex",
            update=(
                "OLD.state = 'sealed'\n"
                f"OR (OLD.number > 0 AND {differ(*ACTA, *uid)})\n"
                f"OR (OLD.number > 0 AND OLD.pdf_sha256 IS NOT NULL AND {differ(*made)})"
            ),
            delete="OLD.state = 'sealed' OR OLD.number > 0",
        ),
    )


def upgrade() -> None:
    with lifted(op.get_bind()):
        open_the_vocabulary()
        say_where_an_objective_comes_from()
        let_a_process_have_several_scorecards()
        for table in IDENTIFIED:
            identify(table)
        for guard in guards("group_code", ("grouping",), "uid"):
            put(op.get_bind(), guard)


def open_the_vocabulary() -> None:
    with op.batch_alter_table("process") as table:
        table.add_column(sa.Column("grouping", sa.String(20), nullable=True))
    op.execute("UPDATE process SET grouping = 'swot'")
    with op.batch_alter_table("process") as table:
        table.alter_column("grouping", existing_type=sa.String(20), nullable=False)
    with op.batch_alter_table("item") as table:
        table.drop_constraint("kind", type_="check")
        table.drop_constraint("quadrant", type_="check")
        table.alter_column(
            "quadrant", new_column_name="group_code", existing_type=sa.String(1), type_=sa.String(40),
            existing_nullable=False,
        )
    # Written anew as it was: without row ids, which would keep the order in which notes came.
    with op.batch_alter_table("contribution", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_constraint("quadrant", type_="check")
        table.alter_column(
            "quadrant", new_column_name="group_code", existing_type=sa.String(1), type_=sa.String(40),
            existing_nullable=False,
        )
    with op.batch_alter_table("link") as table:
        table.drop_constraint("kind", type_="check")
        table.alter_column(
            "kind", existing_type=sa.String(10), type_=sa.String(20), existing_nullable=False
        )


def say_where_an_objective_comes_from() -> None:
    with op.batch_alter_table("objective") as table:
        table.add_column(sa.Column("source", sa.String(12), nullable=True))
        table.add_column(sa.Column("reference", sa.Text(), nullable=True))
    op.execute("UPDATE objective SET source = 'ratification', reference = ''")
    with op.batch_alter_table("objective") as table:
        table.alter_column("source", existing_type=sa.String(12), nullable=False)
        table.alter_column("reference", existing_type=sa.Text(), nullable=False)
        table.alter_column("round_id", existing_type=sa.Integer(), nullable=True)
        table.create_check_constraint("source", "source IN ('ratification', 'plan', 'secretariat')")
        table.create_check_constraint("ratified", "(source = 'ratification') = (round_id IS NOT NULL)")
        table.create_check_constraint("reference", "source = 'ratification' OR reference != ''")


def let_a_process_have_several_scorecards() -> None:
    with op.batch_alter_table("scorecard") as table:
        table.add_column(sa.Column("code", sa.String(40), nullable=True))
    op.execute("UPDATE scorecard SET code = 'bsc'")
    with op.batch_alter_table("scorecard") as table:
        table.alter_column("code", existing_type=sa.String(40), nullable=False)
        table.drop_constraint("uq_scorecard_process_id", type_="unique")
        table.create_unique_constraint("uq_scorecard_process_id_code", ["process_id", "code"])


def identify(name: str) -> None:
    with op.batch_alter_table(name) as table:
        table.add_column(sa.Column("uid", sa.String(32), nullable=True))
    rows = sa.table(name, sa.column("id", sa.Integer), sa.column("uid", sa.String))
    ids = op.get_bind().execute(sa.select(rows.c.id)).scalars().all()
    drawn = sa.update(rows).where(rows.c.id == sa.bindparam("of")).values(uid=sa.bindparam("drawn"))
    if ids:
        op.get_bind().execute(drawn, [{"of": i, "drawn": secrets.token_hex(16)} for i in ids])
    with op.batch_alter_table(name) as table:
        table.alter_column("uid", existing_type=sa.String(32), nullable=False)
        table.create_unique_constraint(f"uq_{name}_uid", ["uid"])


def downgrade() -> None:
    refuse_what_has_no_place()
    with lifted(op.get_bind()):
        for table in reversed(IDENTIFIED):
            with op.batch_alter_table(table) as batch:
                batch.drop_constraint(f"uq_{table}_uid", type_="unique")
                batch.drop_column("uid")
        with op.batch_alter_table("scorecard") as table:
            table.drop_constraint("uq_scorecard_process_id_code", type_="unique")
            table.drop_column("code")
            table.create_unique_constraint("uq_scorecard_process_id", ["process_id"])
        with op.batch_alter_table("objective") as table:
            for check in ("source", "ratified", "reference"):
                table.drop_constraint(check, type_="check")
            table.alter_column("round_id", existing_type=sa.Integer(), nullable=False)
            table.drop_column("source")
            table.drop_column("reference")
        close_the_vocabulary()
        for guard in guards("quadrant", ()):
            put(op.get_bind(), guard)


def refuse_what_has_no_place() -> None:
    """An earlier schema cannot hold what came since; nothing of it is thrown away in silence."""
    for what, query in (
        ("objectives that no ratification adopted", "SELECT 1 FROM objective WHERE round_id IS NULL"),
        ("several scorecards of a process", "SELECT 1 FROM scorecard GROUP BY process_id HAVING count(*) > 1"),
        ("items of other kinds", "SELECT 1 FROM item WHERE kind NOT IN ('factor', 'theme', 'objective')"),
        ("items in other groups", "SELECT 1 FROM item WHERE group_code NOT IN ('', 'F', 'O', 'D', 'A')"),
        ("notes in other groups", "SELECT 1 FROM contribution WHERE group_code NOT IN ('', 'F', 'O', 'D', 'A')"),
        ("links of other kinds", "SELECT 1 FROM link WHERE kind NOT IN ('theme', 'from')"),
    ):
        if op.get_bind().execute(sa.text(query)).first() is not None:
            raise RuntimeError(f"there are {what}, which revision 0003 has no place for")


def close_the_vocabulary() -> None:
    with op.batch_alter_table("link") as table:
        table.alter_column(
            "kind", existing_type=sa.String(20), type_=sa.String(10), existing_nullable=False
        )
        table.create_check_constraint("kind", "kind IN ('theme', 'from')")
    with op.batch_alter_table("contribution", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.alter_column(
            "group_code", new_column_name="quadrant", existing_type=sa.String(40), type_=sa.String(1),
            existing_nullable=False,
        )
    with op.batch_alter_table("contribution", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.create_check_constraint("quadrant", "quadrant IN ('', 'F', 'O', 'D', 'A')")
    with op.batch_alter_table("item") as table:
        table.alter_column(
            "group_code", new_column_name="quadrant", existing_type=sa.String(40), type_=sa.String(1),
            existing_nullable=False,
        )
    with op.batch_alter_table("item") as table:
        table.create_check_constraint("kind", "kind IN ('factor', 'theme', 'objective')")
        table.create_check_constraint("quadrant", "quadrant IN ('', 'F', 'O', 'D', 'A')")
    with op.batch_alter_table("process") as table:
        table.drop_column("grouping")
