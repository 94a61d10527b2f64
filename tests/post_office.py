"""A mail server of our own, on this machine: what it took, and what it is to refuse."""

import socket
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


class Office:
    """Takes letters; `answers` says what it says to an address instead."""

    def __init__(self):
        self.letters = []
        #: {address: what is said to it}
        self.answers = {}
        #: Whether it hangs up when it has taken a letter, before it says so.
        self.hangs_up = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        said = self.answers.get(address, "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=default)
        self.letters.append((list(envelope.rcpt_tos), message))
        if self.hangs_up:
            server.transport.close()
        return "250 taken"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def open_office(port=None):
    """Yield an office and the port it listens at."""
    office, port = Office(), port or free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office, port
    finally:
        controller.stop()
