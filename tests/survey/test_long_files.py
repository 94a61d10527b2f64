"""A file too long to be held is counted like any other, whatever stands where the pieces end."""

import codecs
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waves import changed

from smd_workshop.library import long_documents
from smd_workshop.library.documents import parse, sha256
from smd_workshop.library.long_documents import Digest, members
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey import answers, document, files
from smd_workshop.library.survey.document import recount
from smd_workshop.library.survey.files import recount_content


@pytest.fixture(params=[1, 2, 7, 64, 2**20])
def piece(request, monkeypatch):
    """Every file is long, and read in pieces of so many bytes."""
    monkeypatch.setattr(files, "LONG", 0)
    monkeypatch.setattr(long_documents, "PIECE", request.param)
    monkeypatch.setattr(answers, "BLOCK", 3)
    monkeypatch.setattr(files, "BLOCK", 3)
    return request.param


def wave(many=10):
    chance = random.Random(1)
    responses = [{f"p{n}": chance.choice([1, 5, "na", None]) for n in (1, 2)} for _ in range(many)]
    return changed(responses=responses, dimensions=[{"code": "añ«o»😀", "items": ["p1", "p2"]}])


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("escaped", [True, False])
def test_a_long_file_is_counted_like_any_other(piece, indent, escaped):
    text = json.dumps(wave(), indent=indent, ensure_ascii=escaped)
    assert recount_content(text.encode()) == recount(wave())
    assert recount_content(codecs.BOM_UTF8 + text.encode() + b" \n") == recount(wave())


@pytest.mark.parametrize("first", ["responses", "settings", "scale"])
def test_its_members_may_stand_in_any_order(piece, first):
    """What was asked may stand behind the answers, and so may what the digest begins with."""
    turned = {first: wave()[first]} | dict(reversed(wave().items()))
    assert next(iter(turned)) == first
    assert recount_content(json.dumps(turned).encode()) == recount(wave())


def test_without_responses_it_is_refused_like_any_other(piece):
    for responses in ({}, 3, None):
        said(json.dumps(wave() | {"responses": responses}))
    some = wave()
    del some["responses"]
    assert said(json.dumps(some)) == "responses: missing"
    assert recount_content(json.dumps(wave(0)).encode()) == recount(wave(0))


def said(text):
    """What is said of a long file, which is what is said of any other."""
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(FormatError) as plainly:
        recount(parse(content))
    with pytest.raises(FormatError) as piecewise:
        recount_content(content)
    if str(plainly.value).startswith("not JSON: "):  # what was expected may be said in other words
        assert str(piecewise.value).startswith("not JSON: ")
    else:
        assert str(piecewise.value) == str(plainly.value)
    return str(piecewise.value)


TEXT = json.dumps(wave(), indent=1, ensure_ascii=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"p1": 5', '"p1": 6'), ('"p1": 5', '"p1": NaN'), ('"p1": 5', '"p1": 5, "p1": 5'),
        ('"p1": 5', '"p9": 5'), ('"p1": 5', '"p1" 5'), ('"p1": 5', '"p1": 05'), ('"p1": 5', '"p1": '),
        ('"p1": 5', '"\\ud800": null'), ('"p1": 5', '"p1": "x'), ('"p1": 5', "p1: 5"),
        ('"p1": 5', '"p1": ' + "9" * 5000), ('"p1": 5', '"p1": ' + "[" * 100_000),
        ("{\n", "[\n"), ('"population": 13', '"population": 1'), ('"seed"', '"sed"'), ("\n ]", "\n"),
        ('"format"', '"format": "smd-survey/1", "format"'), ('"settings":', '"settings"'),
        ('"seed": 20230901', '"seed": 20230901 "x"'), ('"recommend": null,', '"recommend": null'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_long_file_is_said_like_of_any_other(piece, before, after):
    assert before in TEXT
    said(TEXT.replace(before, after, 1))


def test_a_long_file_that_breaks_off_says_where(piece):
    for end in range(0, len(TEXT), 23):
        said(TEXT[:end])
    said(TEXT + "\n{}")
    said(TEXT.encode().replace(b'"p1": 5', b'"p1\xe9": 5', 1))
    said(TEXT.encode()[:200] + b"\xc3")


def test_the_place_of_a_fault_is_that_in_the_whole_file(piece):
    """A line in the middle of a million helps nobody if it is counted from the piece."""
    broken = TEXT.replace('"p1": 1', '"p1": ?', 1)
    line = broken[: broken.index("?")].count("\n") + 1
    assert said(broken) == f"not JSON: Expecting value (line {line}, column 10)"
    assert said(TEXT + "{}").startswith(f"not JSON: Extra data (line {TEXT.count(chr(10)) + 1}, ")


def test_only_a_long_file_takes_the_long_way(monkeypatch):
    """Else every file would be told of its faults by the way that knows less."""
    monkeypatch.setattr(files, "members", None)
    assert recount_content(TEXT.encode()) == recount(wave())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=5), JSON, st.integers(1, 9))
def test_members_and_digest_are_those_of_the_whole(document, long, size):
    document["list"] = long
    content = json.dumps(document, ensure_ascii=size % 2 == 0).encode()
    old, long_documents.PIECE = long_documents.PIECE, size
    try:
        read = {
            key: value if isinstance(value, dict | list | str | int | float | None) else list(value)
            for key, value in members(content, "list")
        }
    finally:
        long_documents.PIECE = old
    assert read == document
    assert list(read) == list(document)
    if isinstance(long, list):
        others = {key: value for key, value in document.items() if key != "list"}
        digest = Digest(others, "list")
        digest.take(long[:1])
        digest.take(long[1:])
        assert digest.hexadecimal(others) == sha256(document)


def test_the_result_of_a_long_file_is_made_by_the_same_function():
    assert files.result is document.result
