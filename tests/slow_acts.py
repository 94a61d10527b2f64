"""What nobody may do while others wait to write: asking a network, running a program, printing, sending a letter.

Python itself tells of the first two (audit events), so no list of places has to be kept.
"""

import sys

from smd_workshop.database import refuse_while_writing

TOLD = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "subprocess.Popen"}
)
#: What was done all the same: also where whoever did it took the refusal for a failure of the network.
done = []


def _hear(event, args, told=TOLD):  # at the very end, when names are gone, it is still called
    if event in told:
        refuse(f"{event}{args!r:.100}")


def refuse(what):
    """Refuse it inside of a transaction, and remember that it was tried."""
    try:
        refuse_while_writing(what)
    except RuntimeError as refusal:
        done.append(str(refusal))
        raise


def watch():
    """Hear of it from now on, in this process."""
    sys.addaudithook(_hear)
    _watch("weasyprint", "HTML", "render")
    _watch("flask_mailman.backends.locmem", "EmailBackend", "send_messages")


def _watch(module, name, method):
    """Hear of a method of a library, which is loaded where it is used."""
    finder = _Finder(module, name, method)
    if module in sys.modules:
        finder.wrap(sys.modules[module])
    else:
        sys.meta_path.insert(0, finder)


class _Finder:
    def __init__(self, module, name, method):
        self.module, self.name, self.method = module, name, method

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.module:
            return None
        sys.meta_path.remove(self)
        import importlib.util

        spec = importlib.util.find_spec(fullname)
        load = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (load(module), self.wrap(module))[0]
        return spec

    def wrap(self, module):
        kind, real = getattr(module, self.name), getattr(getattr(module, self.name), self.method)

        def checked(*args, **kwargs):
            refuse(f"{self.name}.{self.method}")
            return real(*args, **kwargs)

        setattr(kind, self.method, checked)
