// A device at a counter starts over by itself: after answers were sent, and after a while without a touch.

const erase = () => {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("smd:survey:")) sessionStorage.removeItem(key);
  } catch { /* forbidden */ }
};
// A page that comes back out of the browser's memory is asked for again: the server knows who may see it.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

const done = document.querySelector("[data-next]");
if (done) {
  erase();
  setTimeout(() => location.replace(done.dataset.next), Number(done.dataset.after) * 1000);
}

const over = document.querySelector("form[data-idle]");
if (over) {
  const idle = Number(over.dataset.idle), warning = Number(over.dataset.warning);
  const warned = over.querySelector("[data-warned]"), left = over.querySelector("[data-left]");
  let touched = Date.now();
  const touch = () => { touched = Date.now(); warned.hidden = true; };
  for (const kind of ["pointerdown", "keydown", "input", "wheel"]) addEventListener(kind, touch, { passive: true });
  over.querySelector("[data-stay]").addEventListener("click", touch);
  over.addEventListener("submit", erase);
  setInterval(() => {
    const rest = idle - (Date.now() - touched) / 1000;
    if (rest <= 0) { touched = Date.now(); over.requestSubmit(); return; }
    if (rest > warning) return;
    if (warned.hidden) { warned.hidden = false; warned.scrollIntoView({ block: "center" }); }
    left.textContent = String(Math.ceil(rest));
  }, 1000);
}
