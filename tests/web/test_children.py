"""What belongs to one process is not reached through another, neither by an address nor in a form.

Derived from the map of addresses: a page for a new kind of thing fails here until it is put in.
"""

import pytest
from surveyed import SHORT, WAVES
from visitors import forms, visited
from world import of_data

#: On SQLite whatever the tests run on: once is enough.
pytestmark = pytest.mark.slow

#: What an address names of a process: by argument, and where it names something of its own.
CHILDREN = {
    "workshop", "workshop_code", "number", "item_id", "objection", "correction_id", "commitment",
    "agreement", "objective", "slot", "sector", "place", "seat", "membership", "digest", "part",
    "discarded", "plan", "indicator", "aim", "ficha", "sent", "sha256",
    "survey", "wave", "version", "person", "list_digest", "past_wave", "mailing", "question", "scale", "page_code",
    "language", "data_kind", "data_request", "open_link", "recommendation", "figure",
    "scorecard", "objective_id", "initiative", "arrow", "edition", "card_edition", "foda_edition", "alignment",
    "review", "work", "api_key", "webhook", "delivery", "variable", "variable_file", "shared_value", "metric", "component", "measure", "comment", "cluster", "member", "territory",
}  # fmt: skip
#: What only says how: nobody's, or the same in every process.
WORDS = {
    "verb",
    "kind",
    "method_id",
    "passage",
    "period",
    "thing",
    "gathered",
    "gathered_by",
    "drawn",
}
#: The argument that names the process; the perspectives have the same codes in all of them.
PARENTS = {"process", "process_code"}
#: Where the draft of a questionnaire is written.
WRITING = {
    "build_questionnaire", "new_question", "add_question", "edit_question", "change_question",
    "arrange_question", "edit_page", "change_page", "edit_scale", "change_scale", "edit_whole",
    "change_whole", "set_languages", "confirm_publish_version", "translate_questionnaire", "keep_translations",
}  # fmt: skip
#: What is asked about a draft only.
DRAFTS = {
    f"facilitator.{name}"
    for name in (
        "edit_round",
        "change_round",
        "round_options",
        "paper_ballots",
        "round_hours",
        "say_hours",
    )
}


@pytest.fixture(scope="module")
def world(memory_folder):
    with visited(memory_folder()) as world:
        world.keeper.put_back("under way")
        yield world


def parent_of(rule):
    if rule.endpoint == "facilitator.result" or rule.endpoint.startswith("portal."):
        return "code" if "code" in rule.arguments else None
    return next(iter(PARENTS & rule.arguments), None)


def children_of(rule):
    words = WORDS | {parent_of(rule)}
    if rule.endpoint in {"facilitator.move_perspective", "facilitator.rename_perspective"}:
        words |= {"code"}
    if rule.endpoint == "portal.chart_spec":
        words |= {"place"}  # on the page
    return rule.arguments - words


def rules_with_children(world):
    rules = world.app.url_map.iter_rules()
    return [rule for rule in rules if parent_of(rule) and children_of(rule)]


def names(rule, side, *, foreign):
    """What a page of this process is asked for, or what only that process has of each kind."""
    workshop = side.own["alone"] if foreign else _workshop(rule)
    named = {**side.own, "workshop": workshop, "workshop_code": workshop, "kind": "csv"}
    named["number"] = _only_number(rule, side) if foreign else _number(rule, side)
    if rule.endpoint == "portal.objective":
        named["objective"] = side.own["part"]
    if rule.endpoint == "portal.chart_spec":
        named["place"] = 1
    if rule.endpoint == "portal.sector":  # by its code, which every process has
        named["sector"] = "nada" if foreign else "com"
    if foreign:  # by its code too
        named["territory"] = "nada"
    named |= {"drawn": "svg", "gathered": "effects", "gathered_by": "institution"}
    named[parent_of(rule)] = side.own["process"]
    if rule.endpoint.startswith("portal.survey_"):
        named["wave"] = len(WAVES) + foreign  # the last is counted
    if rule.endpoint.startswith("manager."):
        named |= of_data(rule, side) | _of_survey(rule, foreign=foreign)
    elif "work" in rule.arguments:
        named |= of_data(rule, side)
    return named


def _of_survey(rule, *, foreign):
    """The wave, version and page that a page of a survey can be about, or that only the other process has."""
    if foreign:
        return {
            "wave": len(WAVES) + 1,
            "version": 3,
            "question": "solo",
            "scale": "sola",
            "page_code": "sola",
            "data_kind": "exe",
            "data_request": 4,
            "language": "xx",
        }
    name = rule.endpoint.partition(".")[2]
    version = 2 if name in WRITING else 1
    wanted = {"wave_results": "counted", "result_file": "counted", "result_table": "counted", "data_file": "counted", "export_answers": "counted",
              "publish_figure": "counted", "confirm_figure": "counted", "wave_report": "counted", "ask_for_report": "counted", "wave_beside": "counted", "wave_beside_table": "counted", "wave_beside_file": "counted", "ask_for_answers": "counted", "wave_comments": "counted", "settle_comment": "counted",
              "review_comments": "counted", "add_recommendation": "counted", "approve_summary": "counted", "edit_wave": "draft", "confirm_open_wave": "draft"}  # fmt: skip
    wave = next(n for n, state in WAVES.items() if state == wanted.get(name, "open"))
    return {"wave": wave, "version": version} | (
        {"part": SHORT["pages"][0]["code"]} if "part" in rule.arguments else {}
    )


def _workshop(rule):
    if rule.endpoint == "facilitator.answer_acta_correction":
        return "mesa-2"
    return "mesa-3" if "acta" in rule.endpoint else "mesa-1"


def _only_number(rule, side):
    """The number of what the other process has not: a round, or an annex."""
    return 1 if "acta" in rule.endpoint else side.numbers.get("last")


def _number(rule, side):
    """The number of a round that the page can be about; the acta itself is number 0."""
    if "acta" in rule.endpoint:
        return 0
    if "part" in rule.arguments:
        return side.numbers["ratified"]
    if rule.endpoint in DRAFTS:
        return side.numbers["draft"]
    of_board = "/board" in rule.rule or "/notes" in rule.rule
    return side.numbers["board" if of_board else "published"]


def test_every_kind_of_thing_in_an_address_is_known(world):
    unknown = {
        (r.endpoint, a) for r in rules_with_children(world) for a in children_of(r) - CHILDREN
    }
    assert unknown == set(), "put the new kind into CHILDREN and into the world of these tests"
    used = {a for r in rules_with_children(world) for a in children_of(r)}
    assert used == CHILDREN


def test_a_page_shows_what_is_its_own(world):
    """Otherwise the tests below would pass for pages that are nowhere."""
    boss = world.browsers["administrator"]
    for rule in rules_with_children(world):
        if "GET" in rule.methods:
            path = world.built(rule, world.there, **names(rule, world.there, foreign=False))
            answer = boss.get(path)
            # The answers of few people are given to nobody.
            few = {"manager.data_file", "manager.export_answers"}
            shown = {403} if rule.endpoint in few else {200, 303}
            assert answer.status_code in shown, (path, answer.status_code)


def test_a_child_is_not_reached_through_another_parent(world):
    boss, sent = world.browsers["administrator"], forms(world, world.there)
    for rule in rules_with_children(world):
        own = names(rule, world.there, foreign=False)
        other = names(rule, world.here, foreign=True)
        for child in sorted(children_of(rule)):
            path = world.built(rule, world.there, **own | {child: other[child]})
            if "GET" in rule.methods:
                assert boss.get(path).status_code == 404, path
            else:
                form = sent.get(rule.endpoint.partition(".")[2], {})
                assert boss.post(path, data=form).status_code == 404, path
    assert world.keeper.changed("under way") == set()


def test_a_round_is_not_reached_through_another_workshop_of_its_process(world):
    boss = world.browsers["administrator"]
    for rule in rules_with_children(world):
        own = names(rule, world.here, foreign=False)
        if "number" in rule.arguments and "acta" not in rule.endpoint:
            path = world.built(rule, world.here, **own | {"workshop": world.here.own["alone"]})
            answer = boss.get(path) if "GET" in rule.methods else boss.post(path)
            assert answer.status_code == 404, path
    assert world.keeper.changed("under way") == set()


#: Forms that name something: (page, how it is addressed, what is sent, given the own of a process).
NAMING = [
    ("act_on_item", "board", {"verb": "theme"}, lambda own: {"theme": own["theme"]}),
    ("act_on_item", "board", {"verb": "split", "item_id": "merged"}, lambda own: {"note": own["note"]}),
    ("act_on_item", "board", {"verb": "untheme", "item_id": "merged"}, lambda own: {"theme": own["theme"]}),
    ("act_on_item", "objectives", {"verb": "from", "item_id": "objective_item"},
     lambda own: {"factor": own["factor"]}),
    ("merge", "board", {}, lambda own: {"wording": "Todo", "item": [own["item_id"], own["factor"]],
                                        "group": "F"}),
    ("keep_apart", "board", {}, lambda own: {"item": [own["item_id"], own["factor"]]}),
    ("undo", "board", {}, lambda own: {"act": own["act"]}),
    ("enter_note", "board", {}, lambda own: {"who": f"seat:{own['seat']}", "channel": "aloud",
                                             "group": "D", "text": "Polvo"}),
    ("moderate_reasons", "closed", {}, lambda own: {"state": "hidden", "reason": own["reason"]}),
    ("check_in", "", {}, lambda own: {"seat": own["seat"], "act": "titular"}),
    ("set_factors", "", {}, lambda own: {"factor": own["factor"]}),
    ("add_agreement", "", {}, lambda own: {"agreement-workshop": own["alone"],
                                           "agreement-text": "Seguimos"}),
    ("create_workshop", "", {}, lambda own: {"name": "Otro", "start": f"copy:{own['alone']}"}),
    *[("add_commitment", "", {}, lambda own, source=source: {
        "text": "Invitar", "owner": "Rosa", "due": "2031-03-01",
        "source": f"{source}:{own['alone' if source == 'workshop' else source]}"})
      for source in ("workshop", "agreement")],
]  # fmt: skip


@pytest.mark.parametrize(("name", "state", "given", "form"), NAMING)
def test_a_form_reaches_nothing_of_another_process(world, name, state, given, form):
    side = world.there
    named = dict(given)
    if "item_id" in given:
        named["item_id"] = side.own[given["item_id"]]
    if state:
        named["number"] = side.numbers[state]
    path = world.address(f"facilitator.{name}", side, **named)
    _answer, changed = world.post("administrator", path, form(side.own), "under way")
    assert changed, "it does not work for its own either"
    answer, changed = world.post("administrator", path, form(world.here.own), "under way")
    assert answer.status_code < 500 and changed == set()


@pytest.mark.parametrize(("name", "workshop", "own", "others"), [
    ("withdraw", "mesa-5", "written", ["note", "note_of_another"]),
    ("object_to", "mesa-1", "note", ["written", "note_of_another"]),
])  # fmt: skip
def test_a_seat_reaches_the_note_of_nobody_else(world, name, workshop, own, others):
    number = 1 if workshop == "mesa-5" else world.here.numbers["board"]
    path = world.address(f"participant.{name}", workshop=workshop, number=number)
    sent = {"text": "No es lo que dije"}
    _answer, changed = world.post("seat", path, sent | {"note": world.here.own[own]}, "under way")
    assert changed
    for note in [*(world.here.own[o] for o in others), world.there.own[own], "nada", ""]:
        answer, changed = world.post("seat", path, sent | {"note": note}, "under way")
        assert answer.status_code == 404 and changed == set(), note


def test_a_seat_reaches_no_workshop_of_another_process(world):
    stranger = world.browsers["seat elsewhere"]
    for rule in world.app.url_map.iter_rules():
        if not rule.endpoint.startswith("participant.") or "workshop" not in rule.arguments:
            continue
        number = world.here.numbers["published"]
        for workshop in ("mesa-2", "mesa-5", *(["mesa-1"] if "number" in rule.arguments else [])):
            path = world.built(rule, world.here, workshop=workshop, number=number)
            answers = [stranger.get(path)] if "GET" in rule.methods else []
            answers += [stranger.post(path, data={"text": "x"})] if "POST" in rule.methods else []
            assert [a.status_code for a in answers] == [404] * len(answers), path
    assert world.keeper.changed("under way") == set()
