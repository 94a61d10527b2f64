"""No address changes anything unless somebody was allowed to, and none does so on GET."""

import tempfile

from source import reaches

from smd_workshop import create_app
from smd_workshop.web import AUDIENCES
from smd_workshop.web.staff import process_access

#: POST addresses that ask no permission, and why they need none.
PUBLIC: dict[str, str] = {
    "portal.calculate": "counts ballots that nobody cast, and stores nothing",
    "portal.ask_for_letters": "asks an address whether it wants letters, at most three times a day",
    "portal.confirm_subscription": "by who has the letter that asked: the key in its link",
    "portal.end_subscription": "by who has a letter: the key in its link",
}
#: GET addresses that write, and why that changes nothing for anybody.
WRITING: dict[str, str] = {}

CONFIG = {"TESTING": True, "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 2}


def rules():
    app = create_app(CONFIG | {"SMD_INSTANCE": tempfile.mkdtemp()})
    return [
        (rule.endpoint, rule.rule, frozenset(rule.methods or ()), app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in AUDIENCES and not rule.endpoint.endswith(".static")
    ]


RULES = rules()
WRITERS = sorted(
    {(e, v) for e, _, m, v in RULES if m & {"POST", "PUT", "PATCH", "DELETE"}}, key=lambda r: r[0]
)
READERS = sorted(
    {(e, v) for e, _, m, v in RULES if not m & {"POST", "PUT", "PATCH", "DELETE"}},
    key=lambda r: r[0],
)


def test_no_address_is_built_before_somebody_asks_for_it():
    """What builds them takes longer to make than all else of the application together."""
    app = create_app(CONFIG | {"SMD_INSTANCE": tempfile.mkdtemp()})
    (home,) = app.url_map.iter_rules("portal.home")
    late = "LateRule._compile_builder.<locals>.build"
    assert home._build.__qualname__ == home._build_unknown.__qualname__ == late
    for _again in range(2):
        assert home.build({"q": "a b"}) == ("", "/?q=a+b")
        assert home.build({}, append_unknown=False) == ("", "/")
    assert late not in {home._build.__qualname__, home._build_unknown.__qualname__}


def test_there_are_addresses_to_test():
    assert len(WRITERS) > 10
    assert len(READERS) > 10


def test_a_post_asks_permission():
    asks_nobody = {endpoint for endpoint, view in WRITERS if not reaches(view, "require")}
    public = {endpoint for endpoint, _view in WRITERS if endpoint in PUBLIC}
    assert asks_nobody - public == set(), "they change something and ask nobody"
    assert public - asks_nobody == set(), "they ask by now: take them off the list"


def test_a_get_changes_nothing():
    """Messengers and mail scanners open links before people do."""
    write = {endpoint for endpoint, view in READERS if reaches(view, "transaction")}
    assert write - set(WRITING) == set()


def test_every_exception_is_still_an_address():
    known = {e for e, _, _, _ in RULES}
    assert set(PUBLIC) | set(WRITING) <= known


def test_the_walk_sees_a_permission_asked_in_a_helper_and_only_there():
    assert reaches(asks_through_a_helper, "require")
    assert not reaches(asks_nobody, "require")


def asks_through_a_helper():
    process_access.enter("moq", "see process")


def asks_nobody():
    process_access.my_id()
