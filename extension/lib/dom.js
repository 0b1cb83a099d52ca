// Builds DOM by nodes only. Text from pages and people never becomes markup, and no link leads anywhere but to the web.

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Props */

/**
 * An element. `onclick` and the like take functions, `true` is an empty attribute; false, null and undefined leave it out.
 * `href` is kept only if it leads to the web or inside the extension.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Props} [props] @param {...Child} children @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) put(element, name, value);
  fill(element, ...children);
  return element;
}

/** Replaces all children of a node. @param {Element} node @param {...Child} children */
export function fill(node, ...children) {
  node.replaceChildren(...children.filter(present).map((child) => (typeof child === "number" ? String(child) : child)));
}

/**
 * Shows the latest state in an element, but not while it is pressed: a button replaced before it is let go hears no click.
 * @template T @param {Element} element @param {(state: T) => void} paint @returns {(state: T) => void}
 */
export function steady(element, paint) {
  let down = false;
  /** @type {(() => void) | null} */
  let late = null;
  const up = () => setTimeout(() => { // after the click
    down = false;
    late?.();
    late = null;
  });
  element.addEventListener("pointerdown", () => {
    down = true;
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, up, {capture: true, once: true});
  });
  return (state) => (down ? (late = () => paint(state)) : paint(state));
}

/** The address, or null if it is not of the web. @param {string} text */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * A link that opens beside the page and tells the other site nothing about it; plain text if it is not of the web.
 * @param {string} address @param {Props} props @param {...Child} children @returns {HTMLElement}
 */
export function link(address, props, ...children) {
  const href = webAddress(address);
  if (!href) return h("span", props, ...children);
  return h("a", {...props, href, target: "_blank", rel: "noopener noreferrer"}, ...children);
}

/** @param {Element} element @param {string} name @param {Props[string]} value */
function put(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") {
    element.addEventListener(name.slice(2), value);
  } else if (name.startsWith("on")) {
    throw new TypeError(`${name} must be a function`);
  } else if (name !== "href" || webAddress(String(value)) || /^[\w./#-]+$/.test(String(value))) {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** @param {Child} child @returns {child is Node | string | number} */
function present(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}
