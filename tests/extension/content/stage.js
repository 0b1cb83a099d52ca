// A page in jsdom with the globals a content script has, and a background that answers from a table.

import {JSDOM} from "jsdom";

const GLOBALS = ["window", "AbortController", "AbortSignal", "document", "Node", "MutationObserver", "getComputedStyle", "location", "getSelection", "scrollX", "scrollY"];

/** The background: set `answers[kind]` to a function of the body; `asked` are the messages so far. */
export const background = {answers: {}, asked: [], listeners: []};

globalThis.chrome = {
  runtime: {
    id: "manicule",
    getURL: (path) => `chrome-extension://manicule/${path}`,
    onMessage: {addListener: (hear) => background.listeners.push(hear), removeListener() {}},
    async sendMessage({kind, body}) {
      background.asked.push({kind, body});
      try {
        return {ok: true, answer: await background.answers[kind]?.(body)};
      } catch (error) {
        return {ok: false, error: {code: "failed", message: error.message}};
      }
    },
  },
};
globalThis.ResizeObserver = class {
  observe() {}
  disconnect() {}
};

/** Whether what happens is done by a person, or by a script of the site. */
export const person = {there: true};

/** @param {any} window in which all that is pressed and typed is as real as `person` */
function embody(window) {
  const held = Object.getOwnPropertySymbols(window.document).find((symbol) => symbol.description === "impl");
  let proto = window.document[/** @type {any} */ (held)];
  while (!Object.hasOwn(proto, "_dispatch")) proto = Object.getPrototypeOf(proto);
  if (proto.embodied) return;
  const {_dispatch: dispatch} = proto;
  proto.embodied = true;
  proto._dispatch = function (/** @type {any} */ event, /** @type {any[]} */ ...rest) {
    if (person.there) event.isTrusted = true;
    return dispatch.call(this, event, ...rest);
  };
}

/**
 * Makes this the page that the modules see.
 * @param {string} body
 */
export function stage(body, url = "https://list.example/papers") {
  const {window} = new JSDOM(`<!doctype html><title>A list</title><body>${body}</body>`, {url, pretendToBeVisual: true});
  embody(window);
  for (const name of GLOBALS) {
    const value = window[name];
    Object.defineProperty(globalThis, name, {value: typeof value === "function" && /^get/.test(name) ? value.bind(window) : value, configurable: true});
  }
  Object.assign(background, {answers: {}, asked: [], listeners: []});
  return window.document;
}

/** Waits until `probe` gives something truthy, and gives that. */
export async function until(probe, what = String(probe)) {
  const end = performance.now() + 5000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** A bookmark as the background shows it. */
export const view = (more = {}) => ({
  id: "bm_1", key: "arxiv:2606.00001", ids: ["arxiv:2606.00001"], title: "A paper", status: "to_read", tags: [], note: "", line: "", links: [],
  found_on: null, saved_at: 1_795_000_000_000, note_copies: [], sync: "synced", ...more,
});
