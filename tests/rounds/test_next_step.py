"""One button walks the whole agenda: in every state of a workshop there is one next step, and the right one."""

from dataclasses import replace
from itertools import product

from each_case import each_case

from smd_workshop.core.errors import Invalid
from smd_workshop.models.workshops.rounds import MAY_BECOME, STATES
from smd_workshop.rounds.next_step import Acta, Draft, Running, Standing, Step, decide
from smd_workshop.rounds.store import STEPS

DRAFT = Standing(state="draft", step="vote")
SETTINGS = Invalid("k must be smaller")


def with_draft(**lacking):
    return replace(DRAFT, draft=Draft(**lacking))


def running(step, **how):
    return Standing(state="open", step=step, running=Running(**how))


def ended(**acta):
    return Standing(acta=Acta(**acta))


@each_case(
    ("standing", "step"),
    [
        (Standing(agenda=False), Step.ADD_ROUND),
        (Standing(state="draft", step="collect"), Step.OPEN),
        (Standing(state="draft", step="organise"), Step.OPEN),
        (DRAFT, Step.OPEN),
        (replace(DRAFT, again=True), Step.ASK_AGAIN),
        (Standing(again=True), Step.ASK_AGAIN),
        (replace(ended(state="correction"), again=True), Step.SEAL),
        (with_draft(lost=("F1",), uncoded=2, objections=1), Step.CHOOSE_OPTIONS),
        (with_draft(options=0, uncoded=2), Step.GIVE_CODES),
        (with_draft(options=3, uncoded=1), Step.GIVE_CODES),
        (with_draft(options=0), Step.WRITE_ITEMS),
        (with_draft(ungrouped="F1", objections=1), Step.GIVE_GROUP),
        (with_draft(unset=SETTINGS), Step.COMPLETE_SETTINGS),
        (with_draft(objections=1), Step.ANSWER_OBJECTIONS),
        (replace(DRAFT, waits=True), Step.WAIT_FOR_HOUR),
        (replace(with_draft(objections=1), waits=True), Step.ANSWER_OBJECTIONS),
        (replace(DRAFT, waits=True, missed=True), Step.SAY_HOURS),
        (replace(running("vote"), waits=True), Step.WAIT_FOR_HOUR),
        (replace(running("vote", closing=True), waits=True), Step.WAIT),
        (replace(running("vote", over=True), waits=True), Step.FINISH_CLOSE),
        (running("collect"), Step.CLOSE),
        (running("vote"), Step.CLOSE),
        (running("organise"), Step.CLOSE),
        (running("organise", empty=True), Step.FILL_BOARD),
        (
            replace(Standing(state="draft", step="organise"), running=Running(empty=True)),
            Step.FILL_BOARD,
        ),
        (running("organise", uncoded=1), Step.ARRANGE_BOARD),
        (running("organise", uncoded=1, objections=1), Step.ANSWER_OBJECTIONS),
        (running("vote", closing=True), Step.WAIT),
        (running("vote", closing=True, over=True), Step.FINISH_CLOSE),
        (running("organise", closing=True, objections=1), Step.WAIT),
        (Standing(state="closed", step="vote"), Step.PUBLISH),
        (Standing(state="closed", step="vote", running=Running(unread=2)), Step.READ_REASONS),
        (Standing(state="closed", step="collect"), Step.PUBLISH),
        (ended(), Step.DRAFT_ACTA),
        (ended(state="draft"), Step.DRAFT_ACTA),
        (ended(state="draft", fresh=True), Step.OPEN_CORRECTIONS),
        (ended(state="correction", correcting=True), Step.END_CORRECTIONS),
        (ended(state="correction", correcting=True, unanswered=1), Step.ANSWER_CORRECTIONS),
        (ended(state="correction", unanswered=1), Step.ANSWER_CORRECTIONS),
        (ended(state="correction"), Step.SEAL),
        (ended(state="sealed"), Step.DONE),
    ],
)
def test_the_next_step_is_the_one_that_a_facilitator_would_take(standing, step):
    assert decide(standing) is step


def every_standing():
    """Every combination of what a step is decided from, each count as none or some."""
    drafts = [Draft(), *(Draft(**{k: v}) for k, v in (
        ("options", 0), ("uncoded", 1), ("lost", ("F1",)), ("ungrouped", "F1"), ("unset", SETTINGS),
        ("objections", 1)))]  # fmt: skip
    runs = [
        Running(closing=c, over=c and o, uncoded=u, objections=b, unread=r)
        for c, o, u, b, r in product((False, True), (False, True), (0, 1), (0, 1), (0, 1))
    ]
    runs.append(Running(empty=True))
    actas = [
        Acta(s, fresh, correcting, n)
        for s, fresh, correcting, n in product(
            ("", "draft", "correction", "sealed"), (False, True), (False, True), (0, 1)
        )
    ]
    for agenda, state, step, acta in product((False, True), ("", *STATES[:3]), STEPS, actas):
        for draft in drafts if state == "draft" else drafts[:1]:
            for run in runs if state in {"open", "closed"} else runs[:1]:
                known = Standing(
                    agenda or bool(state), state, step, draft=draft, running=run, acta=acta
                )
                yield known
                if state in {"", "draft"}:
                    yield replace(known, again=True)
                yield replace(known, waits=True)
                yield replace(known, missed=state == "draft")


def test_every_state_has_a_step_and_no_round_waits_behind_the_acta():
    """What may still change its state is led on before the acta goes on; a sealed acta ends it all."""
    assert set(STATES[:3]) == {state for state, later in MAY_BECOME.items() if later}
    acts_of_acta = {
        Step.DRAFT_ACTA, Step.OPEN_CORRECTIONS, Step.ANSWER_CORRECTIONS, Step.END_CORRECTIONS,
        Step.SEAL,
    }  # fmt: skip
    seen = set()
    for standing in every_standing():
        step = decide(standing)
        seen.add(step)
        assert (step is Step.DONE) == (standing.acta.state == "sealed")
        if standing.state in {"open", "closed"}:
            assert step not in acts_of_acta
        if step is Step.SEAL:
            assert standing.acta.state == "correction"
            assert not standing.acta.correcting
            assert not standing.acta.unanswered
        if step is Step.OPEN and standing.step == "vote":
            assert standing.draft == Draft()
    assert seen == set(Step), "each step is the next one somewhere"


def test_whoever_opened_the_corrections_has_ended_the_agenda():
    """Rounds that were never held do not hold up the seal."""
    left = Standing(state="draft", step="vote", acta=Acta(state="correction"))
    assert decide(left) is Step.SEAL
    assert decide(replace(left, acta=Acta(state="draft", fresh=True))) is Step.OPEN
