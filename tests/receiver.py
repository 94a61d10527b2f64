"""A program of others on this machine, which is told what happened: what it got, and what it answers."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Keeps what it gets as (path, headers, body); `status` is what it answers, `seconds` how long it thinks."""

    def __init__(self):
        self.got = []
        self.status = 204
        #: More headings of its answer.
        self.headings = {}
        #: How it answers instead, given the handler.
        self.instead = None
        self.url = ""


@contextmanager
def listening():
    """Yield a receiver that listens on this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((self.path, self.headers, body))
            if receiver.instead is not None:
                receiver.instead(self)
                return
            self.send_response(receiver.status)
            for name, value in receiver.headings.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_told):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/told?of=zed"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
