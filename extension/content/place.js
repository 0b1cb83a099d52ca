// Where the card stands: in the top layer, so that no card of the site can clip it, beside its row, scrolling with it.

const [GAP, EDGE] = [4, 8]; // px

/**
 * @param {HTMLElement} panel absolutely positioned in the top layer @param {Element} anchor
 * @param {"below" | "above"} [side] keeps a side chosen before
 * @returns {"below" | "above"}
 */
export function place(panel, anchor, side) {
  const row = anchor.getBoundingClientRect();
  const {width, height} = panel.getBoundingClientRect();
  const {clientWidth, clientHeight} = document.documentElement;
  const chosen = side ?? (row.bottom + GAP + height > clientHeight && row.top - GAP - height > 0 ? "above" : "below");
  const top = chosen === "below" ? row.bottom + GAP : row.top - GAP - height;
  const start = getComputedStyle(anchor).direction === "rtl" ? row.right - width : row.left - EDGE;
  const left = Math.max(EDGE, Math.min(start, clientWidth - width - EDGE));
  panel.style.top = `${top + scrollY}px`;
  panel.style.left = `${left + scrollX}px`;
  return chosen;
}

/**
 * Puts a panel beside its row and keeps it there; in view too, while it grows and its reader does nothing.
 * @param {HTMLElement} panel @param {() => Element | null} anchor the row may be replaced @param {AbortSignal} signal
 */
export function keepPlaced(panel, anchor, signal) {
  /** @type {"below" | "above" | undefined} */
  let side;
  let used = false;
  const again = () => {
    const row = anchor();
    if (row) side = place(panel, row, side);
  };
  const grown = () => {
    again();
    if (!used) panel.scrollIntoView?.({block: "nearest"});
  };
  grown();
  const sizes = new ResizeObserver(grown);
  sizes.observe(panel);
  const row = anchor();
  if (row) sizes.observe(row);
  signal.addEventListener("abort", () => sizes.disconnect(), {once: true});
  const passive = {signal, passive: true, capture: true};
  for (const kind of ["keydown", "pointerdown", "wheel"]) window.addEventListener(kind, () => (used = true), passive);
  window.addEventListener("resize", again, passive);
  window.addEventListener("scroll", again, passive);
}
