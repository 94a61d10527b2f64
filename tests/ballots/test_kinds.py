"""What every kind of ballot must keep: a new folder is tested without a new test."""

import contextlib
import re
import tomllib
from random import Random

import pytest
from ballots import thumbs_method  # noqa: F401 - takes in a kind that lives in tests only
from each_case import each_case
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from forms.workshops.ballot import said
from reports.workshops import paper_ballots
from smd_workshop.demonstration import story
from smd_workshop.library.ballots import KINDS, SCRIPT, InvalidAnswer, Question, folder_of, receive
from smd_workshop.library.methods import METHODS
from smd_workshop.rounds import round_definitions
from smd_workshop.web.sheets import ballot_sheets as sheets

ALL = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
LONG = (
    "«Los resultados» <b>no</b> llegan a quien los necesita & " + "porque nadie los explica " * 12
)


def example(kind):
    return tomllib.loads((folder_of(kind) / "example.toml").read_text("utf-8"))


def question(kind, settings=None):
    """What a round with these settings asks."""
    of = example(kind)
    return Question(kind().within(settings or {}), tuple(of["options"]), of.get("groups", {}))


def english(words):
    if words.plural:
        return (words.message if words.count == 1 else words.plural) % (
            {"num": words.count} | dict(words.params)
        )
    return words.message % words.params if words.params else words.message


def cases(which):
    return [
        pytest.param(kind, case, id=f"{name}-{place}")
        for name, kind in KINDS.items()
        for place, case in enumerate(example(kind)[which])
    ]


def sent(form):
    return MultiDict(form)


def checked(asks, answer):
    """What the check returns for a whole stored answer; of a single question, for each option's."""
    if asks.ballot.single:
        return {code: asks.ballot.check(given, ()) for code, given in answer.items()}
    return asks.ballot.check(answer, asks.codes, asks.groups)


@each_case(("kind", "case"), cases("good"))
def test_what_a_phone_sends_is_stored_and_said_as_the_example_says(kind, case):
    asks = question(kind, case.get("settings"))
    reading = receive(asks, sent(case["form"]))
    assert reading.errors == {}
    assert reading.answer == case["answer"]
    assert [[code, english(w)] for code, w in asks.ballot.lines(asks, reading.values)] == case[
        "lines"
    ]
    assert reading.reasons == case.get("reasons", {})
    assert asks.ballot.missing(asks, reading.values) == case.get("missing", [])
    stances = {code: asks.ballot.stance(reading.answer, code) for code in reading.reasons}
    assert stances == case.get("stances", {})
    assert set(stances.values()) <= set(asks.ballot.stances)


@each_case(("kind", "case"), cases("bad"))
def test_what_does_not_fit_is_refused_beside_the_option_and_kept_for_its_author(kind, case):
    asks = question(kind, case.get("settings"))
    if "form" in case:
        reading = receive(asks, sent(case["form"]))
        assert {code: english(words) for code, words in reading.errors.items()} == case["errors"]
        assert reading.answer is None
        assert len(reading.values) == sum(
            len(v) if isinstance(v, list) else 1 for n, v in case["form"].items() if n[:2] != "w."
        )
        return
    with pytest.raises(InvalidAnswer) as refused:
        asks.ballot.check(case["answer"], asks.codes, asks.groups)
    assert str(refused.value) == case["error"]


@ALL
def test_a_stored_answer_fills_the_page_and_comes_back_from_it_the_same(kind):
    """Else who looks at a ballot again and saves it would have changed it."""
    asks, controls = question(kind), 0
    for seed in range(300):
        answer = asks.ballot.draw(asks, Random(seed))
        assert checked(asks, answer) == answer
        assert repr(checked(asks, answer)) == repr(answer), "the canonical form is stable"
        if not answer and not asks.ballot.may_be_empty:
            continue
        values = asks.ballot.filled(answer)
        form = MultiDict()
        for code, text in values.items():
            form.add(f"a.{code}", text)
            form.add("a", code) if code in asks.codes else form.add(code, text)
        reading = receive(asks, form)
        assert reading.errors == {}
        assert repr(reading.answer) == repr(answer)
        assert reading.values == values
        assert asks.ballot.lines(asks, values)
        controls += len(values)
    assert controls > 300


def lengthened(text):
    """The same, and more than anybody means: what was left of it after a cut could be an answer."""
    return (f"{text}.{'0' * 300}", f"{'0' * 300}{text}", f"{text}{' ' * 300}x")


@ALL
def test_nothing_that_is_typed_is_cut_but_refused_and_given_back_whole(kind):
    """On a phone and from paper, which are read alike: an answer that was cut is one that nobody gave."""
    asks, tried = question(kind), 0
    answer = next(a for seed in range(99) if (a := asks.ballot.draw(asks, Random(seed))))
    values = asks.ballot.filled(answer)
    for code, text in values.items():
        for long in lengthened(text if f"a.{code}" in sent_of(values, asks) else code):
            form = sent_of(values, asks)
            if kind.id == "approval":
                form.setlist("a", [long])
            else:
                form[f"a.{code}"] = long
            reading = receive(asks, form)
            assert reading.answer is None and reading.errors, (code, long)
            assert long in {*reading.values.values(), *reading.values}
            tried += 1
    assert tried


def sent_of(values, asks):
    form = MultiDict()
    for code, text in values.items():
        form.add(f"a.{code}", text)
        form.add("a", code) if code in asks.codes else form.add(code, text)
    return form


EXPLAINED = [
    pytest.param(kind, case["form"], id=name)
    for name, kind in KINDS.items()
    for case in example(kind)["good"]
    if case.get("reasons")
]


@each_case(("kind", "form"), EXPLAINED)
def test_a_reason_at_the_limit_is_kept_whole_and_one_beyond_it_refused(kind, form):
    asks, form = question(kind), MultiDict(form)
    name = next(key for key in form if key[:2] == "w.")
    for many, kept in ((500, True), (501, False)):
        form[name] = "á" * many
        reading = receive(asks, form)
        assert reading.reasons[name[2:]] == "á" * many
        assert (reading.answer is not None) is kept


@ALL
def test_a_check_never_fails_on_what_a_file_may_hold(kind):
    chance, asks, refused = Random(3), question(kind), 0
    odd = [None, True, -1, 4.5, 10**400, float("nan"), "", "x" * 99, [], {}, [["F1"]], {"F1": {}}]
    for _ in range(500):
        answer = chance.choice(
            [*odd, {chance.choice([*asks.codes, "@F", "zz"]): chance.choice(odd)}]
        )
        with contextlib.suppress(InvalidAnswer):
            assert asks.ballot.check(answer, asks.codes, asks.groups) is not None
            continue
        refused += 1
    assert refused > 100


@ALL
def test_a_reason_that_is_too_long_is_refused_and_stays_on_the_page(kind):
    if not kind().asks_reasons:
        pytest.skip("asks for none")
    asks = question(kind)
    case = next(c for c in example(kind)["good"] if c.get("reasons"))
    code = next(iter(case["reasons"]))
    reading = receive(asks, sent(case["form"] | {f"w.{code}": "x" * 501}))
    assert english(reading.errors[code]) == "Please write at most 500 characters."
    assert len(reading.reasons[code]) == 501


def defined(asks):
    options = tuple(round_definitions.OptionWords(c, LONG, "") for c in asks.codes)
    return round_definitions.RoundDefinition(
        1, 1, 1, "vote", "", "factor", "Una ronda", "¿Qué?", "", "secret", "publication", (),
        {"groups": asks.groups}, options, 7, None, "swot", "America/Lima", f"digest-{asks.ballot.id}", 5,
    )  # fmt: skip


@ALL
@pytest.mark.parametrize("language", ["es", "en"])
def test_its_part_of_the_page_has_a_control_for_each_option_and_shows_every_error(
    app, kind, language, monkeypatch
):
    from forms.workshops.ballot import Sheet

    asks = question(kind)
    asked = defined(asks)
    sheets._questions.put(asked.digest, asks)
    keys = asks.ballot.keys(asks)
    wrong = Sheet(errors={key: f"wrong: {key}" for key in keys})
    with app.test_request_context(headers={"Accept-Language": language}), force_locale(language):
        plain = sheets.body(asked, Sheet(), asks.codes)
        for key in map(re.escape, keys):
            assert re.search(rf'name="a(\.{key}"|" value="{key}")', plain), key
        written = plain.count("&lt;b&gt;no&lt;/b&gt;")
        alone = keys == asks.codes  # else a wording stands at every key it is a part of
        assert written == len(asks.codes) if alone else written >= len(keys), "wordings are escaped"
        assert "<b>" not in plain
        if "o.F1" in plain:
            assert all(f"wrong: {key}" in sheets.body(asked, wrong, asks.codes) for key in keys)
        assert sheets.script_words(asked)


@ALL
def test_its_part_of_the_page_counts_nothing_that_only_a_script_could_keep_true(app, kind):
    """Without scripts a count stands still while somebody answers: it would be false from the first answer on."""
    from forms.workshops.ballot import Sheet

    asks = question(kind)
    asked = defined(asks)
    sheets._questions.put(asked.digest, asks)
    text = re.compile(r"<(?:select|small)\b.*?</(?:select|small)>|<[^>]*>", re.DOTALL)
    full = kind().filled(asks.ballot.draw(asks, Random(7))) if not kind.single else {}
    with app.test_request_context(headers={"Accept-Language": "en"}), force_locale("en"):
        shown = {
            " ".join(text.sub(" ", sheets.body(asked, Sheet(values=values), asks.codes)).split())
            for values in ({}, full)
        }
    assert len(shown) == 1, "what it says does not depend on what was answered"
    assert not re.search(r"✓|missing|left|to give out|\d of \d", shown.pop())


@ALL
def test_the_script_finds_every_sentence_that_it_looks_for(app, kind):
    file = folder_of(kind) / SCRIPT
    script = file.read_text("utf-8") if file.exists() else "dataset.done .left .many"
    assert "import " not in script
    with app.test_request_context():
        words = {name: said(each) for name, each in kind().script_words.items()}
    used = set(re.findall(r"dataset\.(\w+)", script)) - {"total"}
    for names in re.findall(r"const \{([^}]+)\} = event\.target\.dataset", script):
        used |= set(names.replace(" ", "").split(","))
    assert used
    assert used <= {re.sub(r"-(\w)", lambda m: m[1].upper(), name) for name in words}
    assert all(words.values())


@ALL
@pytest.mark.slow
def test_its_paper_holds_every_option_and_what_stands_in_the_box(app, kind):
    import io

    from flask_babel import gettext, ngettext
    from pypdf import PdfReader

    asks = question(kind)
    ballot = paper_ballots.PaperBallot(
        process="SMD Moquegua", workshop="Mesa 1", number=3, title="Una ronda", question="¿Qué pesa?",
        help="", by_name=True, fewest=5, simulated=False, asks=asks,
        options=[paper_ballots.Option(code, LONG) for code in asks.codes],
        group_names={"F": "Fortalezas", "D": "Debilidades"}, over_groups="Y entre los grupos",
    )  # fmt: skip
    with app.test_request_context(), force_locale("es"):
        made = paper_ballots.paper_ballots(
            ballot, ["COM1", "", None], gettext=lambda t: str(gettext(t)), ngettext=ngettext,
            language="es",
        )  # fmt: skip
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]
    text = " ".join(pages)
    assert text.count("¿Qué pesa?") == 3, "one ballot for each mark"
    assert all(text.count(f"{code}. «Los resultados» <b>no</b>") == 3 for code in asks.codes)
    assert "COM1" in pages[0]
    assert text.count("Código del escaño") >= 2, "a box where something stands in it, or will"
    assert "Código del escaño" not in pages[-1], "no box"
    assert "Ronda 3" in pages[-1]


@pytest.mark.slow
@pytest.mark.parametrize("method_id", ["rating", "points"])
def test_two_dozen_options_fill_one_sheet_on_both_sides(app, method_id):
    """A third page is not marked, or gets lost."""
    import io

    from pypdf import PdfReader

    factors = story.source()["factors"][:24]
    groups = {g: [f["code"] for f in factors if f["quadrant"] == g] for g in "FODA"}
    asks = Question(METHODS[method_id].ballot, tuple(f["code"] for f in factors), groups)
    ballot = paper_ballots.PaperBallot(
        process="SMD Moquegua", workshop="Mesa 1", number=3, title="Una ronda", help="",
        question="¿Cuán importante es cada factor para medir nuestro desarrollo?",
        by_name=False, fewest=3, simulated=True, asks=asks, over_groups="Y entre los grupos",
        options=[paper_ballots.Option(f["code"], f["wording"]) for f in factors],
    )  # fmt: skip
    made = paper_ballots.paper_ballots(
        ballot, [None], gettext=str, ngettext=one_or_many, language="en"
    )
    sides = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert len(sides) == 2
    assert all("24 to answer: what is not on this side" in side for side in sides), (
        "one side alone is half an answer"
    )


def one_or_many(one, many, num, **values):
    return (one if num == 1 else many) % (values | {"num": num})
