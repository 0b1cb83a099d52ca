// The map: what a dot is called stands below it as soon as it is pointed at.

/** @param {ParentNode} page */
export function openMap(page) {
  const said = page.querySelector(".pointed");
  const map = page.querySelector("svg.map");
  if (!map || !said) return;
  map.addEventListener("pointerover", ({target}) => {
    const title = /** @type {Element} */ (target).closest("a")?.querySelector("title");
    if (title) said.textContent = title.textContent;
  });
}
