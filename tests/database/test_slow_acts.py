"""Nothing that takes its time is done while others wait to write; the tests hear of it wherever it is done."""

import socket
import subprocess
import sys

import pytest
import slow_acts
import weasyprint
from flask_mailman import EmailMessage

from smd_workshop.database import refuse_while_writing, transaction

pytestmark = pytest.mark.on_both


def look_up():
    with pytest.raises(RuntimeError):
        socket.getaddrinfo("localhost", 443)


def connect():
    with socket.socket() as line, pytest.raises(RuntimeError):
        line.connect(("127.0.0.1", 9))


def run_a_program():
    with pytest.raises(RuntimeError):
        subprocess.run([sys.executable, "-V"], check=False)


def send_a_letter():
    with pytest.raises(RuntimeError):
        EmailMessage("Aviso", "…", "a@example.org", ["b@example.org"]).send()


def print_a_paper():
    with pytest.raises(RuntimeError):
        weasyprint.HTML(string="<p>…").render()


@pytest.mark.parametrize(
    "act",
    [look_up, connect, run_a_program, send_a_letter, print_a_paper],
    ids=lambda act: act.__name__,
)
def test_it_is_refused_inside_of_a_transaction_and_heard_of(app, act):
    with transaction():
        act()
    assert len(slow_acts.done) == 1, "also where whoever did it goes on"
    slow_acts.done.clear()
    socket.getaddrinfo("localhost", 443)
    assert slow_acts.done == []


def test_a_transaction_that_failed_is_over(app):
    def fail():
        with transaction():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    refuse_while_writing("anything")
