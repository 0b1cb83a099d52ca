// A field above a long list that leaves what has its letters.

/** @param {ParentNode} page */
export function openNarrow(page) {
  const list = page.querySelector("[data-narrowed]");
  const place = /** @type {HTMLElement | null} */ (page.querySelector(".narrow"));
  const field = place?.querySelector("input");
  if (!list || !place || !field || list.children.length < 12) return;
  place.hidden = false;
  field.addEventListener("input", () => {
    const typed = field.value.trim().toLocaleLowerCase();
    let left = 0;
    for (const item of /** @type {Iterable<HTMLElement>} */ (list.children)) {
      item.hidden = !(item.querySelector("a")?.textContent ?? "").toLocaleLowerCase().includes(typed);
      left += Number(!item.hidden);
    }
    const said = place.querySelector("[role=status]");
    if (said) said.textContent = typed ? `${left} of ${list.children.length}` : "";
  });
}
