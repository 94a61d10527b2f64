// A ballot on a phone: what is half-written survives, one tap is one ballot, running totals.
// The form works without any of this. What others do never touches it.

const box = {
  get: (key) => { try { return JSON.parse(localStorage.getItem("smd:" + key)); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem("smd:" + key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  drop: (key) => { try { localStorage.removeItem("smd:" + key); } catch { /* forbidden */ } },
};
const $ = (selector, within = document) => within.querySelector(selector);
const hex = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
const content = (form) => [...new FormData(form)].filter(([name]) => name !== "key");

function begin(form) {
  const { draft } = form.dataset;
  const status = $("[data-progress]", form);
  let sending = 0;

  // The draft belongs to one seat, one round and its exact words; a wrong answer that the server
  // sent back is already in the form.
  const kept = box.get(draft);
  if (kept && !$(".error-summary") && JSON.stringify(kept.v) !== JSON.stringify(content(form))) {
    restore(form, kept.v);
    form.dataset.unsent = "";
    say(form.dataset.restored);
  }
  // What was answered in secret the last time, only this phone knows.
  const mine = box.get("mine." + form.dataset.before) || {};
  for (const place of form.querySelectorAll("[data-mine]")) {
    $("b", place).textContent = mine[place.dataset.mine] || "";
    place.hidden = !mine[place.dataset.mine];
  }
  form.addEventListener("input", () => {
    form.dataset.unsent = "";
    box.set(draft, { ...(box.get(draft) || {}), v: content(form) });
    progress();
  });
  form.addEventListener("submit", send);
  // What went wrong is said only as long as it is so.
  form.addEventListener("reached", () => {
    const { offline, back, unsentOver } = form.dataset;
    const over = document.documentElement.dataset.round === "over";
    const note = $("[data-say]", form), said = note?.textContent;
    if (over && unsentOver && "unsent" in form.dataset && said !== unsentOver) {
      say(unsentOver, true);
      // A note that was never sent is found again, to be copied, where late ones are.
      box.set("late." + draft, form.elements.text.value);
    } else if (over && (said === offline || said === back)) note.remove();
    else if (said === offline) say(back, true);
  });
  addEventListener("pageshow", () => { sending = 0; idle(); });
  progress();

  async function send(event) {
    event.preventDefault();
    // A second tap while the first is under way is the same tap; after four seconds it is a retry.
    if (Date.now() - sending < 4000) return;
    sending = Date.now();
    $("button[type=submit]", form).setAttribute("aria-busy", "true");
    if (status) { status.hidden = false; status.textContent = form.dataset.saving; }
    const now = content(form);
    const old = box.get(draft);
    const same = old && old.k && JSON.stringify(old.s) === JSON.stringify(now);
    form.elements.key.value = same ? old.k : hex();
    box.set(draft, { v: now, s: now, k: form.elements.key.value });
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", headers: { "X-Script": "1" },
      });
      if (answer.status === 204) return void saved();
      if (answer.type === "opaqueredirect") throw form.dataset.gone;
      await show(answer);
    } catch (why) {
      const gone = why === form.dataset.gone;
      say(gone ? why : form.dataset.offline, true);
      if (gone) $("[data-say]", form).append(" ", Object.assign(document.createElement("a"), { href: form.dataset.enter, textContent: form.dataset.enterWord }));
    }
    sending = 0;
    idle();
    progress();
  }

  // Only that it is stored is answered 204. A redirect leads elsewhere: this phone holds no card any
  // more, and what is written must outlive that.
  function saved() {
    const record = box.get(draft);
    // Only what was sent is forgotten; what was typed since stays.
    if (record && JSON.stringify(record.v) === JSON.stringify(record.s)) box.drop(draft);
    location.assign(form.action);
  }

  async function show(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = $("main", page);
    if (answer.status >= 500 || answer.status === 403 || answer.status === 429 || !main) {
      say($(".note.bad", page)?.textContent || form.dataset.offline, true);
      return;
    }
    document.title = page.title;
    $("main").replaceWith(main);
    if (answer.status === 409) history.replaceState(null, "", form.action);
    scrollTo(0, 0);
    start();
    ($(".error-summary") || $("h1[tabindex]"))?.focus();
  }

  function idle() {
    $("button[type=submit]", form).removeAttribute("aria-busy");
  }

  function say(words, bad) {
    let note = $("[data-say]", form);
    if (!note) {
      note = document.createElement("p");
      note.dataset.say = "";
      note.setAttribute("role", "status");
      form.prepend(note);
    }
    // What went wrong stands where the button was pressed: the bar with the button is always in view.
    if (bad) $(".send", form).prepend(note);
    note.className = bad ? "note bad" : "note";
    note.textContent = words;
  }

  // What a kind of ballot counts in its own way, its script says; see docs/adr/0018.
  function progress() {
    const words = form.dataset;
    if (status) status.hidden = false;
    if (!status || !form.dispatchEvent(new CustomEvent("ballot:progress", { bubbles: true, cancelable: true, detail: status }))) return;
    if (!words.done) { status.hidden = true; return; }
    const all = [...new Set([...form.querySelectorAll("input[type=radio]")].map((i) => i.name))];
    const left = all.filter((name) => !form.elements[name].value).map((name) => name.slice(2)).sort(byCode);
    const done = words.done.replace("##", all.length).replace("#", all.length - left.length);
    const rest = left.length > 3 ? words.many.replace("#", left.length) : words.left.replace("#", left.join(", "));
    status.textContent = left.length ? `${done} · ${rest}` : done;
  }
}

const byCode = (a, b) => a.localeCompare(b, "es", { numeric: true });

function restore(form, values) {
  for (const control of form.elements) {
    if (!control.name || control.name === "key" || control.tagName === "BUTTON") continue;
    const given = values.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "radio" || control.type === "checkbox") control.checked = given.includes(control.value);
    else if (given.length) control.value = given[0];
  }
}

function start() {
  document.querySelectorAll("form[data-draft]").forEach(begin);
  // What came too late stays with its author, on this phone only.
  const late = $("[data-late]");
  if (late) {
    box.set("late." + late.dataset.late, late.innerText);
    box.drop(late.dataset.late);
  }
  const copy = $("[data-late-copy]");
  const text = copy && box.get("late." + copy.dataset.lateCopy);
  if (text) {
    $("p", copy).textContent = text;
    copy.hidden = false;
  }
  // Watching the room is no part of the first view: it comes a moment later.
  const poller = $("[data-poller]")?.dataset.poller;
  if (poller) setTimeout(() => import(poller).then((live) => live.start()), 1500);
}

start();
