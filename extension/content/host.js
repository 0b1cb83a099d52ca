// A room of our own in somebody else's page: an element with a shadow root, our style, and no leaking keys.

import {asset} from "../ask.js";
import {h} from "../lib/dom.js";

// What people do inside must not be taken for the site's shortcuts, drags or clicks on a card.
export const PRIVATE = ("keydown keyup keypress beforeinput input change submit paste copy cut click dblclick auxclick " +
  "mousedown mouseup pointerdown pointerup touchstart touchend dragstart").split(" ");
const PATIENCE = 300; // ms for a file of our own

/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/** Loads a style sheet once for all later roots; its rules can be read in Chromium 156, Firefox 153. @param {string} name */
export async function prepare(name) {
  if (sheets.has(name)) return;
  const [room, link] = [h("div", {hidden: true}), linkTo(name)];
  room.attachShadow({mode: "closed"}).append(link);
  await new Promise((done) => {
    link.onload = link.onerror = done;
    setTimeout(done, PATIENCE);
    document.documentElement.append(room);
  });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync([...(link.sheet?.cssRules ?? [])].map((rule) => rule.cssText).join("\n"));
    if (sheet.cssRules.length) sheets.set(name, sheet);
  } catch {
    // Each root then links the file itself: slower to come, equal to see.
  }
  room.remove();
}

/**
 * An open root, so that tests and assistive tools can look in; `styles` are names of prepared sheets.
 * @param {string} name of the element @param {...string} styles
 */
export function createHost(name, ...styles) {
  const host = document.createElement(name);
  const root = host.attachShadow({mode: "open", delegatesFocus: true});
  const ready = styles.flatMap((style) => sheets.get(style) ?? []);
  if (ready.length === styles.length) root.adoptedStyleSheets = ready;
  else root.append(...styles.map(linkTo));
  for (const kind of PRIVATE) host.addEventListener(kind, hush);
  return {host, root};
}

/** @param {string} name */
function linkTo(name) {
  const link = h("link", {rel: "stylesheet"});
  link.href = asset(`content/${name}`);
  return link;
}

const hush = (/** @type {Event} */ event) => event.stopPropagation();
