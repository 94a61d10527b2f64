"""How a member of staff signs in, for browser tests."""

import re


def sign_in(page, email, password):
    """Sign a member of staff in through the real form."""
    page.goto("/account/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("[type=submit]")
    page.wait_for_url(re.compile(r"/f/"))
