"""Who acts at the same moment in tests of races: a phone that votes on, and a desk of staff."""

import threading

from builders import make_user
from serving import Browser


def desk(port):
    """The browser of somebody who may run rounds."""
    email, password = make_user()
    browser = Browser(port)
    answer = browser.post("/account/login", {"email": email, "password": password})
    assert answer.status == 302
    return browser


class Phone:
    """Changes its ballot again and again until it is told that this is no longer possible."""

    def __init__(self, port, card):
        self.browser = Browser(port)
        assert self.browser.post("/e", {"code": card.code}).status == 303
        self.seat = card.seat.id
        self.answered, self.count, self.refusal = threading.Event(), 0, None
        self.held = None

    def vote(self):
        while self.count < 1000:
            self.count += 1
            # Never the same twice in a row: a ballot that was lost would show.
            answer = {"F1": self.count % 6 + 4, "F2": self.count % 5 + 5}
            data = {f"a.{code}": value for code, value in answer.items()}
            said = self.browser.post("/s/mesa-1/1", data | {"key": f"{self.seat}-{self.count}"})
            if said.status != 303:
                self.refusal = said
                return
            self.held = answer
            self.answered.set()
