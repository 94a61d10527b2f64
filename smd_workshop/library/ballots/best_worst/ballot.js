// Two steps: first which matters most and which least, then only the comparisons that are left to make.
// Without this script every card has both questions, and what is not needed may stay empty.
const chosen = (form, name) => form.elements[name].value ?? [...form.elements[name]].find((radio) => radio.checked)?.value ?? "";

addEventListener("change", (event) => {
  // One option cannot be both: the other choice of the same card is taken back.
  if (event.target.type !== "radio") return;
  for (const radio of event.target.closest(".compared")?.querySelectorAll("input:checked") || []) {
    if (radio !== event.target) radio.checked = false;
  }
  event.target.form.dispatchEvent(new Event("input", { bubbles: true }));
});

addEventListener("ballot:progress", (event) => {
  event.preventDefault();
  const form = event.target;
  const { first, over, done, left, many } = event.target.dataset;
  const best = chosen(form, "a.+"), worst = chosen(form, "a.-");
  let all = 0;
  const open = [];
  for (const card of form.querySelectorAll(".compared")) {
    const code = card.id.slice(2);
    const [above, below] = card.querySelectorAll(".points > div");
    ask(above, best && worst && code !== best, over.replace("##", best).replace("#", code));
    ask(below, best && worst && code !== best && code !== worst, over.replace("##", code).replace("#", worst));
    const asked = [...card.querySelectorAll("select:enabled")];
    all += asked.length;
    const empty = asked.filter((select) => !select.value).length;
    if (empty) open.push(...Array(empty).fill(code));
  }
  if (!best || !worst) { event.detail.textContent = first; return; }
  const words = done.replace("##", all).replace("#", all - open.length);
  const codes = [...new Set(open)];
  const rest = codes.length > 3 ? many.replace("#", open.length) : left.replace("#", codes.join(", "));
  event.detail.textContent = open.length ? `${words} · ${rest}` : words;
});

// A question that is not asked is not sent.
function ask(place, needed, words) {
  place.hidden = !needed;
  place.querySelector("select").disabled = !needed;
  if (needed) place.querySelector("label").textContent = words;
}
