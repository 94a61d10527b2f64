"""Servers for tests that need more than a test client, and browsers that talk to them over HTTP."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[1]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


class Browser:
    """Keeps cookies, follows no redirect; raises OSError where no answer comes."""

    def __init__(self, port, language="es-PE", timeout=20):
        self.port, self.language, self.timeout = port, language, timeout
        self.cookies = {}

    def get(self, path):
        return self._ask("GET", path, None)

    def post(self, path, data=()):
        return self._ask("POST", path, urllib.parse.urlencode(dict(data), doseq=True))

    def _ask(self, method, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        headers = {"Accept-Language": self.language}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers, text)


class Server:
    """The real server in a process group of its own, on this test's database."""

    def __init__(self, app, url, **environment):
        self.port = free_port()
        self.environment = os.environ | {
            "SMD_DATABASE_URL": url,
            "SMD_INSTANCE": app.instance_path,
            "SMD_SECRET_KEY": app.config["SECRET_KEY"],
            **environment,
        }

    def start(self):
        granian = [sys.executable, "-m", "granian", "--interface", "rsgi", "--no-ws"]
        where = ["--host", "127.0.0.1", "--port", str(self.port), "app:served"]
        self.process = subprocess.Popen(
            [*granian, *where], cwd=ROOT, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(600):
            try:
                if Browser(self.port).post("/language", {"language": "es"}).status < 500:
                    return
            except OSError:
                time.sleep(0.1)
            if self.process.poll() is not None:
                break
        self.kill()
        raise AssertionError("the server did not come up within a minute")

    def kill(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)


class _Quiet(WSGIRequestHandler):
    def log(self, *_args, **_kwargs):
        pass


@contextmanager
def threads_of(app):
    """Serve the application from threads of this process; yield the port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


class Doing(threading.Thread):
    """An act in a thread of its own, under way at once."""

    def __init__(self, act, *given):
        super().__init__(daemon=True)
        self.act, self.given, self.answer, self.error = act, given, None, None
        self.start()

    def run(self):
        try:
            self.answer = self.act(*self.given)
        except BaseException as error:  # noqa: BLE001 - the test asks for it
            self.error = error

    def result(self, seconds=30):
        """What the act returned, when it has ended; what it raised is raised."""
        self.join(seconds)
        assert not self.is_alive(), "it waits for ever"
        if self.error is not None:
            raise self.error
        return self.answer


def at_once(*acts):
    """Run the acts at the same moment, each in a thread of its own; return what each returned."""
    gate = threading.Barrier(len(acts))

    def run(act):
        gate.wait(10)
        return act()

    return [doing.result() for doing in [Doing(run, act) for act in acts]]
