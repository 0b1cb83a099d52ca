// The menu of a row: Escape and a click elsewhere close it.

/** @param {Document} page */
export function openMenus(page) {
  const open = () => /** @type {HTMLDetailsElement | null} */ (page.querySelector(".set[open]"));
  page.addEventListener("click", ({target}) => {
    const menu = open();
    if (menu && !menu.contains(/** @type {Node} */ (target))) menu.open = false;
  });
  page.addEventListener("keydown", ({key}) => {
    const menu = open();
    if (!menu || key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
