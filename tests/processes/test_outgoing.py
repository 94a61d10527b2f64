"""Nothing that staff type makes the server send to a machine inside, wherever a name leads at that moment."""

import contextlib
import socket
import threading
import time

import pytest
from each_case import each_case
from receiver import listening

from smd_workshop.core.errors import Invalid
from smd_workshop.database import transaction
from smd_workshop.processes.programs import outgoing
from smd_workshop.processes.programs.outgoing import Inside, judged, parse, post

INSIDE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1",
    "2001:0:1::1", "2001:db8::1", "fec0::1", "feff::1", "0.1.2.3", "100.127.255.255", "192.0.0.1", "192.0.0.9",
    "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    "255.0.0.1", "168.63.129.16", "::8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1",
    "2001:1::1", "2001:2::1", "2001:10::1", "2001:20::1", "2002:808:808::1", "2620:4f:8000::1", "3fff::1", "5f00::1",
    "4000::1", "ff0e::1", "::ffff:100.64.0.1", "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1",
]  # fmt: skip
OUTSIDE = [
    "8.8.8.8", "200.48.225.130", "2606:4700::1111", "::ffff:8.8.8.8", "2800:200::1", "168.63.129.17", "2a00::1",
]  # fmt: skip


def leading(*addresses):
    return lambda _host, _port: list(addresses)


@each_case("address", INSIDE)
def test_a_name_that_leads_inside_is_refused_also_beside_one_that_leads_outside(address):
    target = parse("https://hook.example/x", loopback=False)
    for found in ([address], ["8.8.8.8", address], [address, "8.8.8.8"]):
        with pytest.raises(Inside):
            judged(target, loopback=False, look=leading(*found))


@each_case("address", OUTSIDE)
def test_a_name_that_everybody_can_reach_is_taken(address):
    target = parse("https://hook.example/x", loopback=False)
    assert judged(target, loopback=False, look=leading(address)) == address


def test_a_setting_to_develop_with_opens_this_machine_and_no_other():
    plain = parse("http://hook.example/x", loopback=True)
    assert judged(plain, loopback=True, look=leading("127.0.0.1")) == "127.0.0.1"
    for address in ("10.0.0.1", "169.254.169.254", "8.8.8.8"):
        with pytest.raises(Inside):
            judged(plain, loopback=True, look=leading(address))


@each_case("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "017700000001", "localhost"])
def test_however_this_machine_is_written_it_is_this_machine(host):
    with pytest.raises(Invalid):
        judged(parse(f"https://{host}/", loopback=False), loopback=False)


@each_case("url", [
    "", "hook.example", "http://hook.example/", "ftp://hook.example/", "file:///etc/passwd", "https://", "https:///x",
    "https://user:word@hook.example/", "https://user@hook.example/", "https://hook.example:99999/", "https://hook.example:x/",
    "https://hook.example/#part", "https://hook.example/a b", "https://hook.example/\r\nX: y", "https://hook.examplé/",
    "https://hook.example/" + "x" * 500, "gopher://hook.example/", "https://[::1/",
])  # fmt: skip
def test_what_is_no_address_for_us_is_refused_in_words(url):
    with pytest.raises(Invalid):
        parse(url, loopback=False)


def test_a_name_that_nobody_knows_is_refused_in_words():
    def nobody(_host, _port):
        raise OSError("Name or service not known")

    for look in (leading(), nobody):
        with pytest.raises(Invalid, match=r"hook\.example"):
            judged(parse("https://hook.example/", loopback=False), loopback=False, look=look)


@pytest.fixture
def receiver():
    with listening() as receiver:
        yield receiver


def at(receiver, host):
    return parse(receiver.url.replace("127.0.0.1", host), loopback=True)


def test_what_is_sent_goes_to_the_address_that_was_judged_whatever_the_name_says_then(receiver):
    """The name has no address at all: only the one that was judged can have been asked."""
    answer = post(at(receiver, "hook.invalid"), "127.0.0.1", b"{}", {"X-Told": "1"})
    assert (answer.status, answer.taken) == (204, True)
    path, headers, body = receiver.got[0]
    assert (path, body, headers["X-Told"]) == ("/told?of=zed", b"{}", "1")
    assert headers["Host"].startswith("hook.invalid:")


def test_no_redirect_is_followed(receiver):
    receiver.status, receiver.headings = 302, {"Location": receiver.url}
    answer = post(at(receiver, "hook.invalid"), "127.0.0.1", b"{}", {})
    assert (answer.status, answer.taken) == (302, False)
    assert len(receiver.got) == 1


def test_a_receiver_that_is_slow_or_says_a_letter_now_and_then_has_its_seconds_and_no_more(
    receiver,
):
    def silent(_handler):
        time.sleep(3)

    def dribbling(handler):
        for letter in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 40:
            try:
                handler.wfile.write(bytes([letter]))
            except OSError:
                return
            time.sleep(0.1)

    for instead in (silent, dribbling):
        receiver.instead = instead
        began = time.monotonic()
        answer = post(at(receiver, "hook.invalid"), "127.0.0.1", b"{}", {}, seconds=0.6)
        assert (answer.status, answer.told) == (None, "timeout")
        assert time.monotonic() - began < 2.5


def test_a_receiver_that_never_ends_showing_its_certificate_has_its_seconds_and_no_more():
    """It sends the beginning of a record of TLS and then a byte now and then: each wait by itself is short."""
    over = threading.Event()

    def dribble():
        with contextlib.suppress(OSError):
            line, _address = door.accept()
            with line:
                line.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KiB
                while not over.wait(0.1):
                    line.sendall(b"\x00")

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=dribble, daemon=True)
        thread.start()
        target = parse(f"https://hook.invalid:{door.getsockname()[1]}/", loopback=True)
        began = time.monotonic()
        answer = post(target, "127.0.0.1", b"{}", {}, seconds=0.6)
        took = time.monotonic() - began
        over.set()
    thread.join(5)
    assert (answer.status, answer.told) == (None, "timeout")
    assert took < 2.5


def test_a_name_that_nobody_answers_for_is_given_up_in_time(monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(outgoing, "LOOKUP_SECONDS", 0.2)
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_a, **_k: over.wait(10) and [])
    began = time.monotonic()
    with pytest.raises(Invalid, match=r"hook\.example"):
        judged(parse("https://hook.example/", loopback=False), loopback=False)
    assert time.monotonic() - began < 2
    over.set()


def test_neither_a_name_is_looked_up_nor_anything_sent_while_others_wait_to_write(app, receiver):
    target = at(receiver, "hook.invalid")
    with transaction(), pytest.raises(RuntimeError, match="inside of a transaction"):
        outgoing.lookup("localhost", 443)
    with transaction(), pytest.raises(RuntimeError, match="inside of a transaction"):
        post(target, "127.0.0.1", b"{}", {})
    assert receiver.got == []
    assert post(target, "127.0.0.1", b"{}", {}).taken, "afterwards it may"


def test_what_goes_wrong_is_told_and_not_raised(receiver):
    def nonsense(handler):
        handler.wfile.write(b"\x00\xff no http\r\n\r\n")

    receiver.instead = nonsense
    assert post(at(receiver, "hook.invalid"), "127.0.0.1", b"{}", {}).status is None
    gone = parse("http://hook.invalid:1/", loopback=True)
    assert "refused" in post(gone, "127.0.0.1", b"{}", {}).told
    secure = parse(receiver.url.replace("http:", "https:"), loopback=True)
    answer = post(secure, "127.0.0.1", b"{}", {})
    assert answer.status is None and answer.told, "no certificate, no message"
    assert len(receiver.got) == 1


def test_what_is_sent_is_compact_json_with_its_letters():
    assert outgoing.written({"a": "ñ", "b": 1}) == '{"a":"ñ","b":1}'.encode()
