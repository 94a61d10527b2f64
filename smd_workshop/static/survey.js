// What is half-written on a page of a survey survives a reload and a failed line. The form works without it.

const form = document.querySelector("form[data-kept]");
const mine = (link) => "smd:survey:" + link + ":";
const box = {
  get: (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
  set: (key, value) => { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* forbidden */ } },
};

if (form) {
  const prefix = mine(form.dataset.kept);
  const here = prefix + location.pathname;
  // Another page of the same link is here: what it was sent from arrived.
  const left = box.get(prefix);
  if (left && left !== here) { box.drop(left); box.drop(prefix); }
  const kept = box.get(here);
  if (kept && !document.querySelector(".error-summary")) restore(kept);
  form.addEventListener("input", () => box.set(here, [...new FormData(form)]));
  form.addEventListener("submit", () => box.set(prefix, here));
}

for (const done of document.querySelectorAll("[data-forget]")) {
  if (!done.dataset.forget) continue;
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(mine(done.dataset.forget))) box.drop(key);
  } catch { /* forbidden */ }
}

function restore(fields) {
  const given = new Map();
  for (const [name, value] of fields) given.set(name, [...(given.get(name) || []), value]);
  for (const control of form.elements) {
    if (!control.name || control.type === "submit") continue;
    const values = given.get(control.name) || [];
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else if (values.length) control.value = values[0];
  }
}
