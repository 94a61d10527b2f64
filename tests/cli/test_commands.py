"""The commands as they are typed: what they print, and what they refuse in one line."""

import re

import pytest
from builders import make_room
from sqlalchemy import func, select

from smd_workshop.database import db
from smd_workshop.models import Ballot, Credential, Journal, Membership, Process, User

pytestmark = pytest.mark.acts


@pytest.fixture
def smd(app):
    """smd("user create …"): the command's exit code and what it printed."""
    runner = app.test_cli_runner()

    def run(words):
        db.session.rollback()
        done = runner.invoke(args=["smd", *words.split()])
        db.session.rollback()
        return done

    return run


def signs_in(app, email, password):
    answer = app.test_client().post("/account/login", data={"email": email, "password": password})
    return answer.status_code == 302


def many(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_first_account_is_an_administrator_whose_password_is_printed_once(app, smd):
    done = smd("user create jefa@example.org")
    assert done.exit_code == 0, done.output
    (line,) = done.output.splitlines()
    email, password = line.split("\t")
    assert email == "jefa@example.org" and len(password) >= 16
    assert signs_in(app, email, password)
    user = db.session.scalars(select(User)).one()
    assert user.has_role("administrator") and password not in user.password
    kept = [str(entry.detail) for entry in db.session.scalars(select(Journal))]
    assert kept and not any(password in words for words in kept)
    again = smd("user create jefa@example.org")
    assert again.exit_code != 0 and password not in again.output


def test_a_password_that_was_chosen_is_not_printed(app, smd):
    done = smd("user create jefa@example.org --password una-clave-larga")
    assert done.output == "jefa@example.org\n"
    assert signs_in(app, "jefa@example.org", "una-clave-larga")


@pytest.mark.parametrize("address", ["jefa@example.org", "JEFA@example.org"])
def test_a_second_account_with_the_same_address_is_refused_and_the_first_stays(app, smd, address):
    smd("user create jefa@example.org --password una-clave-larga")
    again = smd(f"user create {address} --password otra-clave-larga")
    assert again.exit_code == 1
    assert again.output == "Error: jefa@example.org has an account already.\n"
    assert many(User) == 1
    assert signs_in(app, "jefa@example.org", "una-clave-larga")
    assert not signs_in(app, "jefa@example.org", "otra-clave-larga")


def test_a_role_is_given_in_the_process_that_is_named_and_nowhere_else(smd):
    make_room()
    for wrong in ("", "--process nada"):
        refused = smd(f"user create f@example.org --role facilitator {wrong}")
        assert refused.exit_code == 1 and "--process CODE" in refused.output
    assert many(User) == 0, "half an account is left"
    assert smd("user create f@example.org --role facilitator --process moq").exit_code == 0
    (membership,) = db.session.scalars(select(Membership))
    assert (membership.role, membership.user.email) == ("facilitator", "f@example.org")
    assert not membership.user.has_role("administrator")
    unknown = smd("user create g@example.org --role queen")
    assert unknown.exit_code == 2 and many(User) == 1


@pytest.mark.on_both
def test_the_demonstration_is_loaded_once_and_its_cards_open_seats(app, smd):
    smd("user create jefa@example.org")
    done = smd("demo moquegua --user jefa@example.org --base https://smd.example.pe/")
    assert done.exit_code == 0, done.output
    rows = [line.split("\t") for line in done.output.splitlines()]
    process = db.session.scalars(select(Process)).one()
    assert process.simulated and process.code == "moquegua-2022"
    assert len(rows) == len(process.sectors)
    for _seat, code, link in rows:
        typed = re.sub(r"\W", "", code)
        assert link == f"https://smd.example.pe/e/{typed}"
        assert app.test_client().post("/e", data={"code": code}).status_code == 303
    user = db.session.scalars(select(User)).one()
    signed = select(func.count()).select_from(Journal).where(Journal.user_id == user.id)
    assert db.session.scalar(signed) > 10
    before = many(Ballot), many(Credential), many(Journal)
    again = smd("demo moquegua")
    assert again.exit_code == 1 and again.output.startswith("Error: ")
    assert again.output.count("\n") == 1
    assert (many(Ballot), many(Credential), many(Journal)) == before


def test_the_demonstration_does_not_mix_with_a_process_of_its_name(smd):
    make_room(code="moquegua-2022")
    done = smd("demo moquegua")
    assert done.exit_code == 1 and done.output.count("\n") == 1
    assert done.output.startswith("Error: ") and "already" in done.output
    assert many(Process) == 1 and many(Ballot) == 0
