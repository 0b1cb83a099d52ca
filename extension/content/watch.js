// Hears what the page does to its rows, and which row the pointer is on.

/** @typedef {import("./types.js").Visit} Visit */

/**
 * Marks rows as touched, or the whole page as changed, and calls `wake` once per batch.
 * @param {Visit} visit
 * @param {() => void} wake
 */
export function watch(visit, wake) {
  const observer = new MutationObserver((records) => {
    const targets = new Set(records.filter(foreign).map((record) => record.target));
    for (const target of targets) note(visit, target);
    if (visit.changed || visit.touched.size) wake();
  });
  observer.observe(visit.document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: attributesOf(visit.page),
  });
  visit.signal.addEventListener("abort", () => observer.disconnect(), {once: true});
  point(visit);
}

/**
 * Not our own doing, and more than a change of text: our hosts may be taken away, but putting them in is no news.
 * @param {MutationRecord} record
 */
function foreign({type, addedNodes, removedNodes}) {
  if (type !== "childList") return true;
  if ([...removedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE)) return true;
  return [...addedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE && !node.nodeName.startsWith("MANICULE-"));
}

/**
 * @param {Visit} visit
 * @param {Node} target
 */
function note(visit, target) {
  const mark = ownerOf(visit, target);
  if (mark) visit.touched.add(mark);
  else visit.changed = true;
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

/**
 * The attributes that the rules of a page read: a row that is recycled for another paper changes one of them.
 * @param {object} page
 * @returns {string[]}
 */
function attributesOf(page) {
  const named = JSON.stringify(page).matchAll(/"attr":\s*"([^"]+)"/g);
  return [...new Set(["href", "id", ...[...named].map(([, name]) => name)])];
}

/**
 * Lets the face of the row under the pointer stand out.
 * @param {Visit} visit
 */
function point(visit) {
  /** @type {Element | undefined} */
  let near;
  visit.document.addEventListener("pointerover", ({target}) => {
    const host = ownerOf(visit, /** @type {Node} */ (target))?.face?.host;
    if (host === near) return;
    near?.removeAttribute("data-near");
    near = host;
    near?.setAttribute("data-near", "");
  }, {passive: true, signal: visit.signal});
}
