// The keyboard: / to search, j and k along the papers, x to select, s for the status. Enter follows a link as ever.

/** @param {Document} page */
export function openKeys(page) {
  const titles = /** @type {HTMLAnchorElement[]} */ ([...page.querySelectorAll(".paper h2 a")]);

  /** @param {number} by */
  const move = (by) => {
    const now = titles.findIndex((title) => title.closest(".paper")?.contains(page.activeElement));
    const next = titles[Math.min(titles.length - 1, Math.max(0, now < 0 ? 0 : now + by))];
    next?.focus();
    next?.closest(".paper")?.scrollIntoView({block: "nearest"});
  };

  page.addEventListener("keydown", (event) => {
    const {target, key} = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return;
    if (target.matches("input:not([type=checkbox]), textarea, select")) return;
    const field = /** @type {HTMLInputElement | null} */ (page.querySelector(".find input"));
    const acts = /** @type {Record<string, () => void>} */ ({
      "/": () => field?.select(),
      j: () => move(1),
      k: () => move(-1),
      s: () => openStatus(page.activeElement?.closest(".paper")),
      x: () => /** @type {HTMLElement | null} */ (page.activeElement?.closest(".paper")?.querySelector("input[name=paper]"))?.click(),
    });
    if (!Object.hasOwn(acts, key)) return;
    event.preventDefault();
    acts[key]();
  });
}

/** @param {Element | null | undefined} paper */
function openStatus(paper) {
  const menu = /** @type {HTMLDetailsElement | null | undefined} */ (paper?.querySelector(".set"));
  if (!menu) return;
  menu.open = true;
  menu.querySelector("button")?.focus();
}
