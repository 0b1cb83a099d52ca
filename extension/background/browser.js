// The one door to chrome.*: what the background needs of the browser, and nothing else.

/** @type {typeof chrome} */
const browser = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;

/** @typedef {chrome.runtime.MessageSender} Sender */

/** Our own address, `chrome-extension://…/` or `moz-extension://…/`. */
export const home = () => browser.runtime.getURL("");

/** The extension's own id, as `sender.id` says it. */
export const ownId = () => browser.runtime.id;

export const version = () => browser.runtime.getManifest().version;

/** What this browser would call itself among a person's devices. */
export function ownName() {
  const browserName = /Firefox|Edg(?=\/)/.exec(navigator.userAgent)?.[0].replace("Edg", "Edge") ?? "Chromium";
  const system = /Windows|Mac|Android|Linux/.exec(navigator.userAgent)?.[0];
  return system ? `${browserName} on ${system}` : browserName;
}

/**
 * @param {string} path of a JSON file inside the extension
 * @returns {Promise<any>}
 */
export async function readPackaged(path) {
  const answer = await fetch(browser.runtime.getURL(path));
  return answer.json();
}

/**
 * Every message is answered by `answer`. Call it while the worker starts, or the message that woke it is lost.
 * @param {(message: any, sender: Sender) => Promise<unknown> | null} answer null for messages meant for others
 */
export function onMessage(answer) {
  browser.runtime.onMessage.addListener((message, sender, send) => {
    const promise = answer(message, sender);
    promise?.then(send);
    return promise !== null; // Keeps the channel open: Chromium takes no promise here.
  });
}

/** @param {() => void} run when the browser starts and when the extension is installed or updated */
export function onStart(run) {
  browser.runtime.onStartup.addListener(run);
  browser.runtime.onInstalled.addListener(run);
}

/** @param {() => void} run when the network is back while the worker lives; an alarm sees to it otherwise */
export function onOnline(run) {
  globalThis.addEventListener("online", run);
}

/** @param {(name: string) => void} run */
export function onAlarm(run) {
  browser.alarms.onAlarm.addListener((alarm) => run(alarm.name));
}

/**
 * @param {string} name an alarm of that name is replaced
 * @param {{minutes: number, every?: number}} when `every`, in minutes, repeats
 */
export function setAlarm(name, {minutes, every}) {
  return browser.alarms.create(name, {delayInMinutes: minutes, ...(every ? {periodInMinutes: every} : {})});
}

/** @param {string} name */
export async function hasAlarm(name) {
  return Boolean(await browser.alarms.get(name));
}

/** @param {string} name */
export function clearAlarm(name) {
  return browser.alarms.clear(name);
}

/**
 * Tells every tab and every page of ours. Most tabs hold no script of ours and say so: that is no error.
 * @param {object} message
 */
export async function broadcast(message) {
  const tabs = await browser.tabs.query({});
  const told = tabs.map((tab) => browser.tabs.sendMessage(/** @type {number} */ (tab.id), message).catch(() => null));
  await Promise.all([browser.runtime.sendMessage(message).catch(() => null), ...told]);
}

/**
 * Tells only our own pages.
 * @param {object} message
 */
export async function tellPages(message) {
  await browser.runtime.sendMessage(message).catch(() => null);
}

/**
 * @param {number} tab
 * @param {object} message
 * @returns {Promise<any>} undefined when no script of ours is there
 */
export function askTab(tab, message) {
  return browser.tabs.sendMessage(tab, message).catch(() => undefined);
}

/**
 * Tells whoever sent a message.
 * @param {Sender} sender
 * @param {object} message
 */
export async function tellSender(sender, message) {
  if (sender.url?.startsWith(home())) await tellPages(message);
  else if (sender.tab?.id !== undefined) await askTab(sender.tab.id, message);
}

/** @param {string} path of a page of ours, or the address of the web library */
export async function openTab(path) {
  await browser.tabs.create({url: URL.canParse(path) ? path : browser.runtime.getURL(path)});
}

/**
 * The address bar after our keyword. Call it while the worker starts.
 * @param {{suggest: (typed: string) => Promise<{first: string, others: {content: string, description: string}[]}>,
 *   enter: (typed: string, where: string) => Promise<void>, failed: (error: Error) => void}} what
 */
export function onAddressBar({suggest, enter, failed}) {
  if (!browser.omnibox) return; // Firefox on a phone has none.
  // Chromium reads a description as XML; Firefox shows it as it is.
  const plain = home().startsWith("moz-extension:");
  const safe = (/** @type {string} */ text) => (plain ? text : text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`));
  browser.omnibox.onInputChanged.addListener((typed, show) => {
    suggest(typed).then(({first, others}) => {
      browser.omnibox.setDefaultSuggestion({description: safe(first)});
      show(others.map(({content, description}) => ({content, description: safe(description)})));
    }, failed);
  });
  browser.omnibox.onInputEntered.addListener((typed, where) => void enter(typed, where).catch(failed));
}

/** @param {string} url of the web @param {string} where currentTab, newForegroundTab or newBackgroundTab */
export async function openAddress(url, where) {
  if (where === "currentTab") await browser.tabs.update({url});
  else await browser.tabs.create({url, active: where !== "newBackgroundTab"});
}

/** @param {(tab: number) => void} run */
export function onTabClosed(run) {
  browser.tabs.onRemoved.addListener(run);
}

/**
 * @param {string} text up to four characters
 * @param {string} title shown on hovering
 * @param {string} color
 */
export async function setBadge(text, title, color) {
  await browser.action.setBadgeText({text});
  await browser.action.setBadgeBackgroundColor({color});
  await browser.action.setTitle({title});
}

/**
 * @param {string} key of _locales
 * @param {...(string | number)} values
 */
export function text(key, ...values) {
  return browser.i18n.getMessage(key, values.map(String)) || key;
}

/** @param {string} server its address */
export function mayReach(server) {
  const {protocol, hostname} = new URL(server);
  return browser.permissions.contains({origins: [`${protocol}//${hostname}/*`]});
}

const LOADER = "content/load.js";
const REGISTERED = "allowed-sites"; // the id of our one registered script

/** @returns {string[]} where the manifest itself puts our script */
export const declaredOrigins = () => (browser.runtime.getManifest().content_scripts ?? []).flatMap((one) => one.matches ?? []);

/** @returns {Promise<string[]>} match patterns */
export const grantedOrigins = async () => (await browser.permissions.getAll()).origins ?? [];

/**
 * @param {(origins: string[]) => void} added
 * @param {() => void} removed
 */
export function onPermissions(added, removed) {
  browser.permissions.onAdded.addListener(({origins}) => added(origins ?? []));
  browser.permissions.onRemoved.addListener(removed);
}

/**
 * Our script runs on the pages of these origins from now on, and on no others beside those of the manifest.
 * @param {string[]} matches
 */
export async function registerSites(matches) {
  const [known] = await browser.scripting.getRegisteredContentScripts({ids: [REGISTERED]});
  if (known && !matches.length) return browser.scripting.unregisterContentScripts({ids: [REGISTERED]});
  if (known ? same(known.matches ?? [], matches) : !matches.length) return;
  const script = {id: REGISTERED, matches, js: [LOADER], runAt: /** @type {const} */ ("document_end"), persistAcrossSessions: true};
  await (known ? browser.scripting.updateContentScripts([script]) : browser.scripting.registerContentScripts([script]));
}

/** @type {(one: string[], two: string[]) => boolean} */
const same = (one, two) => one.length === two.length && one.every((pattern) => two.includes(pattern));

/**
 * Puts our script into the tabs that are open there; one that has it already is not entered twice.
 * @param {string[]} origins
 */
export async function enter(origins) {
  const tabs = origins.length ? await browser.tabs.query({url: origins}) : [];
  await Promise.all(tabs.map(({id}) => enterTab(/** @type {number} */ (id)).catch(() => null))); // an error page lets nobody in
}

/** @param {number} tab */
export const enterTab = (tab) => browser.scripting.executeScript({target: {tabId: tab}, files: [LOADER]});

/**
 * What content/collect.js finds in a tab; the user must just have called us there, or have allowed the site.
 * @param {number} tab
 * @returns {Promise<any>} null where the browser lets no extension in
 */
export async function collect(tab) {
  const results = await browser.scripting.executeScript({target: {tabId: tab}, files: ["content/collect.js"]}).catch(() => []);
  return results[0]?.result ?? null;
}

/**
 * Runs `work` unless it runs already, in whatever context of the extension.
 * @param {string} name
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether it ran
 */
export function alone(name, work) {
  return navigator.locks.request(name, {ifAvailable: true}, async (lock) => {
    if (!lock) return false;
    await work();
    return true;
  });
}

/**
 * What lives as long as the browser's session: it survives the worker, not the browser.
 * @param {string} key
 * @returns {Promise<any>} null when there is none
 */
export async function recall(key) {
  return (await browser.storage.session.get(key))[key] ?? null;
}

/** @param {string} key @param {any} value kept until the browser closes */
export function remember(key, value) {
  return browser.storage.session.set({[key]: value});
}

/** @param {string} key */
export function forget(key) {
  return browser.storage.session.remove(key);
}
