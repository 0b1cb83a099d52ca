// What only our own pages need of the browser; content scripts have none of it.

/** @type {typeof chrome} */
const browser = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;

/**
 * The tab in front, or null. Its address is told where the user has let us in, which opening the popup does (activeTab).
 * @returns {Promise<{id: number, url: string, title: string} | null>}
 */
export async function frontTab() {
  const [tab] = await browser.tabs.query({active: true, currentWindow: true});
  return tab?.id === undefined ? null : {id: tab.id, url: tab.url ?? "", title: tab.title ?? ""};
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

/**
 * Asks the user to let Manicule onto a site. Call it first thing in a click.
 * @param {string[]} origins match patterns
 * @returns {Promise<boolean>} whether it may
 */
export function allowSite(origins) {
  return browser.permissions.request({origins});
}

/** Gives back what was allowed. @param {string[]} origins match patterns */
export function leaveSite(origins) {
  return browser.permissions.remove({origins});
}

/** Closes the tab this page is in. */
export async function closeThisTab() {
  const tab = await browser.tabs.getCurrent();
  if (tab?.id !== undefined) await browser.tabs.remove(tab.id);
}
