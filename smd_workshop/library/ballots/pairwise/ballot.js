// One pair at a time, with a way back; at the end the answers that contradict the rest most are shown again.
// Without this script all pairs stand below each other, and the same is said once the ballot is saved.
const MOST = 3, NEAR = Math.log(1.5), PAUSE = 250;
let pairs = [], at = 0, form = null, panel = null;

const said = (pair) => {
  const which = pair.querySelector(".quadrants input:checked")?.value;
  const times = Number(pair.querySelector(".scale input:checked")?.value || 0);
  const [one, other] = [...pair.querySelectorAll(".side")].map((radio) => radio.value);
  if (!which || (which !== "=" && !times)) return null;
  return { pair, one, other, times: which === "=" ? 1 : which === one ? times : 1 / times };
};

// A title names its options in the order of the round; sides of a page change.
addEventListener("ballot:progress", (event) => {
  event.preventDefault();
  if (form !== event.target) begin(event.target);
  const { done } = event.target.dataset;
  event.detail.textContent = done.replace("##", pairs.length).replace("#", pairs.filter(said).length);
});

function begin(found) {
  form = found;
  pairs = [...form.querySelectorAll(".pair")];
  // What the server sent back says on its own page what is wrong, with links to each pair.
  if (document.querySelector(".error-summary") || pairs.length < 2) return;
  const { back, skip } = form.dataset;
  panel = document.createElement("div");
  panel.className = "stack";
  const row = document.createElement("div");
  row.className = "row spread";
  row.append(button(back, "quiet", () => show(at - 1)), button(skip, "quiet", () => show(at + 1)));
  pairs.at(-1).after(row, panel);
  form.addEventListener("change", (event) => {
    const pair = event.target.closest(".pair");
    if (!pair || pair !== pairs[at]) return;
    if (!said(pair)) { pair.scrollIntoView({ block: "start" }); return; }
    setTimeout(() => { if (pair === pairs[at]) show(at + 1); }, PAUSE);
  });
  const first = pairs.findIndex((pair) => !said(pair));
  show(first < 0 ? pairs.length : first, true);
}

function button(words, kind, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `button ${kind}`, textContent: words });
  made.addEventListener("click", act);
  return made;
}

function show(place, quietly) {
  at = Math.min(Math.max(place, 0), pairs.length);
  pairs.forEach((pair, index) => { pair.hidden = index !== at; });
  const [before, after] = panel.previousElementSibling.children;
  before.disabled = at === 0;
  after.style.visibility = at === pairs.length ? "hidden" : "";
  panel.replaceChildren();
  if (at === pairs.length) review();
  else if (!quietly) pairs[at].querySelector("input:checked, input")?.focus({ preventScroll: true });
}

// Which options are tied to the first by answers; the others cannot be weighed yet.
function loose(judged, codes) {
  const tied = new Set(codes.slice(0, 1));
  for (let more = true; more;) {
    more = false;
    for (const { one, other } of judged) {
      if (tied.has(one) !== tied.has(other)) { tied.add(one).add(other); more = true; }
    }
  }
  return codes.filter((code) => !tied.has(code));
}

// Logarithmic least squares, each weight in turn the mean of what its comparisons say, until nothing moves.
function weigh(judged, codes) {
  const x = Object.fromEntries(codes.map((code) => [code, 0]));
  for (let round = 0; round < 500; round++) {
    let moved = 0;
    for (const code of codes) {
      const views = judged.flatMap(({ one, other, times }) =>
        one === code ? [x[other] + Math.log(times)] : other === code ? [x[one] - Math.log(times)] : []);
      const next = views.reduce((sum, view) => sum + view, 0) / views.length;
      moved = Math.max(moved, Math.abs(next - x[code]));
      x[code] = next;
    }
    if (moved < 1e-9) break;
  }
  return x;
}

function review() {
  const { again, agree, loose: untied, ready } = form.dataset;
  const judged = pairs.map(said).filter(Boolean);
  const codes = [...new Set(pairs.flatMap((pair) => [...pair.querySelectorAll(".side")].map((radio) => radio.value)))];
  const left = loose(judged, codes);
  const words = Object.assign(document.createElement("p"), { className: "note" });
  words.setAttribute("role", "status");
  panel.append(words);
  if (left.length) { words.textContent = untied.replace("#", left.join(", ")); return; }
  const x = weigh(judged, codes);
  const odd = judged
    .map((each) => ({ ...each, means: x[each.one] - x[each.other] }))
    .map((each) => ({ ...each, far: Math.abs(Math.log(each.times) - each.means) }))
    .filter((each) => each.far > NEAR)
    .sort((a, b) => b.far - a.far)
    .slice(0, MOST);
  words.textContent = odd.length ? `${again} ${ready}` : agree;
  for (const each of odd) panel.append(asked(each));
}

// The heavier first, as the person said it; of equals the first.
function asked({ pair, one, other, times, means }) {
  const { same, none, other: else_, change } = form.dataset;
  const [heavy, light] = times < 1 ? [other, one] : [one, other];
  const ratio = Math.exp(times < 1 ? -means : means);
  const far = Math.max(ratio, 1 / ratio).toFixed(1);
  const values = { one: heavy, other: light, times: Math.round(Math.max(times, 1 / times)), heavier: ratio > 1 ? heavy : light, ratio: far };
  const card = document.createElement("div");
  card.className = "card stack";
  const words = document.createElement("p");
  const sentence = times === 1 ? same : far === "1.0" ? none : else_;
  words.textContent = sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  card.append(words, button(change, "quiet", () => show(pairs.indexOf(pair))));
  return card;
}
