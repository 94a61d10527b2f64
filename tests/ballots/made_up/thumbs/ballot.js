const box = "a name that the common script has too";
addEventListener("ballot:progress", (event) => {
  event.preventDefault();
  const ups = event.target.querySelectorAll("[value=up]:checked").length;
  event.detail.textContent = box && event.target.dataset.ups.replace("#", ups);
});
