// A browser for the background, in memory: what it was told to do can be read off it.

import {raw} from "./replica.js";

/** What the script in tab 7 answers to `page.rows`. */
const PAGE = {url: "https://arxiv.org/list/cs.LG/new", rows: ["2501.00001", "2501.00002"].map((number) => raw(number))};

/**
 * @param {{packaged?: Record<string, any>, granted?: string[], linked?: any}} [options] `packaged`: the JSON files of the
 *   extension, `granted`: origins, `linked`: what the links of tab 7 are
 */
export function fakeBrowser({packaged = {}, granted = ["https://arxiv.org/*"], linked = null} = {}) {
  const [told, registered, entered] = [/** @type {any[]} */ ([]), /** @type {string[]} */ ([]), /** @type {string[]} */ ([])];
  const alarms = new Map();
  const session = new Map();
  return {
    alarms,
    told, granted, registered, entered,
    home: () => "chrome-extension://us/",
    ownId: () => "us",
    version: () => "0.1.0",
    ownName: () => "Chromium on Linux",
    readPackaged: async (/** @type {string} */ path) => packaged[path],
    onMessage: () => {}, onStart: () => {}, onOnline: () => {}, onAlarm: () => {}, onTabClosed: () => {},
    setAlarm: async (/** @type {string} */ name, /** @type {object} */ when) => void alarms.set(name, when),
    hasAlarm: async (/** @type {string} */ name) => alarms.has(name),
    clearAlarm: async (/** @type {string} */ name) => alarms.delete(name),
    broadcast: async () => {}, tellPages: async () => {},
    askTab: async (/** @type {number} */ tab) => (tab === 7 ? PAGE : undefined),
    setBadge: async () => {},
    text: (/** @type {string} */ key) => key,
    mayReach: async () => true,
    declaredOrigins: () => ["https://arxiv.org/*"], grantedOrigins: async () => granted,
    registerSites: async (/** @type {string[]} */ origins) => void registered.splice(0, Infinity, ...origins),
    enter: async (/** @type {string[]} */ origins) => void entered.push(...origins), enterTab: async (/** @type {number} */ tab) => void entered.push(`tab ${tab}`),
    collect: async (/** @type {number} */ tab) => (tab === 7 ? linked : null),
    tellSender: async (/** @type {any} */ sender, /** @type {object} */ message) => void told.push([sender.url, message]),
    alone: async (/** @type {string} */ _name, /** @type {() => Promise<void>} */ work) => (await work(), true),
    recall: async (/** @type {string} */ key) => session.get(key) ?? null,
    remember: async (/** @type {string} */ key, /** @type {any} */ value) => void session.set(key, value),
    forget: async (/** @type {string} */ key) => void session.delete(key),
  };
}
