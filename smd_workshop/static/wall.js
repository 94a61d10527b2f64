// Turns the pages of the wall: by themselves after data-turn seconds, or by the keys that remotes of presenters
// send. Without it the pages are links, and the page asks for the next by itself.

const place = document.getElementById("main");
const STEPS = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 };
// Who turned a page by hand is reading it: it stands this many times longer.
const BY_HAND = 4;
let page = Number(place.dataset.page) || 1;
let timer = 0;

function show(longer = 1) {
  const leaves = [...place.querySelectorAll(".leaf")];
  if (page > leaves.length) page = 1;
  if (page < 1) page = leaves.length;
  leaves.forEach((leaf, number) => { leaf.hidden = number !== page - 1; });
  clearTimeout(timer);
  if (leaves.length < 2) return;
  timer = setTimeout(() => turn(1), 1000 * Number(leaves[page - 1].dataset.turn) * longer);
}

function turn(step, longer) {
  page += step;
  show(longer);
}

addEventListener("keydown", (event) => {
  if (!(event.key in STEPS) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  turn(STEPS[event.key], BY_HAND);
});
place.addEventListener("live", () => show());
show();
