"""A form of plans and scorecards that is refused comes back with all that was typed, open, and with the reason."""

import re

import pytest
from planned import make_plan, process_of
from staff import member
from strategic import entered
from werkzeug.datastructures import MultiDict

from smd_workshop.web.staff.refused import refilled

LONG = "x" * 9000


@pytest.fixture
def planner(app):
    process = process_of()
    objective = entered(process, "Agua limpia")
    make_plan(process)
    browser = member(app, process, "facilitator")
    browser.objective = objective.id
    return browser


#: Where, what is sent, and what has to be read again in the form.
REFUSED = {
    "vision": ("scorecard/statements", {"kind": "mission", "text": "Agua <para> todos"}, "text"),
    "objective": (
        "scorecard/objectives",
        {"wording": "Aire limpio", "perspective": "results"},
        "wording",
    ),
    "scorecard": ("scorecard/add", {"name": LONG}, "name"),
    "plan": ("scorecard/plan", {"first_year": "2026", "last_year": "mañana"}, "last_year"),
    "perspective": ("scorecard/perspectives/results/rename", {"name": LONG}, "name"),
    "initiative": (
        "scorecard/objectives/{}/initiatives",
        {"name": "Planta", "owner": "Junta", "budget": "2 millones"},
        "budget",
    ),
    "arrow": ("scorecard/map/arrows", {"cause": "{}", "effect": "{}", "reason": "Riega"}, "reason"),
    "no arrow": ("scorecard/map/arrows", {"cause": "", "reason": "Riega"}, "reason"),
    "new plan": ("plans", {"code": "PEI 2", "first_year": "2030", "last_year": "2020"}, "code"),
}


def form_of(page, action):
    """What stands in the form with this action."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
    return found[1]


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_typed_is_there_again_and_the_reason_with_it(planner, name):
    address, data, field = REFUSED[name]
    action = "/f/moq/" + address.format(planner.objective)
    sent = {key: value.format(planner.objective) for key, value in data.items()}
    page = planner.post(action, data=sent)
    assert page.status_code in {409, 422}
    own = form_of(page.text, action)
    typed = sent[field].replace("<", "&lt;").replace(">", "&gt;")
    assert f'value="{typed}"' in own or f">\n{typed}</textarea>" in own
    assert 'class="error"' in own
    before = page.text.partition(own)[0]
    folds = re.findall(r"<details[^>]*>|</details>", before)
    assert not folds or folds[-1] == "</details>" or " open" in folds[-1], "it is not folded away"


def test_required_fields_of_these_forms_are_marked_and_the_mark_is_explained(planner):
    for address in ("scorecard", f"scorecard/objectives/{planner.objective}", "scorecard/map"):
        page = planner.get(f"/f/moq/{address}").text
        for form in re.findall(r'<form class="form".*?</form>', page, re.DOTALL):
            assert (" required" in form) == ("Fields with * are required." in form), form


PAGE = """<details class="a"><summary>Uno</summary><form method="post" action="/x?card=a&amp;b=1">
<input type="hidden" name="sent_key" value="k"><input name="q" value="old" required>
<input type="checkbox" name="c" value="1" checked><input type="radio" name="r" value="1" checked>
<input type="radio" name="r" value="2"><select name="s"><option value="1" selected>1</option>
<option value="2">2</option></select><textarea name="t">old</textarea></form></details>
<form method="post" action="/y"><input name="q" value="other"></form>"""


def test_every_kind_of_field_is_filled_and_other_forms_stay_as_they_are():
    given = MultiDict({"sent_key": "spent", "q": 'a "b"', "r": "2", "s": "2", "t": "uno\n<dos>"})
    page = refilled(PAGE, "/x?card=a&b=1", given, "No & no")
    assert '<details open class="a">' in page and "✕ No &amp; no" in page
    assert 'value="k"' in page, "a key that was spent is not sent again"
    assert 'name="q" required value="a &quot;b&quot;"' in page
    assert 'name="c" value="1">' in page and 'name="r" value="2" checked>' in page
    assert '<option value="1">' in page and '<option value="2" selected>' in page
    assert '<textarea name="t">\nuno\n&lt;dos&gt;</textarea>' in page
    assert page.endswith('<form method="post" action="/y"><input name="q" value="other"></form>')
    assert refilled(PAGE, "/z", given, "No") == PAGE
