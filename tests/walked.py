"""What staff find in the furnished house: walked once by each worker, for all tests that read it or fill it in.

Nobody changes anything on the way, and the house is furnished with the same rows for whoever asks for it again.
"""

from crawler import PER_ROUTE, walk
from depth import cases

_found = []


def walked_by_staff(app, house):
    """Return a browser of staff, and (address, answer, page) of all that it finds: one of each route of the portal."""
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PE"
    account = {"email": house.email, "password": house.password}
    assert browser.post("/account/login", data=account).status_code == 302
    if not _found:
        _found.extend(walk(app, browser, "/f/", "/", for_all=cases(1, PER_ROUTE)))
    return browser, list(_found)
