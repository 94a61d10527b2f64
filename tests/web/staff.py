"""A browser in which somebody of the staff has signed in."""

from builders import make_user


def administrator(app, email="jefa@example.org"):
    """A browser of an administrator, who may do everything."""
    return signed_in(app, *make_user(email))


def member(app, process, role, email=None):
    """A browser of somebody with this role in the process."""
    return signed_in(app, *make_user(email or f"{role}@example.org", role=role, process=process))


def signed_in(app, email, password):
    """A browser after the real form."""
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = browser.post("/account/login", data={"email": email, "password": password})
    assert answer.status_code == 302, answer.text
    return browser
