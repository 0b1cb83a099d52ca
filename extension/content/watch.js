// Hears what the page does to its rows, and which row is at hand.
// A MutationObserver: unlike the animation trick it also tells of faces taken away and of rows that became another
// paper, and it works where `content-visibility` keeps animations from starting.

/** @typedef {import("./types.js").Visit} Visit */

/** Marks rows as touched, or the page as changed, and wakes once per batch. @param {Visit} visit @param {() => void} wake */
export function watch(visit, wake) {
  const observer = new MutationObserver((records) => {
    for (const target of new Set(records.filter(foreign).map((record) => record.target))) {
      const mark = ownerOf(visit, target);
      if (mark) visit.touched.add(mark);
      else visit.changed = true;
    }
    if (visit.changed || visit.touched.size) wake();
  });
  observer.observe(visit.document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: attributesOf(visit.page),
  });
  visit.signal.addEventListener("abort", () => observer.disconnect(), {once: true});
  point(visit);
}

/** More than text, and not our own doing. @param {MutationRecord} record */
function foreign({type, addedNodes, removedNodes}) {
  if (type !== "childList") return true;
  const element = (/** @type {Node} */ node) => node.nodeType === Node.ELEMENT_NODE;
  return [...removedNodes].some(element) || [...addedNodes].some((node) => element(node) && !node.nodeName.startsWith("MANICULE-"));
}

/**
 * The row that a node is in.
 * @param {Visit} visit
 * @param {Node | null} node
 */
function ownerOf(visit, node) {
  for (let at = node; at; at = at.parentNode) {
    const mark = visit.owner.get(/** @type {Element} */ (at));
    if (mark) return mark;
  }
  return null;
}

/** The attributes that a page's rule reads: a row recycled for another paper changes one of them. @param {object} page */
function attributesOf(page) {
  const named = JSON.stringify(page).matchAll(/"attr":"([^"]+)"/g);
  return ["href", "id", ...[...named].map(([, name]) => name)];
}

/** Lets the face of the row at hand stand out: under the pointer, or with the focus. @param {Visit} visit */
function point(visit) {
  /** @type {Element | undefined} */
  let near;
  /** @param {Event} event */
  const come = ({target}) => {
    const mark = ownerOf(visit, /** @type {Node} */ (target));
    const host = mark?.face?.host;
    if (host === near) return;
    near?.removeAttribute("data-near");
    near = host;
    near?.setAttribute("data-near", "");
    visit.near?.(mark);
  };
  for (const kind of ["pointerover", "focusin"]) visit.document.addEventListener(kind, come, {passive: true, signal: visit.signal});
}
