"""What stays of workshops: protocol, items, rounds and their ballots, actas, and the journal of all staff."""

from smd_workshop.models.guards.conditions import ALWAYS, any_of, append_only, changed, differ, of
from smd_workshop.models.journal import Journal, SentForm
from smd_workshop.models.processes import Process, Sector
from smd_workshop.models.triggers import Guard
from smd_workshop.models.workshops.ballots import Reason
from smd_workshop.models.workshops.board import Contribution, Item, Merge, Wording
from smd_workshop.models.workshops.minutes import Acta, CommitmentUpdate, CorrectionWindow
from smd_workshop.models.workshops.results import Result
from smd_workshop.models.workshops.rounds import MAY_BECOME, Extension, Round
from smd_workshop.models.workshops.series import Repetition, Series, SeriesRound

#: What changes in the life of a round; everything else is promised when it opens.
ROUND_LIVES = (
    "state", "revision", "ballot_key", "closing_at", "closes_at", "ends_at", "closed_at",
    "published_at", "annul_reason",
)  # fmt: skip

#: What may change of a process whose protocol is frozen.
PROCESS_LIVES = ("name", "purpose", "place", "languages", "public", "notes", "contact")

#: What may change of an item that was put to the vote: not its words, nor where they belong.
ITEM_LIVES = (
    "short", "evidence", "state", "position", "retired_reason", "retired_at", "retired_by_id",
)  # fmt: skip


def _while_open(table: str) -> Guard:
    return Guard(
        table,
        f"a {table} is written only while its round is open",
        insert=f"{of('NEW', 'round')} <> 'open'",
        update=f"OLD.round_id <> NEW.round_id OR {of('NEW', 'round')} <> 'open'",
        delete=f"{of('OLD', 'round')} <> 'open'",
    )


def _frozen(row: str) -> str:
    return f"{of(row, 'process', 'protocol_frozen_at')} IS NOT NULL"


def _sealed(row: str) -> str:
    return f"{of(row, 'acta')} = 'sealed'"


def _round() -> Guard:
    steps = sorted((now, then) for now, later in MAY_BECOME.items() for then in later)
    known = " OR ".join(f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, then in steps)
    return Guard(
        "round",
        "what a round asks and promises is fixed when it opens",
        update=any_of(
            f"(OLD.state <> 'draft' AND {changed(Round, ROUND_LIVES)})",
            "(OLD.state NOT IN ('draft', 'open') AND "
            f"{differ('closing_at', 'closes_at', 'ends_at', 'closed_at')})",
            # People were told until when: that is put off, never brought forward.
            "(OLD.state <> 'draft' AND OLD.closes_at IS NOT NULL "
            "AND (NEW.closes_at IS NULL OR NEW.closes_at < OLD.closes_at))",
            f"(OLD.state <> NEW.state AND NOT ({known}))",
            f"({differ('published_at')} AND NOT (OLD.state = 'closed' AND NEW.state = 'published'))",
            f"({differ('annul_reason')} AND (OLD.state = 'annulled' OR NEW.state <> 'annulled'))",
            # A key is drawn at the opening and destroyed at the end, once and for all.
            "(OLD.state <> 'draft' AND NEW.ballot_key IS NOT NULL AND "
            f"({differ('ballot_key')} OR NEW.state <> 'open'))",
        ),
        delete="OLD.state <> 'draft'",
    )


def _item() -> Guard:
    voted = (
        "EXISTS (SELECT 1 FROM option JOIN round ON round.id = option.round_id "
        "WHERE option.item_id = OLD.id AND round.state <> 'draft')"
    )
    return Guard(
        "item",
        "the words of an item are fixed once a vote on it has opened",
        update=f"{changed(Item, ITEM_LIVES)}\nAND {voted}",
        delete=voted,
    )


def _contribution() -> Guard:
    return Guard(
        "contribution",
        "a note stays as it was given",
        update=any_of(
            changed(Contribution, ("item_id", "withdrawn")),
            f"({differ('withdrawn')} AND (OLD.withdrawn OR {of('OLD', 'round')} <> 'open'))",
        ),
        delete=ALWAYS,
    )


def _acta() -> Guard:
    """Keep all of a sealed acta; of an annex its words, and its PDF once there is one."""
    made = ("pdf_sha256", "data_sha256", "rendered_at")
    return Guard(
        "acta",
        "a sealed acta stays; what is to be corrected goes into an annex",
        update=any_of(
            "OLD.state = 'sealed'",
            f"(OLD.number > 0 AND {changed(Acta, made)})",
            f"(OLD.number > 0 AND OLD.pdf_sha256 IS NOT NULL AND {differ(*made)})",
        ),
        delete="OLD.state = 'sealed' OR OLD.number > 0",
    )


def _correction_window() -> Guard:
    ended = ("ended_at", "ended_by_id", "end_reason")
    return Guard(
        "correction_window",
        "a window for corrections stays as it was promised; it may end early, once",
        insert=_sealed("NEW"),
        update=any_of("OLD.ended_at IS NOT NULL", changed(CorrectionWindow, ended), _sealed("OLD")),
        delete=ALWAYS,
    )


def _agreement() -> Guard:
    rests = (
        "OLD.round_id IS NOT NULL OR EXISTS (SELECT 1 FROM acta "
        "WHERE acta.workshop_id = OLD.workshop_id AND acta.state = 'sealed')"
    )
    return Guard(
        "agreement",
        "an agreement stays once it rests on a vote or stands in a sealed acta",
        update=rests,
        delete=rests,
    )


GUARDS: tuple[Guard, ...] = (
    append_only(Result, "a result is stored once"),
    append_only(Repetition, "what was found when a round was repeated is stored once"),
    append_only(Extension, "that the end of a round was put off stays on record"),
    append_only(Journal, "the journal is only added to"),
    append_only(Wording, "a wording that an item had stays on record"),
    append_only(CommitmentUpdate, "a step of a commitment stays on record"),
    Guard(
        "submission", "the key of a ballot that arrived stays on record until its round ends",
        update=ALWAYS, delete=f"OLD.late OR {of('OLD', 'round')} <> 'open'",
    ),
    _while_open("ballot"),
    _while_open("participation"),
    _while_open("paper_ballot"),
    Guard(
        "typed_paper", "the number of a paper counts once, and stays on record",
        insert=f"{of('NEW', 'round')} <> 'open'", update=ALWAYS, delete=ALWAYS,
    ),
    Guard(
        "roll", "the roll is written once, when its round closes",
        insert=f"{of('NEW', 'round')} <> 'open'", update=ALWAYS, delete=ALWAYS,
    ),
    Guard(
        "reason", "a reason is never altered; it may lose its sector, never gain one",
        insert=f"{of('NEW', 'round')} <> 'open'",
        update=any_of(
            changed(Reason, ("state", "sector_id")),
            f"({differ('sector_id')} AND NEW.sector_id IS NOT NULL)",
        ),
        delete=ALWAYS,
    ),
    _round(),
    Guard(
        "option", "what is put to the vote is fixed when the round opens",
        insert=f"{of('NEW', 'round')} <> 'draft'",
        update=f"{of('OLD', 'round')} <> 'draft' OR {of('NEW', 'round')} <> 'draft'",
        delete=f"{of('OLD', 'round')} <> 'draft'",
    ),
    Guard(
        "kept_option", "why an option is asked again is fixed when the round opens",
        insert=f"{of('NEW', 'round')} <> 'draft'",
        update=f"{of('OLD', 'round')} <> 'draft' OR {of('NEW', 'round')} <> 'draft'",
        delete=f"{of('OLD', 'round')} <> 'draft'",
    ),
    Guard(
        "series", "the key of a series is destroyed once and for all",
        update=f"OLD.ended_at IS NOT NULL OR {changed(Series, ('key', 'ended_at'))} "
        f"OR (NEW.key IS NOT NULL AND {differ('key')})",
        delete=ALWAYS,
    ),
    append_only(SeriesRound, "to which series a round belongs is fixed when it opens"),
    Guard(
        "process", "the protocol is fixed when the first round opens",
        update=f"OLD.protocol_frozen_at IS NOT NULL AND {changed(Process, PROCESS_LIVES)}",
        delete="OLD.protocol_frozen_at IS NOT NULL",
    ),
    Guard(
        "sector", "the sectors are fixed with the protocol",
        insert=_frozen("NEW"),
        # By what it is called on a wall nothing is counted, and who needs it finds out in the room.
        update=f"({_frozen('OLD')} OR {_frozen('NEW')}) AND {changed(Sector, ('short_name',))}",
        delete=_frozen("OLD"),
    ),
    _item(),
    _contribution(),
    Guard(
        "merge", "a merge stays on record; it is undone, not unwritten",
        update=f"OLD.undone_at IS NOT NULL OR {changed(Merge, ('undone_at',))}",
        delete=ALWAYS,
    ),
    _acta(),
    Guard(
        "correction", "the corrections of a sealed acta stay as they are",
        insert=_sealed("NEW"),
        update=f"{_sealed('OLD')} OR {_sealed('NEW')}",
        delete=_sealed("OLD"),
    ),
    _correction_window(),
    _agreement(),
    Guard(
        "sent_form", "a form that has arrived stays known",
        update=f"OLD.leads_to <> '' OR {changed(SentForm, ('leads_to',))}",
        delete=ALWAYS,
    ),
)  # fmt: skip
