// Beside live.js on the screens of staff and on a seat's result: keeps focus and opened lists through a refresh, shows what
// is left on the clock (data-left, seconds), sends forms that wait for it (data-submit-after, seconds).

const WRITING = "input:not([type=hidden]), textarea, select";
const ends = new WeakMap();
const planned = new WeakSet();
let focused = "";
let opened = [];

addEventListener("before-live", (event) => {
  const active = event.target.contains(document.activeElement) ? document.activeElement : null;
  if (active?.matches(WRITING)) return event.preventDefault();
  focused = active?.id || (active?.matches("summary") ? active.parentElement.id : "");
  opened = [...event.target.querySelectorAll("details[id][open]")].map((each) => each.id);
});

addEventListener("live", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  const again = focused ? document.getElementById(focused) : null;
  (again?.matches("details") ? again.querySelector("summary") : again)?.focus({ preventScroll: true });
  tick();
});

function tick() {
  for (const clock of document.querySelectorAll("[data-left]")) {
    if (!ends.has(clock)) ends.set(clock, performance.now() + Number(clock.dataset.left) * 1000);
    const left = Math.max(0, Math.ceil((ends.get(clock) - performance.now()) / 1000));
    const text = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : clock.dataset.over;
    if (clock.textContent !== text) clock.textContent = text;
  }
  for (const form of document.querySelectorAll("form[data-submit-after]")) {
    if (planned.has(form)) continue;
    planned.add(form);
    setTimeout(() => form.isConnected && form.requestSubmit(), Number(form.dataset.submitAfter) * 1000);
  }
}

setInterval(tick, 250);
tick();
