"""What the database itself refuses: to change what is on record or was promised.

A service checks first and tells the reader why. A guard stands behind it, against a mistake in the
program and against a hand with a database tool. What is guarded, what is not and why: docs/adr/0010.
"""

from dataclasses import replace

from sqlalchemy import DDL, Table, event

from smd_workshop.models.ballots import Reason
from smd_workshop.models.base import Base
from smd_workshop.models.board import Contribution, Item, Merge, Wording
from smd_workshop.models.data_requests import DataRequest, Erasure
from smd_workshop.models.journal import Journal, SentForm
from smd_workshop.models.minutes import Acta, CommitmentUpdate, CorrectionWindow
from smd_workshop.models.plan_reviews import PlanDecision, PlanQuestion, PlanReview
from smd_workshop.models.plans import (
    Measurement,
    MeasurementInput,
    PlanFinance,
    PlanPassage,
    PlanProgress,
    PlanReport,
    PlanTarget,
)
from smd_workshop.models.processes import Process, Sector
from smd_workshop.models.publishing import (
    InitiativeProgress,
    PublishedFigure,
    ScorecardEdition,
    Statement,
)
from smd_workshop.models.recommendations import RecommendationStep, WaveSummary
from smd_workshop.models.results import Result
from smd_workshop.models.rounds import MAY_BECOME, Extension, Round
from smd_workshop.models.series import Repetition, Series, SeriesRound
from smd_workshop.models.survey_records import WaveGroups, WaveImport
from smd_workshop.models.surveys import (
    WAVE_MAY_BECOME,
    Instrument,
    Mailing,
    Respondent,
    SurveyResult,
    Wave,
)
from smd_workshop.models.triggers import Guard, statements

ALWAYS = "TRUE"

#: What changes in the life of a round; everything else is promised when it opens.
ROUND_LIVES = (
    "state", "revision", "ballot_key", "closing_at", "closes_at", "ends_at", "closed_at",
    "published_at", "annul_reason",
)  # fmt: skip
#: What may change of a process whose protocol is frozen.
PROCESS_LIVES = ("name", "purpose", "place", "languages", "public", "notes")
#: What may change of an item that was put to the vote: not its words, nor where they belong.
ITEM_LIVES = (
    "short", "evidence", "state", "position", "retired_reason", "retired_at", "retired_by_id",
)  # fmt: skip
#: What changes in the life of a wave; what people were promised does not.
WAVE_LIVES = (
    "state",
    "name",
    "population",
    "ends_at",
    "closed_at",
    "seal",
    "roll_at",
    "broken_off",
    "rewriting",
    "anonymised_at",
)
#: What of a request is said when it is answered, once.
REQUEST_ANSWER = ("done_on", "outcome", "did", "done_by_id")


def _changed(table: type[Base], but: tuple[str, ...] = ()) -> str:
    """Whether any column but these is another than it was; a new column is kept by itself."""
    return _differ(*(name for name in table.__table__.columns.keys() if name not in but))  # noqa: SIM118


def _differ(*names: str) -> str:
    return "(" + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in names) + ")"


def _any(*conditions: str) -> str:
    return "\nOR ".join(conditions)


def _append_only(table: type[Base], words: str) -> Guard:
    return Guard(str(table.__tablename__), words, update=ALWAYS, delete=ALWAYS)


def _of(row: str, parent: str, column: str = "state") -> str:
    """Return the subquery for a column of the row's parent."""
    return f"(SELECT {column} FROM {parent} WHERE id = {row}.{parent}_id)"  # noqa: S608 - our words


def _while_open(table: str) -> Guard:
    return Guard(
        table,
        f"a {table} is written only while its round is open",
        insert=f"{_of('NEW', 'round')} <> 'open'",
        update=f"OLD.round_id <> NEW.round_id OR {_of('NEW', 'round')} <> 'open'",
        delete=f"{_of('OLD', 'round')} <> 'open'",
    )


def _frozen(row: str) -> str:
    return f"{_of(row, 'process', 'protocol_frozen_at')} IS NOT NULL"


def _sealed(row: str) -> str:
    return f"{_of(row, 'acta')} = 'sealed'"


def _round() -> Guard:
    steps = sorted((now, then) for now, later in MAY_BECOME.items() for then in later)
    known = " OR ".join(f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, then in steps)
    return Guard(
        "round",
        "what a round asks and promises is fixed when it opens",
        update=_any(
            f"(OLD.state <> 'draft' AND {_changed(Round, ROUND_LIVES)})",
            "(OLD.state NOT IN ('draft', 'open') AND "
            f"{_differ('closing_at', 'closes_at', 'ends_at', 'closed_at')})",
            # People were told until when: that is put off, never brought forward.
            "(OLD.state <> 'draft' AND OLD.closes_at IS NOT NULL "
            "AND (NEW.closes_at IS NULL OR NEW.closes_at < OLD.closes_at))",
            f"(OLD.state <> NEW.state AND NOT ({known}))",
            f"({_differ('published_at')} AND NOT (OLD.state = 'closed' AND NEW.state = 'published'))",
            f"({_differ('annul_reason')} AND (OLD.state = 'annulled' OR NEW.state <> 'annulled'))",
            # A key is drawn at the opening and destroyed at the end, once and for all.
            "(OLD.state <> 'draft' AND NEW.ballot_key IS NOT NULL AND "
            f"({_differ('ballot_key')} OR NEW.state <> 'open'))",
        ),
        delete="OLD.state <> 'draft'",
    )


#: Answers are written while their wave takes them; those of an anonymous one when it closes, while it still does.
_TAKES = "IN ('open', 'closing')"


def _in_wave(table: str, words: str, *, changes: bool) -> Guard:
    """Keep rows of a wave: written only while it takes answers; then also changed, if `changes`."""
    return Guard(
        table,
        words,
        insert=f"{_of('NEW', 'wave')} NOT {_TAKES}",
        update=f"OLD.wave_id <> NEW.wave_id OR {_of('NEW', 'wave')} NOT {_TAKES}"
        if changes
        else ALWAYS,
        delete=f"{_of('OLD', 'wave')} NOT {_TAKES}" if changes else ALWAYS,
    )


def _gone(respondent: str) -> str:
    """Whether all that says who this was is gone, at their request."""
    return f"EXISTS (SELECT 1 FROM respondent WHERE id = {respondent} AND erased_at IS NOT NULL)"  # noqa: S608


def _kept_for(participation: str) -> str:
    """Whether the one who took part still stands in the list."""
    return (
        "NOT EXISTS (SELECT 1 FROM survey_participation AS part "  # noqa: S608 - our words
        "JOIN respondent ON respondent.id = part.respondent_id "
        f"WHERE part.id = {participation} AND respondent.erased_at IS NOT NULL)"
    )


def _participation() -> Guard:
    """Keep that somebody took part; who is erased while the wave takes answers has not."""
    kept = _in_wave(
        "survey_participation", "that somebody took part stays on record", changes=False
    )
    return replace(
        kept, delete=f"{_of('OLD', 'wave')} NOT {_TAKES} OR NOT {_gone('OLD.respondent_id')}"
    )


def _member() -> Guard:
    """Keep whom the list named; of who is erased only that it was somebody."""
    kept = _in_wave(
        "wave_member", "who was asked is written down when a wave closes, and stays", changes=False
    )
    emptied = f"NEW.name = '' AND NEW.attributes = '{{}}' AND {_gone('OLD.respondent_id')}"
    return replace(kept, update=f"{_differ('wave_id', 'respondent_id')} OR NOT ({emptied})")


def _response() -> Guard:
    """Let nothing lead from an anonymous response to anybody; let it go with its person, or be written without a name."""
    rewriting = _of("NEW", "wave", "rewriting")
    named = (
        "(NEW.participation_id IS NOT NULL AND "
        f"({_of('NEW', 'wave', 'mode')} <> 'confidential' OR {rewriting}))"
    )
    words = (
        "a response is written only while its wave takes answers, an anonymous one without a name"
    )
    kept = _in_wave("response", words, changes=True)
    return replace(
        kept,
        insert=_any(f"({kept.insert} AND NOT {rewriting})", named),
        update=_any(kept.update, named),
        delete=f"{kept.delete} AND NOT {_of('OLD', 'wave', 'rewriting')} "
        f"AND {_kept_for('OLD.participation_id')}",
    )


def _answer() -> Guard:
    def of_wave(row: str, column: str) -> str:
        return (
            f"(SELECT wave.{column} FROM wave JOIN response ON response.wave_id = wave.id "  # noqa: S608
            f"WHERE response.id = {row}.response_id)"
        )

    def ended(row: str) -> str:
        return f"{of_wave(row, 'state')} NOT {_TAKES}"

    participation = "(SELECT participation_id FROM response WHERE id = OLD.response_id)"
    return Guard(
        "answer",
        "an answer is written only while its wave takes answers",
        insert=f"{ended('NEW')} AND NOT {of_wave('NEW', 'rewriting')}",
        update=f"OLD.response_id <> NEW.response_id OR {ended('NEW')}",
        delete=f"{ended('OLD')} AND NOT {of_wave('OLD', 'rewriting')} AND {_kept_for(participation)}",
    )


def _answer_note() -> Guard:
    """Keep what was noted, until its person or the names of its wave go."""
    return Guard(
        "answer_note",
        "a note on frozen answers stays as it was written",
        update=ALWAYS,
        delete=f"NOT {_gone('OLD.respondent_id')} AND NOT {_of('OLD', 'wave', 'rewriting')}",
    )


def _data_request() -> Guard:
    return Guard(
        "data_request",
        "that somebody asked stays on record, and how it was answered",
        update=_any("OLD.done_on IS NOT NULL", _changed(DataRequest, REQUEST_ANSWER)),
        delete=ALWAYS,
    )


def _wave() -> Guard:
    steps = sorted((now, then) for now, later in WAVE_MAY_BECOME.items() for then in later)
    known = " OR ".join(f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, then in steps)
    return Guard(
        "wave",
        "what a wave promises is fixed when it opens",
        update=_any(
            f"(OLD.state = 'closed' AND {_changed(Wave, ('rewriting', 'anonymised_at'))})",
            # Names go once, in one step that is begun and ended, and on record ever after.
            "OLD.anonymised_at IS NOT NULL",
            "(NEW.rewriting AND (NEW.state <> 'closed' OR NEW.anonymised_at IS NOT NULL))",
            "(OLD.rewriting AND (NEW.rewriting OR NEW.anonymised_at IS NULL))",
            "(NEW.anonymised_at IS NOT NULL AND NOT OLD.rewriting)",
            f"(OLD.state <> 'draft' AND {_changed(Wave, WAVE_LIVES)})",
            f"(OLD.state <> NEW.state AND NOT ({known}))",
            f"(NEW.state <> 'draft' AND {_of('NEW', 'instrument')} <> 'published')",
            # A seal is drawn at the opening and destroyed at the close, once and for all.
            f"(OLD.state <> 'draft' AND NEW.seal IS NOT NULL AND {_differ('seal')})",
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
        update=f"{_changed(Item, ITEM_LIVES)}\nAND {voted}",
        delete=voted,
    )


def _contribution() -> Guard:
    return Guard(
        "contribution",
        "a note stays as it was given",
        update=_any(
            _changed(Contribution, ("item_id", "withdrawn")),
            f"({_differ('withdrawn')} AND (OLD.withdrawn OR {_of('OLD', 'round')} <> 'open'))",
        ),
        delete=ALWAYS,
    )


def _acta() -> Guard:
    """Keep all of a sealed acta; of an annex its words, and its PDF once there is one."""
    made = ("pdf_sha256", "data_sha256", "rendered_at")
    return Guard(
        "acta",
        "a sealed acta stays; what is to be corrected goes into an annex",
        update=_any(
            "OLD.state = 'sealed'",
            f"(OLD.number > 0 AND {_changed(Acta, made)})",
            f"(OLD.number > 0 AND OLD.pdf_sha256 IS NOT NULL AND {_differ(*made)})",
        ),
        delete="OLD.state = 'sealed' OR OLD.number > 0",
    )


def _correction_window() -> Guard:
    ended = ("ended_at", "ended_by_id", "end_reason")
    return Guard(
        "correction_window",
        "a window for corrections stays as it was promised; it may end early, once",
        insert=_sealed("NEW"),
        update=_any("OLD.ended_at IS NOT NULL", _changed(CorrectionWindow, ended), _sealed("OLD")),
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


def _measurement() -> Guard:
    """Keep what was measured; it only becomes validated, then published, and not once it is corrected."""
    validated, published = ("validated_at", "validated_by_id"), ("published_at", "published_by_id")
    return Guard(
        "measurement",
        "a measurement stays; a correction is a new row",
        insert=_any(
            "NEW.state <> 'draft'",
            "(NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM measurement AS former "
            "WHERE former.id = NEW.corrects_id AND former.indicator_id = NEW.indicator_id "
            "AND former.period = NEW.period))",
        ),
        update=_any(
            _changed(Measurement, ("state", *validated, *published)),
            f"({_differ('state', *validated)} AND NOT (OLD.state = 'draft' "
            "AND NEW.state = 'validated') AND NOT (OLD.state = 'validated' "
            f"AND NEW.state = 'published' AND NOT {_differ(*validated)}))",
            f"({_differ(*published)} AND NEW.state <> 'published')",
            "OLD.state = 'published'",
            "EXISTS (SELECT 1 FROM measurement AS later WHERE later.corrects_id = OLD.id)",
        ),
        delete=ALWAYS,
    )


GUARDS: tuple[Guard, ...] = (
    _append_only(Result, "a result is stored once"),
    _append_only(Repetition, "what was found when a round was repeated is stored once"),
    _append_only(Extension, "that the end of a round was put off stays on record"),
    _append_only(Journal, "the journal is only added to"),
    _append_only(PublishedFigure, "a published figure stays; a correction is a new row"),
    _append_only(Wording, "a wording that an item had stays on record"),
    _append_only(CommitmentUpdate, "a step of a commitment stays on record"),
    _append_only(PlanTarget, "what was asked of a year stays; said anew, it is a new row"),
    _append_only(PlanProgress, "what was said of a year stays; said anew, it is a new row"),
    _append_only(Statement, "a vision that was said stays; said anew, it is a new row"),
    _append_only(InitiativeProgress, "what was said of a year stays; said anew, it is a new row"),
    _append_only(PlanFinance, "what was said of a year stays; said anew, it is a new row"),
    _append_only(PlanPassage, "what was written for a report stays; said anew, it is a new row"),
    _append_only(ScorecardEdition, "an edition of a scorecard stays; a correction is another one"),
    _append_only(MeasurementInput, "from what a value was computed stays"),
    _append_only(PlanReview, "that a workshop evaluates a plan stays on record"),
    _append_only(PlanQuestion, "what a workshop was asked of a plan stays on record"),
    _append_only(PlanDecision, "what was decided on a proposal stays"),
    _append_only(PlanReport, "a sealed report stays; a correction is another edition"),
    _measurement(),
    Guard(
        "submission", "the key of a ballot that arrived stays on record until its round ends",
        update=ALWAYS, delete=f"OLD.late OR {_of('OLD', 'round')} <> 'open'",
    ),
    _while_open("ballot"),
    _while_open("participation"),
    _while_open("paper_ballot"),
    Guard(
        "typed_paper", "the number of a paper counts once, and stays on record",
        insert=f"{_of('NEW', 'round')} <> 'open'", update=ALWAYS, delete=ALWAYS,
    ),
    Guard(
        "roll", "the roll is written once, when its round closes",
        insert=f"{_of('NEW', 'round')} <> 'open'", update=ALWAYS, delete=ALWAYS,
    ),
    Guard(
        "reason", "a reason is never altered; it may lose its sector, never gain one",
        insert=f"{_of('NEW', 'round')} <> 'open'",
        update=_any(
            _changed(Reason, ("state", "sector_id")),
            f"({_differ('sector_id')} AND NEW.sector_id IS NOT NULL)",
        ),
        delete=ALWAYS,
    ),
    _round(),
    Guard(
        "option", "what is put to the vote is fixed when the round opens",
        insert=f"{_of('NEW', 'round')} <> 'draft'",
        update=f"{_of('OLD', 'round')} <> 'draft' OR {_of('NEW', 'round')} <> 'draft'",
        delete=f"{_of('OLD', 'round')} <> 'draft'",
    ),
    Guard(
        "kept_option", "why an option is asked again is fixed when the round opens",
        insert=f"{_of('NEW', 'round')} <> 'draft'",
        update=f"{_of('OLD', 'round')} <> 'draft' OR {_of('NEW', 'round')} <> 'draft'",
        delete=f"{_of('OLD', 'round')} <> 'draft'",
    ),
    Guard(
        "series", "the key of a series is destroyed once and for all",
        update=f"OLD.ended_at IS NOT NULL OR {_changed(Series, ('key', 'ended_at'))} "
        f"OR (NEW.key IS NOT NULL AND {_differ('key')})",
        delete=ALWAYS,
    ),
    _append_only(SeriesRound, "to which series a round belongs is fixed when it opens"),
    Guard(
        "process", "the protocol is fixed when the first round opens",
        update=f"OLD.protocol_frozen_at IS NOT NULL AND {_changed(Process, PROCESS_LIVES)}",
        delete="OLD.protocol_frozen_at IS NOT NULL",
    ),
    Guard(
        "sector", "the sectors are fixed with the protocol",
        insert=_frozen("NEW"),
        # By what it is called on a wall nothing is counted, and who needs it finds out in the room.
        update=f"({_frozen('OLD')} OR {_frozen('NEW')}) AND {_changed(Sector, ('short_name',))}",
        delete=_frozen("OLD"),
    ),
    _item(),
    _contribution(),
    Guard(
        "merge", "a merge stays on record; it is undone, not unwritten",
        update=f"OLD.undone_at IS NOT NULL OR {_changed(Merge, ('undone_at',))}",
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
        "instrument", "a published version of an instrument stays as it is",
        update=f"OLD.state = 'published' AND {_changed(Instrument)}",
        delete="OLD.state = 'published'",
    ),
    _wave(),
    _participation(),
    Guard(
        "respondent", "who was erased does not come back",
        update=f"OLD.erased_at IS NOT NULL AND {_changed(Respondent)}",
    ),
    _data_request(),
    _answer_note(),
    _append_only(Erasure, "that answers were removed stays on record"),
    _in_wave("envelope", "sealed answers come and go only while their wave takes answers", changes=True),
    _response(),
    _answer(),
    _in_wave("comment", "a comment stays as it was written", changes=False),
    _member(),
    _append_only(WaveGroups, "the tables of groups of a wave are stored once"),
    _append_only(WaveImport, "from which file a wave came stays on record"),
    _append_only(SurveyResult, "the figures of a wave are stored once"),
    _append_only(Mailing, "what was written to people stays as it was"),
    _append_only(WaveSummary, "what was approved for the public stays approved"),
    _append_only(RecommendationStep, "a step of a recommendation stays on record"),
    Guard(
        "sent_form", "a form that has arrived stays known",
        update=f"OLD.leads_to <> '' OR {_changed(SentForm, ('leads_to',))}",
        delete=ALWAYS,
    ),
)  # fmt: skip


def _attach(guard: Guard, table: Table) -> None:
    """Let whoever creates the table create its guard, and whoever drops it drop it."""
    for vendor in ("sqlite", "postgresql"):
        for statement in statements(guard, vendor):
            event.listen(table, "after_create", _on(vendor, statement))
    gone = f"DROP FUNCTION IF EXISTS guard_{guard.table}()"
    event.listen(table, "after_drop", _on("postgresql", gone))


def _on(vendor: str, statement: str) -> DDL:
    return DDL(statement).execute_if(dialect=vendor)  # type: ignore[no-untyped-call]


for _guard in GUARDS:
    _attach(_guard, Base.metadata.tables[_guard.table])
