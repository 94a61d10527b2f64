// Keeps the parts of a page that say data-live up to date: <div data-live="/address" data-seconds="3">.
// Asks with the tag of what it has (304 costs next to nothing), slower while nothing happens or the
// server is away, not at all while nobody looks. data-go in what arrives leads on to another page;
// data-closes="12" counts seconds down, data-clock="300" minutes and seconds; data-state="over" or "closing" says
// what the round is, for what stands elsewhere on the page. Without this script the page has a link to refresh.

const TIMERS = "[data-closes], [data-clock]";
const FORM = () => document.querySelector("form[data-draft]");

// What is written and not sent is never led away from: then there is only the link.
function unsent(within = document) {
  const changed = (f) => (/^(radio|checkbox)$/.test(f.type) ? f.checked !== f.defaultChecked : f.value !== f.defaultValue);
  const fields = within.querySelectorAll("main textarea, main input:not([type=hidden])");
  return within.querySelector("form[data-unsent], .error-summary") || [...fields].some(changed);
}

function watch(place) {
  const every = 1000 * (Number(place.dataset.seconds) || 3);
  // The tag of what the page shows; without one the first answer only brings it.
  let tag = place.dataset.tag ? `"${place.dataset.tag}"` : "", wait = every, timer = 0;

  const later = () => {
    clearTimeout(timer);
    if (!document.hidden && place.isConnected) timer = setTimeout(ask, wait * (0.8 + 0.4 * Math.random()));
  };

  async function ask() {
    if (!place.isConnected) return;
    try {
      const answer = await fetch(place.dataset.live, {
        headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", redirect: "error",
      });
      lost(false);
      if (answer.status === 200) {
        if (show(await answer.text(), tag)) tag = answer.headers.get("ETag") || "";
        wait = every;
      } else if (answer.status === 304) {
        // While a round is open its close must be seen in time; else less and less often.
        wait = place.querySelector("[data-state=open], [data-state=closing]") ? every : Math.min(wait * 1.1, every * 3);
      } else {
        throw answer;
      }
      place.removeAttribute("data-lost");
      place.dispatchEvent(new CustomEvent("reached", { bubbles: true }));
    } catch {
      place.setAttribute("data-lost", "");
      lost(true);
      wait = Math.min(wait * 2, 60000);
    }
    later();
  }

  // data-lost-words: what to say, above what is then perhaps old, while the server cannot be reached.
  function lost(away) {
    const words = place.dataset.lostWords;
    let note = place.previousElementSibling?.matches("[data-lost]") ? place.previousElementSibling : null;
    if (!away) note?.remove();
    else if (words && !note) {
      note = document.createElement("p");
      note.dataset.lost = "";
      note.className = "note bad";
      note.setAttribute("role", "status");
      note.textContent = words;
      place.before(note);
    }
  }

  function show(text, moved) {
    // Who is busy in there may say "not now", and who has written something does; the same comes again next time.
    if (unsent(place)) return false;
    if (!place.dispatchEvent(new CustomEvent("before-live", { bubbles: true, cancelable: true }))) return false;
    const closing = place.querySelector("[data-closes]");
    const held = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
    place.innerHTML = text;
    // Whoever saw it counting down is told that it was taken back.
    if (closing) place.querySelector("[data-kept]")?.removeAttribute("hidden");
    if (held) place.querySelector(`[href="${CSS.escape(held)}"]`)?.focus();
    tell();
    const next = place.querySelector("[data-go]")?.dataset.go;
    if (moved && next && !unsent() && (next !== location.pathname || FORM())) location.assign(next);
    place.dispatchEvent(new CustomEvent("live", { bubbles: true }));
    place.querySelectorAll(TIMERS).forEach((timer) => count(timer, ask));
    return true;
  }

  // What else of the page says whether the round is open goes by this.
  function tell() {
    const state = place.querySelector("[data-state]")?.dataset.state;
    if (state) document.documentElement.dataset.round = state;
  }

  tell();
  place.querySelectorAll(TIMERS).forEach((timer) => count(timer, ask));
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  addEventListener("online", ask);
  later();
}

// The phone's clock may be wrong, so the server sends how many seconds are left, not an hour.
function count(place, ended) {
  const seconds = Number(place.dataset.closes ?? place.dataset.clock);
  const end = performance.now() + 1000 * seconds;
  const shown = (left) => (place.dataset.clock ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : left);
  const worded = (left) => ((left === 1 && place.dataset.wordsOne) || place.dataset.words.replace("#", shown(left)));
  const tick = () => {
    if (!place.isConnected) return;
    const left = Math.ceil((end - performance.now()) / 1000);
    place.textContent = left > 0 ? worded(left) : place.dataset.over;
    if (left > 0) setTimeout(tick, 500);
    else if (seconds > 0) setTimeout(ended, 1000);
  };
  tick();
}

// A phone that somebody gave back keeps nothing of what they wrote.
if (document.querySelector("[data-forget]")) {
  for (const key of Object.keys(localStorage)) if (key.startsWith("smd:")) localStorage.removeItem(key);
}

// What was answered in secret this phone alone keeps, for the same question asked again (ballot.js).
const mine = document.querySelector("[data-mine-of]");
if (mine) {
  const said = [...document.querySelectorAll("[data-said]")].map((row) => [row.dataset.said, row.cells[1]?.innerText]);
  try {
    localStorage.setItem("smd:mine." + mine.dataset.mineOf, JSON.stringify(Object.fromEntries(said)));
    mine.hidden = false;
  } catch { /* full or forbidden */ }
}

const watched = new WeakSet();

// Watch every live part of the page that is not watched yet.
export function start() {
  for (const place of document.querySelectorAll("[data-live]")) {
    if (watched.has(place)) continue;
    watched.add(place);
    watch(place);
  }
}

start();
