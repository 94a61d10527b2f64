"""What the rules call append-only or fixed is kept by the database; whoever adds a table decides."""

from each_case import each_case
from source import ROOT

from smd_workshop.models import Base
from smd_workshop.models.guards import GUARDS
from smd_workshop.models.guards.conditions import ALWAYS
from smd_workshop.models.guards.workshops import ROUND_LIVES
from smd_workshop.processes.processes import CHANGEABLE
from smd_workshop.rounds.drafting import FROZEN_FIELDS

#: Only ever added to: a row is never changed and never deleted.
APPEND_ONLY = {
    "result", "journal", "published_figure", "wording", "commitment_update", "roll", "typed_paper",
    "plan_target", "plan_progress", "plan_finance", "plan_passage", "plan_report", "plan_review", "plan_question", "plan_decision", "scorecard_edition", "foda_edition", "measurement_input", "measurement_place", "variable_value", "variable_input", "variable_question", "effect_question", "effect_refusal",
    "statement", "initiative_progress",
    "shared_value_step", "hybrid_metric", "hybrid_comparison", "component_baseline", "effect_contribution", "effect_decision",
    "comment", "survey_result", "erasure", "repetition", "series_round", "mailing",
    "wave_summary", "recommendation_step", "wave_groups", "wave_import", "extension",
}  # fmt: skip
#: Never deleted; what of it may still change is in the guard.
NEVER_DELETED = {
    "contribution", "merge", "reason", "correction_window", "sent_form", "measurement", "series",
    "data_request",
}  # fmt: skip
#: Fixed from a moment on: an opening, a close, a seal.
FIXED_FROM_THEN_ON = {
    "ballot", "participation", "paper_ballot", "round", "option", "kept_option", "process", "sector", "item", "acta",
    "correction", "submission",
    "agreement", "instrument", "wave", "envelope", "response", "answer",
}  # fmt: skip
#: Kept, until all that says who their person is has gone, or in one step all names of their wave; docs/adr/0060.
KEPT_FOR_A_PERSON = {"survey_participation", "wave_member", "answer_note", "respondent"}
#: What lives on, and why the database lets it be changed and deleted.
LIVING = {
    "user": "accounts of staff: passwords, sessions",
    "role": "belongs to accounts",
    "roles_users": "belongs to accounts",
    "staff_session": "signing out ends it",
    "left_phone": "kept as long as the cookie that it ends",
    "webauthn": "a lost passkey is taken off",
    "membership": "people join and leave; the journal says who did",
    "territory": "a name may be corrected",
    "actor": "a name may be corrected; its sector is copied into every answer",
    "seat": "handed over, withdrawn; the journal says when",
    "credential": "cards are replaced",
    "workshop": "its revision counts every change",
    "projection": "the wall shows something else a minute later",
    "identity": "a logo and a colour; nothing is counted by them",
    "discarded_round": "a draft that was taken off the agenda; the journal says when it was put back",
    "attendance": "a check-in by mistake is taken back; a sealed acta holds its own list",
    "thread": "goes with the next round of its series, or with the end of it; docs/adr/0045",
    "objection": "it waits for its answer; the journal says when",
    "kept_apart": "what is alike after all may be suggested again; the journal says who kept it apart",
    "link": "the board ties and unties; the journal says when",
    "commitment": "its state is its latest step, and the steps stay",
    "scorecard": "ordered and named for years; the journal says how",
    "perspective": "as the scorecard",
    "objective": "moves between perspectives; its vote is in the result",
    "indicator_slot": "as the scorecard",
    "alignment": "who contributes to what may be put right; the journal says when",
    "initiative": "its name, owner and money may be put right; the journal says when, its progress stays",
    "shared_value": "its words may be put right; the journal says when, its steps and metrics stay",
    "shared_value_indicator": "what measures it may be put right; the journal says when",
    "component": "its boundaries may be put right; the journal says when, what was said of it stays",
    "stressor": "its state changes from planned to present; the journal says when",
    "effect_measure": "given up with its reason; the journal says when",
    "cluster": "its purpose may be put right; the journal says when",
    "cluster_member": "people join and leave; the journal says when",
    "cluster_link": "as the member",
    "cluster_indicator": "what they measure together may be put right; the journal says when",
    "plan": "named, registered, put in force; what was said of its years stays",
    "plan_objective": "its name may be put right from a file; the journal says when",
    "plan_action": "as the objective",
    "plan_activity": "as the objective; its progress stays",
    "plan_indicator": "its ficha grows; its targets and what was measured stay",
    "api_key": "its use is counted, and it is taken back; docs/adr/0070",
    "webhook": "it ends; what it was told stays listed",
    "webhook_delivery": "waits, delivered, given up: what became of it is what it says",
    "variable": "what is said of it may be put right; the journal says when, its values stay",
    "survey": "a name and whom to ask may be corrected",
    "invitation": "links are replaced and taken back; the journal says how many were made",
    "open_link": "taken back; the answers by it keep by which one they came",
    "seat_address": "taken back by its seat, gone with the seal; docs/adr/0056",
    "round_letter": "queued, under way, sent: what became of it is what it says",
    "subscriber": "its address goes when it wants no more letters; docs/adr/0071",
    "subscription": "goes when it is ended, or was never confirmed; docs/adr/0071",
    "plan_watch": "what somebody has seen, and how often they want a letter",
    "news_letter": "queued, under way, sent: what became of it is what it says",
    "letter": "queued, under way, sent: what became of it is what it says",
    "comment_review": "who may read a comment may be decided again; its words stay",
    "comment_coder": "a place is taken, and done; begun anew where one of the two cannot go on",
    "coder_mark": "a coder marks until done; then no act changes it",
    "comment_settled": "what the two differ on may be settled again",
    "comment_code": "a codebook grows and is corrected while comments are read",
    "comment_coding": "what a comment is about may be decided again",
    "recommendation": "its state is its latest step, and the steps stay",
    "recommendation_comment": "comments are grouped and grouped again",
    "work": "long work is taken up, done and forgotten after a day",
    "survey_draft": "what was begun goes when it is sent, or with the close",
}
KEPT = APPEND_ONLY | NEVER_DELETED | FIXED_FROM_THEN_ON | KEPT_FOR_A_PERSON
BY_TABLE = {guard.table: guard for guard in GUARDS}


@each_case("table", sorted(APPEND_ONLY))
def test_what_is_append_only_has_a_guard_that_always_refuses(table):
    guard = BY_TABLE[table]
    assert (guard.update, guard.delete) == (ALWAYS, ALWAYS)


@each_case("table", sorted(NEVER_DELETED))
def test_what_is_never_deleted_has_a_guard_that_says_so(table):
    assert BY_TABLE[table].delete == ALWAYS
    assert BY_TABLE[table].update not in {"", ALWAYS}


@each_case("table", sorted(FIXED_FROM_THEN_ON))
def test_what_is_fixed_from_a_moment_on_has_a_guard_against_changing_and_deleting(table):
    guard = BY_TABLE[table]
    assert guard.update and guard.delete and guard.delete != ALWAYS
    assert guard.update != ALWAYS or table == "submission", "never altered, and gone with its round"


@each_case("table", sorted(KEPT_FOR_A_PERSON))
def test_what_goes_with_a_person_goes_only_when_nothing_says_who_that_was(table):
    guard = BY_TABLE[table]
    assert "erased_at IS NOT NULL" in guard.update + guard.delete
    for condition in (guard.update, guard.delete):
        assert condition == ALWAYS or "erased_at IS NOT NULL" in condition or table == "respondent"


def test_every_table_is_kept_or_lives_and_the_decision_names_those_that_are_kept():
    tables = set(Base.metadata.tables)
    assert set(BY_TABLE) == KEPT
    assert KEPT.isdisjoint(LIVING)
    assert tables == KEPT | set(LIVING), "say of a new table whether the database keeps it"
    decision = (ROOT / "docs/adr/0010-the-database-keeps-what-is-on-record.md").read_text("utf-8")
    assert [t for t in sorted(KEPT) if f"`{t}`" not in decision] == []


def test_the_database_fixes_all_that_the_services_call_fixed():
    assert set(FROZEN_FIELDS).isdisjoint(ROUND_LIVES)
    for field in FROZEN_FIELDS:
        assert f"OLD.{field} IS DISTINCT FROM NEW.{field}" in BY_TABLE["round"].update
    for field in ("protocol", "protocol_frozen_at", "simulated"):
        assert f"OLD.{field} IS DISTINCT FROM NEW.{field}" in BY_TABLE["process"].update
    for field in CHANGEABLE:
        assert f"OLD.{field} " not in BY_TABLE["process"].update
