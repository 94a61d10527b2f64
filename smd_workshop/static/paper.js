// A paper is typed line by line: the digit of a circle marks it, 0 marks the square. Without it arrows do the same.

for (const card of document.querySelectorAll("[data-digits]")) {
  card.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.type !== "radio") return;
    const own = [...card.querySelectorAll("input[type=radio]")].filter((each) => each.name === event.target.name);
    const found = own.find((each) => each.value === event.key) || (event.key === "0" && own.find((each) => each.value === "na"));
    if (!found) return;
    event.preventDefault();
    found.checked = true;
    found.focus();
  });
}
