// How many options have a place, and which share one; without this script nothing is lost.
addEventListener("ballot:progress", (event) => {
  event.preventDefault();
  const { done, left, many, same } = event.target.dataset;
  const all = [...event.target.querySelectorAll("select[name^='a.']")];
  const open = all.filter((each) => !each.value).map((each) => each.name.slice(2));
  const places = new Map();
  for (const each of all) if (each.value) places.set(each.value, [...(places.get(each.value) || []), each.name.slice(2)]);
  const words = [done.replace("##", all.length).replace("#", all.length - open.length)];
  if (open.length) words.push(open.length > 3 ? many.replace("#", open.length) : left.replace("#", open.join(", ")));
  for (const codes of places.values()) if (codes.length > 1) words.push(same.replace("#", codes.join(", ")));
  event.detail.textContent = words.join(" · ");
});
