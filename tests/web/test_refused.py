"""A form of plans and scorecards that is refused comes back with all that was typed, open, and with the reason."""

import re
import time

import pytest
from planned import make_plan, process_of
from staff import member
from strategic import entered
from werkzeug.datastructures import MultiDict

from smd_workshop.web import HEADERS
from smd_workshop.web.staff.refilling import refilled

LONG = "x" * 9000


@pytest.fixture
def planner(app):
    process = process_of()
    objective = entered(process, "Agua limpia")
    make_plan(process)
    browser = member(app, process, "facilitator")
    browser.objective = objective.id
    return browser


#: Where, what is sent, what has to be read again in the form, and on which page it stands.
REFUSED = {
    "vision": (
        "scorecard/statements",
        {"kind": "mission", "text": "Agua <para> todos"},
        "text",
        "scorecard",
    ),
    "objective": (
        "scorecard/objectives",
        {"wording": "Aire limpio", "perspective": "results"},
        "wording",
        "scorecard",
    ),
    "scorecard": ("scorecard/add", {"name": LONG}, "name", "scorecard"),
    "plan": (
        "scorecard/plan",
        {"first_year": "2026", "last_year": "mañana"},
        "last_year",
        "scorecard",
    ),
    "perspective": (
        "scorecard/perspectives/results/rename",
        {"name": LONG},
        "name",
        "scorecard",
    ),
    "initiative": (
        "scorecard/objectives/{}/initiatives",
        {"name": "Planta", "owner": "Junta", "budget": "2 millones"},
        "budget",
        "scorecard/objectives/{}",
    ),
    "arrow": (
        "scorecard/map/arrows",
        {"cause": "{}", "effect": "{}", "reason": "Riega"},
        "reason",
        "scorecard/map",
    ),
    "no arrow": (
        "scorecard/map/arrows",
        {"cause": "", "reason": "Riega"},
        "reason",
        "scorecard/map",
    ),
    "new plan": (
        "plans",
        {"code": "PEI 2", "first_year": "2030", "last_year": "2020"},
        "code",
        "plans",
    ),
}


def form_of(page, action):
    """What stands in the form with this action."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
    return found[1]


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_typed_is_there_again_and_the_reason_with_it(planner, name):
    address, data, field, where = REFUSED[name]
    action = "/f/moq/" + address.format(planner.objective)
    sent = {key: value.format(planner.objective) for key, value in data.items()}
    stands = f"/f/moq/{where.format(planner.objective)}"
    page = planner.post(action, data=sent | {"sent_from": stands})
    assert page.status_code in {409, 422}
    own = form_of(page.text, action)
    typed = sent[field].replace("<", "&lt;").replace(">", "&gt;")
    assert f'value="{typed}"' in own or f">\n{typed}</textarea>" in own
    assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in page.text
    before = page.text.partition(own)[0]
    folds = re.findall(r"<details[^>]*>|</details>", before)
    assert not folds or folds[-1] == "</details>" or " open" in folds[-1], "it is not folded away"


def test_all_that_is_wrong_is_said_at_once_beside_its_field_and_linked_from_the_head(planner):
    where = f"/f/moq/scorecard/objectives/{planner.objective}"
    sent = {"name": "", "owner": "Junta", "budget": "dos", "sent_from": where}
    page = planner.post(f"{where}/initiatives", data=sent)
    assert page.status_code == 422
    own = form_of(page.text, f"{where}/initiatives")
    linked = dict(re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', own))
    assert any("Fill this in." in words for words in linked.values())
    assert any("dos" in words for words in linked.values()), "what is quoted is said at its field"
    for field in linked:
        assert f'id="{field}"' in own and f'id="{field}-error"' in own, "each leads to its field"
        assert re.search(rf'<[^>]*aria-describedby="[^"]*{field}-error"', own)
    assert "<title>Error: " in page.text
    assert 'value="Junta"' in own
    flashed = planner.get(where).text
    assert "Fill this in." not in flashed and "error-summary" not in flashed, "said once"


def test_the_headers_of_a_refused_form_are_those_of_its_page(planner, monkeypatch):
    monkeypatch.setitem(planner.application.config, "SESSION_COOKIE_SECURE", True)
    where = {"base_url": "https://localhost"}
    page = planner.get("/f/moq/scorecard", **where)
    assert page.status_code == 200
    sent = {"name": LONG, "sent_from": "/f/moq/scorecard"}
    again = planner.post("/f/moq/scorecard/add", data=sent, **where)
    assert again.status_code == 422
    own = {"Content-Length", "ETag", "Set-Cookie"}
    given, expected = (
        {name: text for name, text in answer.headers.items() if name not in own}
        for answer in (again, page)
    )
    assert given == expected
    assert {*HEADERS, "Strict-Transport-Security", "Cache-Control"} <= given.keys()


def test_who_may_not_see_the_page_any_more_is_not_shown_it(planner):
    elsewhere = {"text": "x", "kind": "nothing", "sent_from": "/f/otro/scorecard"}
    page = planner.post("/f/moq/scorecard/statements", data=elsewhere)
    assert page.status_code in {409, 422} and 'class="note bad"' in page.text
    for odd in (
        "https://example.org/f/moq/scorecard",
        "//example.org/f/",
        "/account/login",
        "f/moq",
        "//[",
        "http://[x",
    ):
        page = planner.post("/f/moq/scorecard/statements", data=elsewhere | {"sent_from": odd})
        assert page.status_code in {409, 422} and "<form" not in page.text


def test_the_page_is_read_with_its_question_whatever_letters_it_has(planner):
    for asked in ("ñandú", "漢字", "a%20b&c=%C3%B1", "[x]"):
        sent = {"name": LONG, "sent_from": f"/f/moq/scorecard?q={asked}"}
        page = planner.post("/f/moq/scorecard/add", data=sent)
        assert page.status_code == 422 and LONG in page.text


def test_required_fields_of_these_forms_are_marked_and_the_mark_is_explained(planner):
    for address in ("scorecard", f"scorecard/objectives/{planner.objective}", "scorecard/map"):
        page = planner.get(f"/f/moq/{address}").text
        for form in re.findall(r'<form class="form".*?</form>', page, re.DOTALL):
            assert (" required" in form) == ("Fields with * are required." in form), form


PAGE = """<main><details class="a"><summary>Uno</summary><form method="post" action="/x?card=a&amp;b=1">
<input type="hidden" name="sent_key" value="k"><input name="q" value="old" required>
<input type="checkbox" name="c" value="1" checked><input type="radio" name="r" value="1" checked>
<input type="radio" name="r" value="2"><select name="s"><option value="1" selected>1</option>
<option value="2">2</option></select><textarea name="t">old</textarea></form></details>
<form method="post" action="/y"><input name="q" value="other"></form>"""


def test_every_kind_of_field_is_filled_and_other_forms_stay_as_they_are():
    given = MultiDict({"sent_key": "spent", "q": 'a "b"', "r": "2", "s": "2", "t": "uno\n<dos>"})
    page = refilled(PAGE, "/x?card=a&b=1", given, lambda _lines, _lost: "<p>why</p>")
    assert '<details open class="a">' in page and "<p>why</p>" in page
    assert 'value="k"' in page, "a key that was spent is not sent again"
    assert 'name="q" value="a &quot;b&quot;" required' in page
    assert 'name="c" value="1">' in page and 'name="r" value="2" checked>' in page
    assert '<option value="1">' in page and '<option value="2" selected>' in page
    assert '<textarea name="t">\nuno\n&lt;dos&gt;</textarea>' in page
    assert page.endswith('<form method="post" action="/y"><input name="q" value="other"></form>')
    elsewhere = refilled(
        PAGE,
        "/z",
        MultiDict({"t": "uno\n<dos> y más", "seen": "12"}),
        lambda _lines, lost: f"<p>{lost}</p>",
    )
    assert elsewhere == f"<main><p>['uno\\n<dos> y más']</p>{PAGE[6:]}"


ODD = """<main><form action="/x"><input name="q" pattern="\\p{L}+"><select name="s"><option>Agua  y
suelo</option><option value="">–</option><optgroup label="Otros"><option>Aire</option></optgroup></select></form>"""


def test_a_pattern_for_browsers_alone_and_an_option_that_is_its_words_are_read_as_browsers_do():
    def told(lines, _texts):
        return f"<p>{[words for *_field, words in lines]}</p>"

    page = refilled(ODD, "/x", MultiDict({"q": "Ñandú", "s": "Agua y suelo"}), told)
    assert "<p>[]</p>" in page and "<option selected>Agua" in page and "<option>Aire" in page
    page = refilled(ODD, "/x", MultiDict({"q": "1", "s": "Aire"}), told)
    assert "<p>[]</p>" in page and "<option selected>Aire" in page
    page = refilled(ODD, "/x", MultiDict({"s": "Fuego"}), told)
    assert "<p>['Choose one of the list.']</p>" in page


def seconds_of(many):
    """Processor time of filling a form with so many fields of one name and as many of their own, the better of two."""
    rows = (f'<input name="n{i}" required>\n<textarea name="t">x</textarea>' for i in range(many))
    page = f'<main><form action="/x">{"".join(rows)}</form>'
    sent = MultiDict([(f"n{i}", f"v {i}") for i in range(many)] + [("t", "uno")] * many)
    took = []
    for _ in range(2):
        began = time.process_time()
        again = refilled(page, "/x", sent, lambda _lines, _texts: "")
        took.append(time.process_time() - began)
        assert again.count("uno</textarea>") == many
    return min(took)


def test_a_form_of_eight_times_the_fields_takes_about_eight_times_as_long():
    """It took sixty times as long: a form of 2,000 fields held a worker for a second."""
    assert seconds_of(2400) < 20 * seconds_of(300)
