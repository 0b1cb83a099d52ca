// The one door of pages and content scripts to the background.

import {fromWire, ManiculeError} from "./lib/errors.js";

/** @type {typeof chrome} */
const browser = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
const RELOAD = new ManiculeError("orphaned", "Manicule was updated. Copy what you are typing, then reload this page.");

/** False once the extension was updated or removed under this page: its messages reach nobody any more. */
export function alive() {
  try {
    return Boolean(browser.runtime?.id);
  } catch {
    return false;
  }
}

/**
 * Asks the background; the kinds and their bodies are in lib/messages.js.
 * @param {string} kind
 * @param {object} [body]
 * @returns {Promise<any>} the answer; rejects with ManiculeError {code, message}
 */
export async function ask(kind, body = {}) {
  if (!alive()) throw RELOAD;
  try {
    return fromWire(await browser.runtime.sendMessage({kind, body}));
  } catch (error) {
    if (error instanceof ManiculeError) throw error;
    if (!alive() || /context invalidated/i.test(String(error))) throw RELOAD;
    throw new ManiculeError("no_answer", "The extension did not answer. Reload the page and try again.");
  }
}

/**
 * Hears what the background says: `{changed({ids, bookmarks}), state(state), progress({done, of}), reported({tab}),
 * "page.rows"() -> {url, title, rows: Raw[], isNew: boolean[]}, select() -> boolean}`.
 * What a listener returns (a value or a promise) is the answer, where the background waits for one.
 * @param {Record<string, (message: any) => unknown>} listeners by kind
 * @param {AbortSignal} [signal] stops listening
 */
export function listen(listeners, signal) {
  /** @type {(message: any, sender: chrome.runtime.MessageSender, send: (answer?: any) => void) => boolean} */
  const hear = (message, sender, send) => {
    if (sender.id !== browser.runtime.id || sender.tab) return false;
    if (!Object.hasOwn(listeners, message?.kind) || "body" in message) return false; // with one, another page asks the background
    Promise.resolve(listeners[message.kind](message)).then(send, () => send());
    return true;
  };
  browser.runtime.onMessage.addListener(hear);
  signal?.addEventListener("abort", () => alive() && browser.runtime.onMessage.removeListener(hear), {once: true});
}

/** @param {string} path inside the extension */
export function asset(path) {
  return browser.runtime.getURL(path);
}
