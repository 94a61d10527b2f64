// How many points are left to give out in each group, as they are typed.
addEventListener("ballot:progress", (event) => {
  event.preventDefault();
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
