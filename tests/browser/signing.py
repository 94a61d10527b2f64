"""How staff and seats come in where something else is looked at: a window sends what the form would send.

That the forms do: test_story.py, test_staff_setup.py and test_phone.py fill them in.
"""

import re


def sign_in(page, email, password):
    """Sign a member of staff in; the page shows what it showed."""
    _sent(page, "/account/login", email=email, password=password)


def take_seat(page, card):
    """Open the seat of a card, and show the page to which that leads."""
    page.goto(_sent(page, "/e", code=card.code))


def _sent(page, path, **form):
    """Where the answer to a form leads."""
    answer = page.request.post(path, form=form, max_redirects=0)
    assert answer.status in {302, 303}, f"{path}: {answer.status}"
    return answer.headers["location"]


def sign_in_by_the_form(page, email, password):
    """Sign a member of staff in as people do."""
    page.goto("/account/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("[type=submit]")
    page.wait_for_url(re.compile(r"/f/"))
