// The text of an element as its reader means it: formulas as TeX, no widgets; the same as core/shown.py.
import {normalise} from "./plain.js";

const UNSHOWN = /^(?:script|style|template|noscript|svg|button|input|select|textarea|dialog|iframe|object|img|video|audio|canvas)$/;
const SPACED = /^(?:br|p|div|li)$/;
// What MathJax 2 draws beside the script that holds the formula.
const DRAWN = /(?:^|\s)(?:MathJax|MJX|mjx-chtml)/;

/**
 * The normalised text of an element. @param {Element} element
 * @param {string} [drop]  a selector of parts to leave out
 * @param {string} [keep]  a selector of what counts inside besides formulas and translators' wrappers
 */
export function textOf(element, drop, keep) {
  if (!element.firstElementChild) return normalise(element.textContent ?? "");
  const dropped = drop ? new Set(element.querySelectorAll(drop)) : null;
  const kept = keep ? new Set(element.querySelectorAll(`${keep},font,mark`)) : null;
  let text = "";
  /** @type {(Node | string)[]} */
  const waiting = [...element.childNodes].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node === "string") text += node;
    else if (node.nodeType === 3) text += /** @type {Text} */ (node).data;
    if (typeof node === "string" || node.nodeType !== 1) continue;
    const inner = /** @type {Element} */ (node);
    const formula = tex(inner);
    if (formula !== null) text += formula;
    else if (!dropped?.has(inner) && !foreign(inner) && (!kept || kept.has(inner))) {
      const spaced = SPACED.test(inner.localName) ? [" "] : [];
      waiting.push(...spaced, ...[...inner.childNodes].reverse(), ...spaced);
    }
  }
  return normalise(text);
}

/**
 * The formula an element stands for, `$…$`; "" for what is only its drawing; null for anything else.
 * @param {Element} node
 */
function tex(node) {
  const kinds = node.getAttribute("class") ?? "";
  const type = node.getAttribute("type") ?? "";
  if (node.localName === "script" && type.startsWith("math/tex")) {
    const mark = type.includes("display") ? "$$" : "$";
    return mark + node.textContent + mark;
  }
  if (/^(?:mjx-container|math)$/.test(node.localName) || /(?:^|\s)katex(?:\s|$)/.test(kinds)) return source(node);
  return DRAWN.test(kinds) ? "" : null;
}

/** TeX from an annotation or attribute, else the letters of the formula. @param {Element} node */
function source(node) {
  const inner = node.querySelector("[data-latex], annotation[encoding='application/x-tex']");
  const written = node.getAttribute("alttext") || node.getAttribute("data-latex") ||
    inner?.getAttribute("data-latex") || inner?.textContent;
  return written ? `$${normalise(written)}$` : normalise((node.querySelector("math") ?? node).textContent ?? "");
}

/**
 * Widgets, and elements of other extensions: no site names its own with a hyphen; highlighters wrap words.
 * @param {Element} node
 */
const foreign = ({localName}) => UNSHOWN.test(localName) || (localName.includes("-") && !localName.includes("highlight"));
