// How many points are left to give out in each group, as they are typed; − and + beside each number.
const STEP = 5;
const number = (input) => Number(input.value.trim().replace(",", "."));

// Without this script nothing is lost: numbers are typed.
function dress(form) {
  for (const place of form.querySelectorAll(".points .steps")) {
    const input = place.querySelector("input");
    if (input.hasAttribute("data-alone") || place.children.length > 1) continue;
    for (const [sign, step, words] of [["−", -STEP, form.dataset.less], ["+", STEP, form.dataset.more]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
      button.setAttribute("aria-label", `${words}: ${place.previousElementSibling.textContent}`);
      button.addEventListener("click", () => {
        input.value = Math.max(0, (number(input) || 0) + step);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
      if (step < 0) place.prepend(button); else place.append(button);
    }
  }
}

addEventListener("ballot:progress", (event) => {
  event.preventDefault();
  dress(event.target);
  const { full, over, oneOver, points, onePoint } = event.target.dataset;
  const open = [...event.target.querySelectorAll(".points")].map((group) => {
    const given = [...group.querySelectorAll("input")].map((i) => i.value.trim().replace(",", ".")).filter(Boolean);
    if (!given.length || given.some((text) => isNaN(text))) return "";
    const place = group.querySelector(".total");
    const left = Math.round(1e6 * (place.dataset.total - given.reduce((sum, text) => sum + Number(text), 0))) / 1e6;
    const words = { "0": full, "1": onePoint, "-1": oneOver }[left] || (left < 0 ? over : points);
    place.textContent = words.replace("#", Math.abs(left));
    place.classList.toggle("error", left !== 0);
    place.classList.toggle("full", left === 0);
    return left ? `${group.querySelector("legend").textContent}: ${place.textContent}` : "";
  });
  event.detail.textContent = open.filter(Boolean).join(" · ");
});
