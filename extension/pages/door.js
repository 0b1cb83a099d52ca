// What only our own pages need of the browser; content scripts have none of it.

/** @type {typeof chrome} */
const browser = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;

/** The id of the tab in front, or null. */
export async function frontTab() {
  const [tab] = await browser.tabs.query({active: true, currentWindow: true});
  return tab?.id ?? null;
}

/** Opens the options page in a tab. */
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

/** Closes the tab this page is in. */
export async function closeThisTab() {
  const tab = await browser.tabs.getCurrent();
  if (tab?.id !== undefined) await browser.tabs.remove(tab.id);
}
