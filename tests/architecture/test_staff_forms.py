"""What staff send twice is done once: every form of theirs carries a key, and what adds asks for it."""

import re

from each_case import each_case
from source import ROOT, files, reaches, short
from test_routes import WRITERS

from smd_workshop.web.staff import BLUEPRINTS

FOLDERS = [ROOT / "smd_workshop" / "templates" / name for name in BLUEPRINTS]
FORM = re.compile(r"<form\b[^\n]*?\bmethod=\"post\"(?:[^>{]|\{\{.*?\}\}|\{%.*?%\})*>")
KEY = "{{ sent_key() }}"
#: Forms without a key, by what stands in them.
KEYLESS = {"security.logout": "signing out twice is signing out"}

#: Addresses of staff that add nothing, and why they may be sent again.
AGAIN = {
    "announce_close": "a round that is closing or closed stays so",
    "announce_wave_close": "a wave that is closing or closed stays so",
    "annul_round": "a round is annulled once, and its repetition comes with it",
    "advance_measurements": "a value is validated once and published once",
    "answer_acta_correction": "sets the answer",
    "arrange_question": "moves one place, or takes out what was seen; seen at once",
    "assign_codes": "gives codes to what has none",
    "call_sector_shortly": "sets the name",
    "change_look": "sets what is sent",
    "change_plan": "sets what is written",
    "change_cluster": "sets what is written",
    "show_cluster": "sets whether it is shown",
    "take_cluster_template": "begins those that are not there",
    "join_cluster": "who belongs to it belongs to it once",
    "leave_cluster": "who is off is off",
    "tie_members": "sets what one gives the other",
    "measure_cluster": "sets what is measured together",
    "change_component": "sets what is written",
    "show_component": "sets whether it is shown",
    "end_effect_measure": "sets why it ended",
    "change_shared_value": "sets what is written",
    "show_shared_value": "sets whether it is shown, or why it ended",
    "tie_value_indicator": "sets what measures it",
    "change_process": "sets what is written",
    "change_protocol": "sets what is written",
    "change_round": "sets what is written",
    "change_seat": "sets what is written",
    "change_survey": "sets what is written",
    "change_wave": "sets what is written",
    "change_workshop": "sets what is written",
    "check_in": "a seat is here once",
    "choose_options": "sets the options",
    "bring_indicators": "an indicator is taken over once",
    "close_round": "a round closes once",
    "correct_rows": "a list is kept under its digest",
    "cast_assisted": "a ballot is known by its own key",
    "cancel_work": "what was cancelled stays so",
    "repeat_work": "what waits already is not put back",
    "do_work_here": "work is done by whoever takes it up, once",
    "draft_acta": "the draft shows what there is now",
    "keep_address": "sets the address",
    "send_round_letters_again": "what waits already is not put back",
    "end_series": "what is destroyed is destroyed",
    "end_initiative": "sets why it ended",
    "hand_over": "sets who speaks",
    "hand_paper": "a seat has a paper or has none",
    "keep_apart": "a pair is kept apart once",
    "judge_questionnaire": "nothing is kept yet",
    "look_at_letter": "nothing is kept or sent",
    "send_letters_again": "what waits already is not put back",
    "keep_answers": "a person answers once",
    "keep_open": "a round that stays open stays open",
    "keep_wave_open": "a wave that stays open stays open",
    "keep_translations": "sets what is written",
    "leave_team": "who left has left",
    "measure_objective": "sets what measures it",
    "moderate_reasons": "sets what is shown",
    "make_links": "the links that the browser shows last must be the ones that work",
    "move_objective": "moves one place; seen at once and moved back",
    "move_perspective": "moves one place; seen at once and moved back",
    "move_round": "moves one place; seen at once and moved back",
    "move_sector": "moves one place; seen at once and moved back",
    "open_round": "a round opens once",
    "open_wave": "a wave opens once",
    "place_objective": "sets the perspective",
    "print_cards": "the paper that the browser shows last must hold the cards that work",
    "print_links": "the paper that the browser shows last must hold the links that work",
    "print_unnamed": "each paper holds links of its own; unused ones answer nothing",
    "see_plan": "what was seen is seen",
    "choose_letters": "the same choice again is the same",
    "part_objectives": "what is taken away is away",
    "propose_arrows": "an arrow gets its option once",
    "seal_foda": "an edition that says what the last says is refused",
    "publish_scorecard": "an edition that is arranged as the last is refused",
    "publish_round": "a round is published once",
    "publish_version": "a version is published once",
    "remark_acta": "sets what is written",
    "remove_arrow": "what is off is off",
    "rename_perspective": "sets the name",
    "sort_objective": "sets values and themes",
    "remove_person": "what is gone is gone",
    "reuse_list": "a list is kept under its digest",
    "remove_sector": "what is gone is gone",
    "rename_indicator": "sets the name",
    "rename_sector": "sets the name",
    "rename_territory": "sets the name",
    "name_my_account": "sets the name",
    "reset_account": "the password that the browser shows last must be the one that works",
    "begin_coding": "a place is taken once",
    "mark_comments": "sets what a coder found",
    "settle_comment": "sets what is settled",
    "start_coding_over": "what is erased is erased",
    "revoke_api_key": "a key that is taken back stays so",
    "end_webhook": "an address that ended stays so",
    "send_webhook_again": "what waits already is not put back",
    "revoke_link": "a link that is taken back stays so",
    "revoke_open_link": "a link that is taken back stays so",
    "reword_agreement": "sets the words",
    "seal_acta": "an acta is sealed once",
    "say_columns": "a list is kept under its digest",
    "switch_projector": "sets what the wall shows",
    "review_comments": "decides again what was decided",
    "set_account_active": "sets it",
    "set_account_administrator": "sets it",
    "set_factors": "sets the factors",
    "set_person_active": "sets it",
    "set_languages": "a language is added or taken out once",
    "set_seat_active": "sets it",
    "settle": "an objection is answered once",
    "undo": "an act is undone once",
    "say_how_to_read": "sets how a file is read",
    "upload_wave": "a file is kept under its digest",
    "upload_list": "a list is kept under its digest",
    "upload_people": "a list is kept under its digest",
    "upload_plan": "a file is kept under its digest",
    "upload_variables": "a file is kept under its digest",
}
STAFF = [(e.partition(".")[2], v) for e, v in WRITERS if e.partition(".")[0] in BLUEPRINTS]


def of_staff(path):
    return any(folder in path.parents for folder in FOLDERS)


@each_case("template", [p for p in files(".html") if of_staff(p)], ids=short)
def test_every_form_of_staff_begins_with_its_key(template):
    text = template.read_text(encoding="utf-8")
    known = [m for m in FORM.finditer(text) if not any(k in m[0] for k in KEYLESS)]
    written = len(re.findall(r"(?<!form)method=\"post\"", text))
    assert written == len(FORM.findall(text)), "a form is written in a new way"
    borrowed = re.findall(r"formmethod=\"post\" formaction=\"[^\"]*/(\w+)\"", text)
    assert len(borrowed) == text.count("formmethod") and set(borrowed) <= set(AGAIN)
    assert [m[0] for m in known if not text.startswith(KEY, m.end())] == []


def test_the_key_is_written_in_one_place():
    written = [short(p) for p in files(".html") if 'name="sent_key"' in p.read_text("utf-8")]
    assert written == ["smd_workshop/templates/parts/form.html"]


@each_case(("name", "view"), STAFF, ids=[name for name, _ in STAFF])
def test_what_adds_something_asks_whether_its_form_was_here_before(name, view):
    if name in AGAIN:
        assert not reaches(view, "once"), f"{name} asks by now: take it off the list"
    else:
        assert reaches(view, "once"), f"{name}: sent twice it may add twice; or say why it does not"


def test_every_exception_is_still_there():
    assert set(AGAIN) <= {name for name, _ in STAFF}
    texts = "".join(p.read_text("utf-8") for p in files(".html") if of_staff(p))
    assert all(key in texts for key in KEYLESS)
