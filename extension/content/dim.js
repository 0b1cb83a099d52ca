// Dims what the site shows of a dismissed row. An animation that is held at its end, and nothing else: it writes no
// attribute, class, style or node into the page, and is gone without a trace when it is cancelled. Our own face is left as
// it is, and a row shows itself whole when the pointer or the focus comes to it. Loaded when a row is dismissed.

/** @typedef {import("./types.js").Mark} Mark */

const DIMMED = [{opacity: 0.4}];

/** @type {Map<Mark, Map<Element, Animation>>} */
const dimmed = new Map();

/**
 * Brings the dimming in step with what the rows are now; whatever else was dimmed is not any more.
 * @param {Mark[]} marks
 * @param {Mark | null} near the row at hand
 */
export function dim(marks, near) {
  const wanted = marks.filter((mark) => mark.face && mark !== near && mark.view?.status === "dismissed");
  const left = new Map(dimmed);
  for (const mark of wanted) {
    left.delete(mark);
    dimmed.set(mark, held(partsOf(mark), dimmed.get(mark) ?? new Map()));
  }
  for (const [mark, animations] of left) {
    for (const animation of animations.values()) animation.cancel();
    dimmed.delete(mark);
  }
}

/** @param {Element[]} parts @param {Map<Element, Animation>} before */
function held(parts, before) {
  const now = new Map(parts.map((part) => [part, before.get(part) ?? part.animate(DIMMED, {duration: 0, fill: "forwards"})]));
  for (const [part, animation] of before) if (!now.has(part)) animation.cancel();
  return now;
}

/** All of a row but our face. @param {Mark} mark */
function partsOf({elements, face}) {
  const host = /** @type {Element} */ (face?.host);
  /** @type {(element: Element) => Element[]} */
  const around = (element) => {
    if (element === host) return [];
    return element.contains(host) ? [...element.children].flatMap(around) : [element];
  };
  return elements.flatMap(around);
}
