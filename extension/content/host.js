// A room of our own in somebody else's page: an element with a shadow root, our style, and no leaking keys.

import {h} from "../lib/dom.js";

// What people do inside must not be taken for the site's shortcuts, drags or clicks on a card.
const PRIVATE = [
  "keydown", "keyup", "keypress", "beforeinput", "input", "change", "submit", "paste", "copy", "cut", "click", "dblclick",
  "auxclick", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "touchend", "dragstart", "selectstart",
];

/** @type {Map<string, CSSStyleSheet | null>} */
const sheets = new Map();

/**
 * The root is open, so that tests and assistive tools can look in; nothing in it is secret from the page it shows.
 * @param {string} name of the element, with a dash
 * @param {string} css
 */
export function createHost(name, css) {
  const host = document.createElement(name);
  const root = host.attachShadow({mode: "open", delegatesFocus: true});
  dress(root, css);
  for (const kind of PRIVATE) host.addEventListener(kind, hush);
  return {host, root};
}

/** @param {Event} event */
function hush(event) {
  event.stopPropagation();
}

/**
 * One parsed sheet for all roots (Chromium 156 and Firefox 153 do); where a content script may not, one for each root.
 * @param {ShadowRoot} root
 * @param {string} css
 */
function dress(root, css) {
  const sheet = sheets.get(css) ?? (sheets.has(css) ? null : parse(css));
  sheets.set(css, sheet);
  try {
    if (!sheet) throw new TypeError("no constructed style sheets here");
    root.adoptedStyleSheets = [sheet];
  } catch {
    sheets.set(css, null);
    root.append(h("style", {}, css));
  }
}

/** @param {string} css */
function parse(css) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  } catch {
    return null;
  }
}
