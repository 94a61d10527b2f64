// How many pairs are marked; where one question is seen at a time, the next follows the finger.
addEventListener("ballot:progress", (event) => {
  event.preventDefault();
  const { done, many } = event.target.dataset;
  const all = [...event.target.querySelectorAll("fieldset.pair")];
  const left = all.filter((pair) => !pair.querySelector(":checked")).length;
  const words = done.replace("##", all.length).replace("#", all.length - left);
  event.detail.textContent = left ? `${words} · ${many.replace("#", left)}` : words;
});

// Arrow keys move inside a scale and must not lead away from it: a click that a key made has no detail.
addEventListener("click", (event) => {
  const pair = event.detail && event.target.matches?.(".pair input") && event.target.closest(".pair");
  const strip = pair && pair.closest(".crossing");
  if (!strip || strip.scrollWidth < 2 * strip.clientWidth) return;
  const all = [...strip.querySelectorAll(".pair")];
  all[all.indexOf(pair) + 1]?.scrollIntoView({ inline: "start", block: "nearest" });
});
