"""A real Chromium in front of a real server on the test's own database.

With --shots pictures land in build/shots/ (not in git), so that a person can look at every page.
"""

import json
import threading
from pathlib import Path
from weakref import WeakSet

import pytest
from depth import DEEP
from machine import chromium, needed
from signing import sign_in
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parent.parent.parent
SHOTS = ROOT / "build" / "shots"
#: Chromium draws its own tool bar, address bar and side panel as pages, for each window a process or two,
#: which here nobody sees; they took more than half of what a window costs. The first lines are what
#: Playwright leaves out: of two such lists only the last counts.
UNUSED = [
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay",
    "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "Glic", "InitialWebUI", "PreloadTopChromeWebUI", "SideBySide", "SpareRendererForSitePerProcess",
    "WebUILocationBar", "WebUIOmnibox", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup", "WebUIReloadButton", "WebUITabStrip", "WebUIToolbar",
]  # fmt: skip
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--in-process-gpu",
    # No page lives long enough for its scripts, above all axe's, to earn what optimising them takes.
    "--js-flags=--no-opt --no-maglev",
    "--disable-features=" + ",".join(UNUSED),
]
#: Contexts of browsers without scripts.
SCRIPTLESS = WeakSet()
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}
#: Where the server of the tests hands out axe.
AXE_FILE = "/axe-of-the-tests.js"
#: What axe checks: WCAG 2.2 A and AA, and its own best practices.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session", autouse=True)
def _goes_again():
    """A page that just then goes on by itself, as a phone does when a round ends, ends the way it was sent on: it is sent again."""
    from playwright.sync_api import Error, Page

    sent = Page.goto

    def goto(page, url, **options):
        try:
            return sent(page, url, **options)
        except Error as problem:
            if "net::ERR_ABORTED" not in problem.message:
                raise
            return sent(page, url, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Page, "goto", goto)
        yield


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # a phone keeps its connection

    def log(self, *_args, **_kwargs):
        pass


@pytest.fixture(scope="session")
def spanish(tmp_path_factory):
    """A folder with the compiled Spanish catalogue: the merged one, and parts not merged yet."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    folder = ROOT / "translations"
    if not any(folder.glob("parts/es_*.po")):
        return str(folder)
    merged = None
    for path in [*folder.glob("es/LC_MESSAGES/*.po"), *sorted(folder.glob("parts/es_*.po"))]:
        with path.open("rb") as file:
            catalogue = read_po(file, locale="es")
        if merged is None:
            merged = catalogue
            continue
        for message in catalogue:
            if (
                message.id
                and message.string
                and not (merged.get(message.id) and merged[message.id].string)
            ):
                merged[message.id] = message
    target = tmp_path_factory.mktemp("translations")
    if merged is not None:
        (target / "es" / "LC_MESSAGES").mkdir(parents=True)
        with (target / "es" / "LC_MESSAGES" / "messages.mo").open("wb") as file:
            write_mo(file, merged)
    return str(target)


def _with_axe(app):
    """Hand out axe beside the application: as a file a browser keeps it, read and compiled, for the next page."""
    from axe_playwright_python.base import AXE_SCRIPT

    body = AXE_SCRIPT.encode()
    headers = [
        ("Content-Type", "text/javascript; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "max-age=3600"),
    ]

    def answer(environ, start_response):
        if environ["PATH_INFO"] != AXE_FILE:
            return app(environ, start_response)
        start_response("200 OK", headers)
        return [body]

    return answer


@pytest.fixture
def live_server(app, spanish):
    """The test's application behind a port of its own; the value is its address, without a slash."""
    babel = app.extensions["babel"]
    if babel.translation_directories != [spanish]:
        babel.translation_directories[:] = [spanish]
        babel.instance.domain_instance.cache = {}
    server = make_server("127.0.0.1", 0, _with_axe(app), threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture(scope="session")
def launched():
    """launched(*flags): a Chromium; it is closed with the session."""
    program = needed(chromium)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield lambda *flags: playwright.chromium.launch(
            executable_path=program, args=[*FLAGS, *flags]
        )


@pytest.fixture(scope="session")
def browser(launched):
    """One Chromium for the whole run; each test opens contexts of its own in it."""
    started = launched()
    yield started
    started.close()


@pytest.fixture
def contexts(browser, live_server):
    """A factory of fresh browser contexts (own cookies, own storage); closed after the test."""
    opened = []

    def make(viewport=None, language="es-PE", **options):
        context = browser.new_context(
            base_url=live_server,
            viewport=viewport or LAPTOP,
            locale=language,
            timezone_id="America/Lima",
            **options,
        )
        context.set_default_timeout(30_000)
        if not options.get("java_script_enabled", True):
            SCRIPTLESS.add(context)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def page(contexts):
    """A laptop, 1280 px wide."""
    return contexts().new_page()


@pytest.fixture
def phone(contexts):
    """A factory of phones, 360 × 740: phone(), phone(javascript=False), phone(language="en")."""

    def make(language="es-PE", *, javascript=True, **options):
        return contexts(
            PHONE, language, java_script_enabled=javascript, has_touch=True, **options
        ).new_page()

    return make


@pytest.fixture
def shot(request):
    """shot(page, name): the page as it is, whole, at 360 and at 1280 px, in build/shots/."""

    def take(page, name, widths=(360, 1280)):
        if not request.config.getoption("--shots"):
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for width in widths:
            page.set_viewport_size({"width": width, "height": 740 if width < 600 else 800})
            page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(before)

    return take


#: cyrb53: 53 bits of a text. Of what decides contrast and shape only these leave the page: as text it would be
#: megabytes for each page, which took longer to hand over than axe takes to look.
DIGEST = """const digest = text => {
        let a = 0xdeadbeef, b = 0x41c6ce57;
        for (let n = 0; n < text.length; n++) {
            const c = text.charCodeAt(n);
            a = Math.imul(a ^ c, 2654435761);
            b = Math.imul(b ^ c, 1597334677);
        }
        a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
        b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
        return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
    };"""
#: Marks the texts whose contrast must be measured: none like them was, nor is on this page. Returns what decides
#: their contrast: their own colours and sizes, and all that is painted behind. What paints nothing does not
#: count. Of what floats nobody knows what it lies on: always measured. Of what is disabled or hidden from machines
#: axe measures nothing, and of a lone sign it says nothing: from none of these follows that others are good.
MARK = """known => {
    DIGEST
    const seen = new Set(known.split(' ')), found = new Set(), layers = new Map([[null, ['', false]]]);
    const FIELDS = ['input', 'select', 'textarea'];
    const unread = new Set([...document.querySelectorAll(':disabled, [aria-disabled=true]')].flatMap(
        e => [e, ...(e.labels ?? []), ...(e.ariaLabelledByElements ?? [])]));
    const named = e => `${e.localName}.${e.className.baseVal ?? e.className}`;
    const drawn = (e, part) => !['none', 'normal'].includes(getComputedStyle(e, part).content);
    const paint = (e, s) => {
        const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode].join(' ');
        if (drawn(e, '::before') || drawn(e, '::after')) return `${named(e)} ${own}`;
        return own === 'rgba(0, 0, 0, 0) none 1 none normal' ? '' : own;
    };
    const layer = e => {
        if (!layers.has(e)) {
            const [behind, special] = layer(e.parentElement), s = getComputedStyle(e), own = paint(e, s);
            layers.set(e, [
                own ? digest(`${behind} ${own}`) : behind,
                special || unread.has(e) || e.ariaDisabled || e.ariaHidden
                || e.inert || s.float !== 'none' || s.transform !== 'none'
                || ['absolute', 'fixed', 'sticky'].includes(s.position),
            ]);
        }
        return layers.get(e);
    };
    const has = (e, text) => [...e.childNodes].some(node => node.nodeType === 3 && text.test(node.data));
    for (const e of document.querySelectorAll('body *')) {
        e.removeAttribute('data-contrast');
        const [behind, special] = layer(e), field = FIELDS.includes(e.localName);
        if (!field && !has(e, /\\S/)) continue;
        const s = getComputedStyle(e), box = e.getBoundingClientRect();
        const hides = !box.width || !box.height || !e.checkVisibility();
        const it = digest([behind, field && e.localName + e.type, s.color, s.fontSize, s.fontWeight, s.textShadow].join(' '));
        if (!special && !hides && (seen.has(it) || found.has(it))) continue;
        e.setAttribute('data-contrast', 'measured');
        if (!special && !hides && (field || has(e, /[\\p{L}\\d]{2}/u))) found.add(it);
    }
    return [...found].join(' ');
}""".replace("DIGEST", DIGEST)


#: What axe's other rules go by: elements, how they are nested, what they are called for machines, whether
#: they are seen and have words; not which words, nor how many alike rows there are.
SHAPE = """() => {
    DIGEST
    const VALUES = ['class', 'role', 'type', 'tabindex', 'scope', 'autocomplete', 'aria-hidden', 'aria-current',
                    'aria-expanded', 'aria-pressed', 'aria-checked', 'aria-selected', 'aria-live', 'aria-invalid'];
    const ROWS = ['datalist', 'dl', 'g', 'ol', 'select', 'tbody', 'ul'];
    // A form's own fields stand before its properties: one is called “attributes”.
    const read = (kind, name) => Function.prototype.call.bind(
        Object.getOwnPropertyDescriptor(kind.prototype, name).get);
    const children = read(Element, 'children'), nodes = read(Node, 'childNodes');
    const attributes = read(Element, 'attributes');
    const told = a => VALUES.includes(a.name) ? `${a.name}=${a.value}` : a.value ? a.name : `${a.name}=`;
    const shape = e => digest('<' + [
        e.localName, ...[...attributes(e)].filter(a => a.name !== 'data-contrast').map(told).sort(),
        e.checkVisibility(), [...nodes(e)].some(node => node.nodeType === 3 && node.data.trim()),
    ].join(' ') + '>' + within(e).join(' '));
    const within = e => {
        const found = [...children(e)].map(shape);
        return ROWS.includes(e.localName) ? [...new Set(found)] : found;
    };
    return innerWidth + shape(document.documentElement);
}""".replace("DIGEST", DIGEST)


#: Leaves no element behind, for a page is looked at as it is.
LOAD_AXE = """file => 'axe' in window || new Promise((done, failed) => {
    const script = document.createElement('script');
    script.onload = () => { script.remove(); done(); };
    script.onerror = () => failed(new Error('axe was not handed out'));
    script.src = file;
    document.head.append(script);
})"""


#: What axe finds wrong; of a page of the server it is loaded first.
RUN_AXE = """async ([file, rule, options]) => {
    if (file) await (LOAD_AXE)(file);
    axe.configure({rules: [rule]});
    const found = await axe.run(options);
    return found.violations.map(v => `${v.id}: ${v.help} at ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' ')}`);
}""".replace("LOAD_AXE", LOAD_AXE)


def _look(page, script):
    """What a script says, as a list, of a page that has loaded: after a click the next one may have begun and have no
    elements yet. If it goes on to another while the script looks, what it says of that one.

    A locator would wait as well, but takes a library of its own into each page.
    """
    from playwright.sync_api import Error

    for _ in range(600):
        page.wait_for_load_state()
        try:
            told = page.evaluate(f"() => document.readyState === 'complete' ? ({script})() : null")
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
        else:
            if told is not None:
                return told
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.url} did not load")


def _run_axe(page):
    served = page.url.startswith("http")
    if not served:  # a page that a test made
        from axe_playwright_python.base import AXE_SCRIPT

        page.evaluate(AXE_SCRIPT)
    rule = {"id": "color-contrast", "selector": "[data-contrast]"}
    options = {
        "runOnly": {"type": "tag", "values": AXE_TAGS},
        "resultTypes": ["violations"],
        "preload": False,  # of sounds and films, which no page has
    }
    told = json.dumps([AXE_FILE if served else "", rule, options])
    return _look(page, f"() => ({RUN_AXE})({told})")


@pytest.fixture(scope="session")
def shapes():
    """Pages by their shape in which axe found nothing wrong."""
    return set()


@pytest.fixture(scope="session")
def contrasts():
    """What decided the contrast of texts in which axe found nothing wrong."""
    return set()


@pytest.fixture
def axe(contrasts, shapes):
    """axe(page): no violation of WCAG 2.2 AA or of axe's best practices, or the test fails.

    Contrast takes longer than all other rules together, so it is measured once for all texts of one
    colour and size on one background. A page that differs from one before in its words alone, as in
    another language, or in how many rows of one kind it has, is not looked at again but with `make test-deep`.
    """

    def check(page):
        assert page.context not in SCRIPTLESS, "axe waits for ever where no scripts run"
        known = json.dumps(" ".join(contrasts))
        marked, shape = _look(page, f"() => [({MARK})({known}), ({SHAPE})()]")
        found = marked.split()
        if not found and shape in shapes and not DEEP:
            return
        report = _run_axe(page)
        assert not report, f"{page.url}\n" + "\n".join(report)
        contrasts.update(found)
        shapes.add(shape)

    return check


#: What scrolls sideways, as a sentence.
WIDE = """() => {
    const {scrollWidth: wide, clientWidth: screen} = document.documentElement;
    return wide <= screen ? [] : [`it is ${wide} px wide on a screen of ${screen}`];
}"""


def _nothing(look):
    """A check of a page: a script that looks at it finds nothing."""

    def check(page):
        found = _look(page, look)
        assert not found, f"{page.url}\n" + "\n".join(found[:5])

    return check


@pytest.fixture
def fits():
    """fits(page): nothing scrolls sideways."""
    return _nothing(WIDE)


#: What a page must not do to its words and drawings, whatever its stylesheets say to each other.
ILLEGIBLE = """() => {
    const seen = e => e.checkVisibility() && e.getBoundingClientRect().width > 1;
    const named = e => e.outerHTML.slice(0, 120);
    const all = css => [...document.querySelectorAll(css)].filter(seen);
    const empty = all('figure').filter(e => ![...e.querySelectorAll('svg, img, table')].some(seen));
    const thin = all('dd, dt, p, li, td, tbody th').filter(
        e => e.getBoundingClientRect().width < 40 && e.getBoundingClientRect().height > 160);
    const rows = all('tr').filter(e => getComputedStyle(e).display === 'table-row');
    const loose = rows.flatMap(row => [...row.cells]).filter(
        e => seen(e) && getComputedStyle(e).display !== 'table-cell' && getComputedStyle(e).position === 'static');
    const cut = innerWidth < 640 ? all('.bar nav:first-child a').filter(e => e.scrollWidth > e.clientWidth + 1) : [];
    return [...cut.map(e => `cut: ${named(e)}`), ...empty.map(e => `nothing is drawn in ${named(e)}`), ...thin.map(e => `a letter wide: ${named(e)}`),
        ...loose.map(e => `stands in no column: ${named(e)}`)];
}"""


@pytest.fixture
def legible():
    """legible(page): every drawing is drawn, no words stand one letter wide, every cell stands in its column,
    and on a phone the trail above a page tells whole names."""
    return _nothing(ILLEGIBLE)


#: Controls that a thumb would miss.
SMALL = """() => [...document.querySelectorAll('button, input, select, textarea, a.button, summary')]
    .filter(e => e.type !== 'hidden' && e.checkVisibility())
    .map(e => [e, (e.type === 'radio' || e.type === 'checkbox') && e.closest('label') || e])
    .map(([e, box]) => [e.outerHTML.slice(0, 120), box.getBoundingClientRect()])
    .filter(([, r]) => r.height < 43.5 || r.width < 43.5)
    .map(([html, r]) => `${Math.round(r.width)}×${Math.round(r.height)} ${html}`)"""


@pytest.fixture
def big_enough():
    """big_enough(page): every control a thumb must hit is at least 44 × 44 px (links in text apart)."""
    return _nothing(SMALL)


@pytest.fixture
def wrong():
    """wrong(page, thumbs): what fits, legible and, for thumbs, big_enough find, and whether there is no title; at one look."""

    def look(page, *, thumbs):
        scripts = [WIDE, ILLEGIBLE, *([SMALL] if thumbs else [])]
        found = ", ".join(f"...({script})()" for script in scripts)
        untitled = "...(document.title.trim() ? [] : ['it has no title'])"
        return _look(page, f"() => [{untitled}, {found}]")

    return look


@pytest.fixture
def staff(page):
    """A laptop on which an administrator has signed in."""
    from builders import make_user

    sign_in(page, *make_user())
    return page
