// The one door of pages and content scripts to the background, and to what little of the browser they need.

import {fromWire, ManiculeError} from "./lib/errors.js";

/** @type {typeof chrome} */
const browser = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
const RELOAD = new ManiculeError("orphaned", "Manicule was updated. Reload this page to go on.");

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
 * Hears what the background says: `{changed({ids, bookmarks}), state(state), "page.rows"() -> Row[]}`.
 * What a listener returns (a value or a promise) is the answer, where the background waits for one.
 * @param {Record<string, (message: any) => unknown>} listeners by kind
 * @param {AbortSignal} [signal] stops listening
 */
export function listen(listeners, signal) {
  /** @type {(message: any, sender: chrome.runtime.MessageSender, send: (answer?: any) => void) => boolean} */
  const hear = (message, sender, send) => {
    if (sender.id !== browser.runtime.id || sender.tab) return false;
    if (!Object.hasOwn(listeners, message?.kind)) return false;
    Promise.resolve(listeners[message.kind](message)).then(send, () => send());
    return true;
  };
  browser.runtime.onMessage.addListener(hear);
  signal?.addEventListener("abort", () => alive() && browser.runtime.onMessage.removeListener(hear), {once: true});
}

/**
 * The text of `_locales` for a key, or the key itself where there is none.
 * @param {string} key
 * @param {...(string | number)} values
 */
export function text(key, ...values) {
  return (alive() && browser.i18n.getMessage(key, values.map(String))) || key;
}

/** @param {string} path inside the extension */
export function asset(path) {
  return browser.runtime.getURL(path);
}

/** Extension pages only: the id of the tab in front, or null. */
export async function frontTab() {
  const [tab] = await browser.tabs.query({active: true, currentWindow: true});
  return tab?.id ?? null;
}

/** Opens the options page in a tab. Extension pages only. */
export function openOptions() {
  return browser.runtime.openOptionsPage();
}

/**
 * Asks the user to let Manicule reach a server or a site. Call it first thing in a click: it needs the user's gesture.
 * @param {string} url of the server
 * @returns {Promise<boolean>} whether it may
 */
export function allow(url) {
  return browser.permissions.request({origins: [`${new URL(url).protocol}//${new URL(url).hostname}/*`]});
}

/** Closes the tab this extension page is in. */
export async function closeThisTab() {
  const tab = await browser.tabs.getCurrent();
  if (tab?.id !== undefined) await browser.tabs.remove(tab.id);
}
