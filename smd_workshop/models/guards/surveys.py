"""What stays of surveys: published versions, what people answered, and what was counted of it."""

from dataclasses import replace

from smd_workshop.models.data_requests import DataRequest, Erasure
from smd_workshop.models.guards.conditions import ALWAYS, any_of, append_only, changed, differ, of
from smd_workshop.models.surveys.answers import SurveyResult
from smd_workshop.models.surveys.invitations import Mailing
from smd_workshop.models.surveys.recommendations import RecommendationStep, WaveSummary
from smd_workshop.models.surveys.survey_records import WaveGroups, WaveImport
from smd_workshop.models.surveys.surveys import WAVE_MAY_BECOME, Instrument, Respondent, Wave
from smd_workshop.models.triggers import Guard

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
    "consent_later",
    "rewriting",
    "anonymised_at",
)

#: What of a request is said when it is answered, once.
REQUEST_ANSWER = ("done_on", "outcome", "did", "done_by_id")

#: Answers are written while their wave takes them; those of an anonymous one when it closes, while it still does.
_TAKES = "IN ('open', 'closing')"


def _in_wave(table: str, words: str, *, changes: bool) -> Guard:
    """Keep rows of a wave: written only while it takes answers; then also changed, if `changes`."""
    return Guard(
        table,
        words,
        insert=f"{of('NEW', 'wave')} NOT {_TAKES}",
        update=f"OLD.wave_id <> NEW.wave_id OR {of('NEW', 'wave')} NOT {_TAKES}"
        if changes
        else ALWAYS,
        delete=f"{of('OLD', 'wave')} NOT {_TAKES}" if changes else ALWAYS,
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
        kept, delete=f"{of('OLD', 'wave')} NOT {_TAKES} OR NOT {_gone('OLD.respondent_id')}"
    )


def _member() -> Guard:
    """Keep whom the list named; of who is erased only that it was somebody."""
    kept = _in_wave(
        "wave_member", "who was asked is written down when a wave closes, and stays", changes=False
    )
    emptied = f"NEW.name = '' AND NEW.attributes = '{{}}' AND {_gone('OLD.respondent_id')}"
    return replace(kept, update=f"{differ('wave_id', 'respondent_id')} OR NOT ({emptied})")


def _response() -> Guard:
    """Let nothing lead from an anonymous response to anybody; let it go with its person, or be written without a name."""
    rewriting = of("NEW", "wave", "rewriting")
    named = (
        "(NEW.participation_id IS NOT NULL AND "
        f"({of('NEW', 'wave', 'mode')} <> 'confidential' OR {rewriting}))"
    )
    words = (
        "a response is written only while its wave takes answers, an anonymous one without a name"
    )
    kept = _in_wave("response", words, changes=True)
    return replace(
        kept,
        insert=any_of(f"({kept.insert} AND NOT {rewriting})", named),
        update=any_of(kept.update, named),
        delete=f"{kept.delete} AND NOT {of('OLD', 'wave', 'rewriting')} "
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
        delete=f"NOT {_gone('OLD.respondent_id')} AND NOT {of('OLD', 'wave', 'rewriting')}",
    )


def _data_request() -> Guard:
    return Guard(
        "data_request",
        "that somebody asked stays on record, and how it was answered",
        update=any_of("OLD.done_on IS NOT NULL", changed(DataRequest, REQUEST_ANSWER)),
        delete=ALWAYS,
    )


def _wave() -> Guard:
    steps = sorted((now, then) for now, later in WAVE_MAY_BECOME.items() for then in later)
    known = " OR ".join(f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, then in steps)
    return Guard(
        "wave",
        "what a wave promises is fixed when it opens",
        update=any_of(
            f"(OLD.state = 'closed' AND {changed(Wave, ('rewriting', 'anonymised_at'))})",
            # Names go once, in one step that is begun and ended, and on record ever after.
            "OLD.anonymised_at IS NOT NULL",
            "(NEW.rewriting AND (NEW.state <> 'closed' OR NEW.anonymised_at IS NOT NULL))",
            "(OLD.rewriting AND (NEW.rewriting OR NEW.anonymised_at IS NULL))",
            "(NEW.anonymised_at IS NOT NULL AND NOT OLD.rewriting)",
            f"(OLD.state <> 'draft' AND {changed(Wave, WAVE_LIVES)})",
            f"(OLD.state <> NEW.state AND NOT ({known}))",
            f"(NEW.state <> 'draft' AND {of('NEW', 'instrument')} <> 'published')",
            # A seal is drawn at the opening and destroyed at the close, once and for all.
            f"(OLD.state <> 'draft' AND NEW.seal IS NOT NULL AND {differ('seal')})",
        ),
        delete="OLD.state <> 'draft'",
    )


GUARDS: tuple[Guard, ...] = (
    Guard(
        "instrument", "a published version of an instrument stays as it is",
        update=f"OLD.state = 'published' AND {changed(Instrument)}",
        delete="OLD.state = 'published'",
    ),
    _wave(),
    _participation(),
    Guard(
        "respondent", "who was erased does not come back",
        update=f"OLD.erased_at IS NOT NULL AND {changed(Respondent)}",
    ),
    _data_request(),
    _answer_note(),
    append_only(Erasure, "that answers were removed stays on record"),
    _in_wave("envelope", "sealed answers come and go only while their wave takes answers", changes=True),
    _response(),
    _answer(),
    _in_wave("comment", "a comment stays as it was written", changes=False),
    _member(),
    append_only(WaveGroups, "the tables of groups of a wave are stored once"),
    append_only(WaveImport, "from which file a wave came stays on record"),
    append_only(SurveyResult, "the figures of a wave are stored once"),
    append_only(Mailing, "what was written to people stays as it was"),
    append_only(WaveSummary, "what was approved for the public stays approved"),
    append_only(RecommendationStep, "a step of a recommendation stays on record"),
)  # fmt: skip
