// How many options are marked.
addEventListener("ballot:progress", (event) => {
  event.preventDefault();
  const form = event.target;
  event.detail.textContent = form.dataset.marked.replace("#", form.querySelectorAll("[name=a]:checked").length);
});
