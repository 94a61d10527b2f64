"""Who comes to two furnished processes: one browser per role, and what each would send."""

import json
import re
import shutil
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from application import Browser, new_app
from builders import make_room
from depth import DEEP
from flask import Flask
from papers import unprinted
from row_keeper import RowKeeper
from same_file import Taken
from sqlalchemy import select
from surveyed import SHORT
from world import SECTORS, Keeper, Side, begin, close_after, go_on, join, of_data, upload

from smd_workshop.cli.users import create_user
from smd_workshop.core import caching
from smd_workshop.core.clock import now
from smd_workshop.database import db, is_sqlite, transaction
from smd_workshop.models import User
from smd_workshop.surveys.comments.comments import Decision

ROLES = (
    "public", "seat", "seat elsewhere", "observer", "survey_manager", "planner", "facilitator",
    "facilitator elsewhere", "administrator",
)  # fmt: skip
STAFF = ROLES[3:]
PASSWORD = "una-clave-larga"
RULES = {
    "quorum_share": "1/2", "adopt_share": "2/3", "agree_from": "7", "reject_to": "3",
    "agree_share": "75 %", "reject_share": "0,15", "each_sector_share": "0.5", "coverage_share": "1/2",
    "secrecy": "secret", "visibility": "publication",
    "grace_seconds": "20", "small_cell": "5", "repeat_at_least": "2", "repeat_at_most": "3", "seed": "42",
}  # fmt: skip
LETTER = {"kind": "invitation", "subject": "Encuesta", "body": "Su enlace: {enlace}"}
VALUE = {
    "name": "Riego", "form": "productivity", "family": "environmental", "actors": "Regantes",
    "problem": "Falta agua", "business_case": "Se pierde menos",
}  # fmt: skip
COMPONENT = {
    "name": "Peces", "kind": "environmental", "boundary": "La caleta", "first_year": "2020",
    "last_year": "2030", "unit": "t", "better": "more", "threshold": "", "threshold_source": "",
}  # fmt: skip
ROUND = {"title": "Otra", "question": "¿Qué?", "subject": "factor", "electorate": "com"}


def _in_days(days):
    """A day and an hour as browsers send them."""
    return (now() + timedelta(days=days)).strftime("%Y-%m-%dT18:00")


@dataclass
class World:
    """Two processes, one browser per role, and the database to put back."""

    app: Flask
    here: Side
    there: Side
    browsers: dict[str, Browser]
    keeper: Keeper | RowKeeper

    def address(self, endpoint, side=None, **given):
        """The address of a page of the first process, with its own children unless others are given."""
        (rule, *_others) = self.app.url_map.iter_rules(endpoint)
        return self.built(rule, side or self.here, **given)

    def built(self, rule, side, **given):
        """The address of a page of a process by its rule."""
        values = {
            **side.own, "workshop": "mesa-1", "workshop_code": "mesa-1", "number": 1,
            "verb": "reword", "token": "nada", "signed": "nada", "key": "nada", "link": "nada", "counter": "nada", "method_id": "rating",
            **of_data(rule, side), **given,
        }  # fmt: skip
        return rule.build({name: values[name] for name in rule.arguments})[1]

    def post(self, role, url, form, stage):
        """Put everything back, send the form; return the answer and the tables in which it changed anything."""
        self.keeper.put_back(stage)
        browser, name = self.browsers[role], self.app.config["SESSION_COOKIE_NAME"]
        cookie = browser.get_cookie(name)
        answer = browser.post(url, data=form)
        if cookie:  # what is said at the top of the next page is taken away: no page is looked at
            browser.set_cookie(name, cookie.value)
        return answer, self.keeper.changed(stage)


@dataclass(frozen=True)
class Built:
    """Two processes as they were built, with the files beside their database and who is signed in."""

    here: Side
    there: Side
    stages: dict[str, Taken]
    cookies: dict[str, str]
    files: Path


#: Built once by each worker, for the first who comes.
_built: list[Built] = []


@contextmanager
def visited(folder, url=None):
    """Kept: `before` anything opened, `under way`, with a close announced, and with its grace `over`.

    Without the address of a database on SQLite, whatever the tests run on: who may do something is not the
    database's to say. On another one whoever comes finds the same rows, and must not be the first; with
    `make test-deep` they are built there too.
    """
    with (
        new_app(url or f"sqlite:///{folder / 'test.sqlite'}", folder) as app,
        pytest.MonkeyPatch.context() as patch,
        unprinted(),
        _keeper() as keeper,
    ):
        # What is printed is not the matter here, and takes seconds.
        patch.setattr("reports.workshops.acta.pdf", lambda *_args, **_kwargs: b"%PDF-1.7")
        patch.setattr("reports.plans.plan_report.pdf", lambda *_args, **_kwargs: b"%PDF-1.7")
        patch.setattr("reports.workshops.cards.cards", lambda *_args, **_kwargs: b"%PDF-1.7")
        built = _build(app, keeper) if DEEP or not _built else _built[0]
        if not _built:
            _built.append(built)
        yield _world(app, keeper, built)
    caching.clear_all()  # what is remembered may be of the other database


def _build(app, keeper):
    here, there = begin("moq", (6, 5, 5, 0)), begin("otro", (6, 5, 5, 0))
    browsers = _browsers(app, here, there)
    for side in (here, there):
        upload(side, browsers["administrator"])
    keeper.keep("before")
    go_on(here)
    go_on(there)
    keeper.keep("under way")
    close_after(60)
    keeper.keep("closing")
    close_after(-1)
    keeper.keep("over")
    files = Path(tempfile.mkdtemp(dir=Path(app.config["SMD_INSTANCE"]).parent))
    shutil.copytree(app.config["SMD_INSTANCE"], files, dirs_exist_ok=True)
    name = app.config["SESSION_COOKIE_NAME"]
    found = {role: browser.get_cookie(name) for role, browser in browsers.items()}
    cookies = {role: cookie.value for role, cookie in found.items() if cookie}
    return Built(here, there, dict(keeper.kept), cookies, files)


def _world(app, keeper, built):
    """The two processes, as they were built, in the database of this application."""
    shutil.copytree(built.files, app.config["SMD_INSTANCE"], dirs_exist_ok=True)
    for name, taken in built.stages.items():
        if name not in keeper.kept:
            keeper.fill(name, taken)
    keeper.put_back("over")  # as it was when it had been built
    browsers = {role: app.test_client() for role in ROLES}
    for role, cookie in built.cookies.items():
        browsers[role].set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    sides = [replace(side, own=dict(side.own)) for side in (built.here, built.there)]
    return World(app, *sides, browsers, keeper)


@contextmanager
def _keeper():
    with closing(Keeper() if is_sqlite(db.engine) else RowKeeper()) as keeper:
        yield keeper


def _browsers(app, here, there):
    found = {role: app.test_client() for role in ROLES}
    # Their process has a workshop of the same name, but no round: what is asked of it is not theirs.
    elsewhere = make_room((1,), SECTORS, code="lejos")
    for role, room in (("seat", here.room), ("seat elsewhere", elsewhere)):
        with found[role].session_transaction() as session:
            session["card"] = room.cards[0].credential_id
    places = {"administrator": None, "facilitator elsewhere": there}
    for name in STAFF:
        email, side = f"{name.replace(' ', '.')}@example.org", places.get(name, here)
        with transaction():
            code = side.room.process.code if side else None
            create_user(email, PASSWORD, name.split()[0], code)
        answer = found[name].post("/account/login", data={"email": email, "password": PASSWORD})
        assert answer.status_code in {302, 303}, name
    with transaction():
        create_user("nueva@example.org", PASSWORD, "observer", "moq")
        fresh = db.session.scalars(select(User).where(User.email == "nueva@example.org")).one()
        for side in (here, there):
            side.own["user_id"] = fresh.id
            join(side, fresh.id) if side is there else None
        here.own["membership"] = fresh.memberships[0].id
    return found


def forms(world, side=None):
    """What to send so that something is done in a process; nothing where the empty form does it."""
    own = (side or world.here).own
    preview = f"/f/{own['process']}/people/import/{own['digest']}"
    plan = re.search(
        r'name="plan" value="(\w+)"', world.browsers["administrator"].get(preview).text
    )
    file = f"/f/{own['process']}/plans/{own['plan']}/import/{own['sent']}"
    outcome = re.search(
        r'name="outcome" value="(\w+)"', world.browsers["administrator"].get(file).text
    )
    survey = f"/f/{own['process']}/surveys/{own['survey']}/people/import/{own['list_digest']}"
    listed = re.search(
        r'name="plan" value="(\w+)"', world.browsers["administrator"].get(survey).text
    )

    past = f"/f/{own['process']}/surveys/{own['survey']}/waves/import/{own['past_wave']}"
    judged = re.search(r'name="plan" value="(\w+)"', world.browsers["administrator"].get(past).text)

    def seen(path, name="seen"):
        """A form of the draft of the questionnaire remembers what it showed."""
        at = f"/f/{own['process']}/surveys/{own['survey']}/versions/{own['version']}"
        shown = world.browsers["administrator"].get(f"{at}/{path}").text
        return {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', shown)[1]}

    aim = f"/f/{own['process']}/plans/{own['plan']}/fichas/{own['thing']}/{own['ficha']}"
    aim_seen = re.search(
        r'name="seen" type="hidden" value="(\w+)"', world.browsers["administrator"].get(aim).text
    )
    money = f"/f/{own['process']}/plans/{own['plan']}/money?year=2023"
    money_seen = re.search(
        r'name="seen" type="hidden" value="(\w+)"', world.browsers["administrator"].get(money).text
    )
    report = f"/f/{own['process']}/plans/{own['plan']}/reports/{own['period']}/w/{own['passage']}"
    passage = world.browsers["administrator"].get(report).text
    seal = world.browsers["administrator"].get(f"{report.partition('/w/')[0]}/seal").text
    looked_at = re.findall(r'name="confirmed" value="([^"]+)"', seal)
    written = re.search(r'name="seen"[^>]*value="(\d*)"', passage)

    at = f"/f/{own['process']}/plans/variables"
    variable = world.browsers["administrator"].get(f"{at}/v/{own['variable']}").text
    variable_seen = re.search(r'name="seen" type="hidden" value="(\w+)"', variable)
    listing = world.browsers["administrator"].get(f"{at}/import/{own['variable_file']}").text
    judged_variables = re.search(r'name="outcome" value="(\w+)"', listing)

    return {
        "add_question": {"type": "nps", "page": "uno", "text": "¿Nos recomienda?"},
        "arrange_question": {"act": "down"},
        "change_page": {"title": "Otra página", **seen("pages/uno")},
        "change_question": {
            "type": "likert", "text": "Otras palabras", "scale": "acuerdo", **seen("questions/p1"),
        },
        "change_scale": {"labels": "No\nQuizá\nSí\nClaro\nSin duda", **seen("scales/acuerdo")},
        "change_whole": {"title": "Otro título", "overall": "todo", **seen("whole")},
        "publish_version": seen("publish", "lacking"),
        "set_languages": {"language": "ay"},
        "keep_translations": {"t.p1.text": "Imaynataq", **seen("languages/qu")},
        "act_on_item": {"wording": "Otras palabras"},
        "add_acta_annex": {"text": "Faltó un nombre"},
        "add_at_the_door": {"name": "Colegio", "sector": "soc", "titular": "Eva"},
        "add_agreement": {"agreement-workshop": "mesa-1", "agreement-text": "Seguimos"},
        "add_commitment": {"text": "Invitar", "owner": "Rosa", "due": "2031-03-01", "source": ""},
        "add_indicator": {"name": "Hogares con agua"},
        "add_scorecard": {"name": "Plan del puerto"},
        "choose_letters": {"every": "week"},
        "align_objectives": {
            "lower": own["plan_aim"], "upper": own["other_aim"], "note": "Le da el agua que necesita",
        },
        "begin_shared_value": VALUE,
        "change_shared_value": VALUE,
        "show_shared_value": {"act": "hide"},
        "say_value_step": {"step": "1", "state": "done", "note": "Se conversó"},
        "tie_value_indicator": {"indicator": own["financial"], "side": ""},
        "pair_indicators": {
            "social": own["social"], "financial": own["financial"], "lag": "-3", "validity": "En el valle",
        },
        "compare_metric": {
            "finding": "contradicts", "design": "Con y sin riego", "document": "https://example.org/a.pdf",
        },
        "begin_cluster": {"name": "Olivo", "purpose": "Aceite de Ilo"},
        "change_cluster": {"name": "Olivares", "purpose": "Aceite de Ilo"},
        "show_cluster": {"act": "hide"},
        "join_cluster": {"name": "Almazara", "role": "Prensa"},
        "tie_members": {"giver": own["other_member"], "taker": own["member"], "what": "aceitunas"},
        "measure_cluster": {"indicator": own["financial"], "act": "off"},
        "name_component": COMPONENT,
        "change_component": COMPONENT,
        "show_component": {"act": "hide"},
        "say_stressor": {"name": "Granizo", "state": "natural", "note": "Cae en enero"},
        "say_baseline": {"year": "2022", "value": "1.4", "trend": "worsening", "source": "Acta 3"},
        "say_contribution": {
            "stressor": own["stressor"], "sign": "minus", "magnitude": "0.1", "unit": "", "mode": "additive",
            "confidence": "low", "source": "Acta 3", "round": "",
        },
        "rate_effects": {"workshop": "mesa-1", "pair": f"{own['component']}-{own['stressor']}"},
        "accept_effect": {
            "round": own["rated_round"], "code": own["rated_code"], "mode": "additive",
            "instead_of": own["rated_instead_of"],
        },
        "refuse_effect": {
            "round": own["rated_round"], "code": own["rated_code"], "reason": "Se midió otra cosa",
        },
        "decide_significance": {
            "decision": "significant", "decided_by": "Mesa del agua", "reason": "Queda poco",
        },
        "add_effect_measure": {
            "kind": "avoid", "text": "Medir el caudal", "responsible": "Autoridad del agua", "indicator": "",
        },
        "end_effect_measure": {"reason": "Se hizo otra cosa"},
        "add_initiative": {"name": "Pozo", "owner": "Junta de riego", "budget": "S/ 1'500,000.00"},
        "add_measurement": {"period": "2023", "value": "30", "corrects": own["value"], "note": "Más"},
        "advance_measurements": {"to": "validated", "measurement": own["measurement"]},
        "begin_scorecard_plan": {"first_year": "2031", "last_year": "2033"},
        "begin_plan": {"code": "POI 2031", "kind": "POI", "first_year": "2031", "last_year": "2031"},
        "begin_review": {
            "name": "Evaluación", "period": "2023-S2", "year": "2024", "actions": own["reviewed_action"],
        },
        "say_money": {"year": "2023", "programmed": "9000", "executed": "1", "seen": money_seen[1]},
        "decide_proposal": {
            "round": own["asked"], "code": own["asked_code"], "act": "accept", "reason": "Lo dice el acta",
        },
        "begin_ficha": {"code": "OEI.77", "name": "Otro objetivo", "priority": "", "type": ""},
        "change_ficha": {"name": "Otro nombre", "priority": "2", "type": "I", "seen": aim_seen[1]},
        "change_plan": {"name": "Otro", "state": "finished", "version": "original"},
        "write_passage": {"text": "Se avanzó {{ plan.weighted }}.", "seen": written[1]},
        "seal_report": {"reason": "Se agregó la perspectiva.", "confirmed": looked_at},
        "confirm_plan": {"outcome": outcome[1]},
        "add_variable": {"code": "RUIDO", "name": "Ruido", "source": "OEFA"},
        "change_variable": {"name": "Otro nombre", "source": "Otra fuente", "seen": variable_seen[1]},
        "say_variable": {"period": "2023", "value": "30"},
        "offer_variables": {"variable": own["unrated"]},
        "confirm_variables": {"outcome": judged_variables[1]},
        "add_seat": {"name": "Colegio", "sector": "soc"},
        "add_sector": {"s-name": "Academia"},
        "add_territory": {"t-name": "Omate"},
        "annul_round": {"reason": "Se leyó mal"},
        "answer_acta_correction": {"state": "accepted", "answer": "Es verdad"},
        "change_look": {"act": "colour", "colour": "#0f5a63"},
        "call_sector_shortly": {"name": "Vecinos"},
        "change_process": {"name": "Otro nombre", "languages": "es"},
        "change_protocol": RULES,
        "change_round": ROUND | {"secrecy": "secret", "visibility": "publication"},
        "change_workshop": {"name": "Mesa del valle"},
        "change_seat": {"name": "Universidad", "sector": "soc", "titular": "Eva"},
        "check_in": {"seat": own["seat"], "act": "titular"},
        "choose_options": {"code": "F1", "from": ""},
        "change_survey": {"name": "Otro nombre"},
        "change_wave": {"name": "Otra", "year": "2029", "mode": "confidential"},
        "confirm_list": {"plan": listed[1]},
        "keep_past_wave": {"plan": judged[1]},
        "confirm_people": {"plan": plan[1]},
        "name_my_account": {"name": "Ana Flores"},
        "create_account": {"email": "otra@example.org"},
        "create_process": {"name": "Proceso nuevo", "languages": "es"},
        "create_round": ROUND | {"kind": "organise"},
        "create_survey": {"name": "Encuesta nueva", "template": "zed_users"},
        "create_wave": {"name": "2030", "year": "2030", "instrument": "1", "mode": "anonymous"},
        "create_workshop": {"name": "Otro taller", "start": "blank"},
        "draw_arrow": {
            "cause": own["cause"], "effect": own["objective"], "reason": "Lo uno lleva a lo otro",
        },
        "end_initiative": {"reason": "Se acabó el dinero"},
        "end_acta_corrections": {"reason": "Todos la leyeron"},
        "enter_objective": {
            "wording": "Agua para todos", "reference": "Plan regional", "perspective": "results",
        },
        "enter_note": {"who": "seat:COM1", "channel": "aloud", "group": "D", "text": "Polvo"},
        "follow_commitment": {"state": "in_progress", "note": "Ya empezó"},
        "hand_over": {"holder": "suplente"},
        "hand_paper": {"seat": own["seat"], "act": "give"},
        "cast_assisted": {"a.F1": "5", "a.F2": "5", "key": "k" * 20},
        "type_paper": {"mark": own.get("mark", ""), "step": "save", "a.F1": "5", "a.F2": "5"},
        "join_team": {"email": "nueva@example.org", "role": "planner"},
        "keep_answers": {"person": str(own["person"]), "p1": "5"},
        "keep_questionnaire": {"document": json.dumps(SHORT | {"code": "tercera"})},
        "keep_apart": {"item": [own["item_id"], own["factor"]]},
        "measure_objective": {"indicator": own["plan_indicator"]},
        "merge": {"item": [own["item_id"], own["factor"]], "wording": "Todo", "group": "F"},
        "moderate_reasons": {"state": "hidden", "reason": own["reason"]},
        "move_objective": {"to": "up"},
        "move_perspective": {"to": "down"},
        "open_acta_corrections": {"hours": "100"},
        "look_at_letter": LETTER,
        "make_links": {"who": "all"},
        "make_open_link": {"name": "Feria"},
        "place_objective": {"perspective": "processes"},
        "print_card": {"holder": "titular"},
        "print_cards": {"sectors": "com", "holder": "titular", "only": "all"},
        "print_links": {"who": "all"},
        "print_unnamed": {"many": "2"},
        "add_data_request": {
            "kind": "access", "person": str(own["person"]), "asked_by": "Rosa", "received_on": "2026-11-02",
        },
        "add_person": {"name": "Colegio"},
        "change_person": {"name": "Otro nombre"},
        "reuse_list": {"from": own["of_data"]["survey"]},
        "correct_answers": {"p1": "4", "seen": own["of_data"]["seen"]},
        "erase_person": {"sure": "y"},
        "finish_data_request": {"outcome": "met", "did": "Se entregó"},
        "note_answers": {"wave": "2", "text": "Era 4"},
        "make_api_key": {"key_name": "SUNARP", "expires_on": _in_days(9)[:10]},
        "add_webhook": {"hook_name": "SUNARP", "url": "https://200.48.225.130/aviso"},
        "add_comment_code": {"name": "Balanza"},
        "mark_comments": {"act": "done"},
        "add_recommendation": {"text": "Ampliar", "unit": "Operaciones", "due": "2031-03-01"},
        "follow_recommendation": {"state": "in_progress", "did": "Se empezó"},
        "review_comments": {
            f"seen-{own['comment']}": Decision().mark, f"state-{own['comment']}": "internal",
        },
        "take_figure": {"figure": own["figure"]},
        "publish_figure": {"figure": "headline", "other": "AEI.01", "unplanned": "y"},
        "remark_acta": {"remarks": "Se abrió a las nueve"},
        "send_letters": LETTER,
        "rename_indicator": {"name": "Hogares con agua"},
        "rename_perspective": {"name": "Lo que se logra"},
        "say_progress": {"year": "2022", "value": "45", "note": "Acta de obra"},
        "say_statement": {"kind": "vision", "text": "Medimos juntos", "reference": "La mesa"},
        "sort_objective": {"tag": "social", "theme": own["theme_of_card"]},
        "rename_sector": {"name": "Academia"},
        "rename_territory": {"name": "Omate"},
        "reword_agreement": {"text": "Nos reunimos en abril"},
        "keep_address": {"seat": own["seat"], "address": "rosa@example.org"},
        "say_hours": {
            "opens_at": "", "closes_at": _in_days(3), "until": _in_days(9), "reason": "Faltan dos sectores",
        },
        "set_account_active": {"active": "0"},
        "set_account_administrator": {"administrator": "1"},
        "set_factors": {"factor": own["factor"]},
        "set_person_active": {"active": "0"},
        "set_seat_active": {"active": "0"},
        "settle": {"answer": "Se corrige"},
        "switch_projector": {"shows": "join"},
        "undo": {"act": own["act"]},
    }  # fmt: skip
