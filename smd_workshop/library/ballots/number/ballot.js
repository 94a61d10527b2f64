// How many numbers are written, and which are not; without this script nothing is lost.
addEventListener("ballot:progress", (event) => {
  event.preventDefault();
  const { done, left, many } = event.target.dataset;
  const all = [...event.target.querySelectorAll("input[name^='a.']")];
  const open = all.filter((input) => !input.value.trim()).map((input) => input.name.slice(2));
  const words = done.replace("##", all.length).replace("#", all.length - open.length);
  const rest = open.length > 3 ? many.replace("#", open.length) : left.replace("#", open.join(", "));
  event.detail.textContent = open.length ? `${words} · ${rest}` : words;
});
