// What the popup says of the page in front as a page: its site may be switched on, its rows unreadable, or it may be any
// page, whose links are looked through when the user asks.

import {ask} from "../ask.js";
import {fill, h} from "../lib/dom.js";
import {allowSite} from "./door.js";
import {unreadable, unreadableReport} from "./words.js";

/** @typedef {{id: number, url: string, title: string}} Tab */
/** @typedef {{site: {id: string, name: string, version: number, updated: string}, page: string | null, on: boolean, granted: boolean, ask: string[]}} Known */
/** @typedef {{find: () => Promise<unknown>, save: () => Promise<unknown>, entered: () => Promise<unknown>, say: (words: string) => void}} Acts */

/**
 * @param {HTMLElement} box
 * @param {Tab} tab
 * @param {{report: any, rows: any[]}} here what the page itself says
 * @param {Acts} acts
 * @returns {Promise<boolean>} whether that says why the page has no marks
 */
export async function showSite(box, tab, here, acts) {
  const known = /** @type {Known | null} */ (/^https?:/.test(tab.url) ? await ask("page.site", {url: tab.url}).catch(() => null) : null);
  const parts = known ? ofSite(known, tab, here, acts) : [];
  if (/^https?:/.test(tab.url) && !here.report) parts.push(finder(acts)); // not on the browser's own pages
  fill(box, ...parts);
  box.hidden = !parts.length;
  return box.querySelector("p") !== null;
}

/** @param {Known} known @param {Tab} tab @param {{report: any, rows: any[]}} here @param {Acts} acts @returns {HTMLElement[]} */
function ofSite(known, tab, {report, rows}, acts) {
  const {site, page, on, granted} = known;
  if (!granted || !on) return [h("p", {}, `Manicule can read ${site.name}, and stays away until you let it in.`), entrance(known, tab, acts)];
  if (report && !report.keys) return trouble(known, tab, acts);
  if (rows.length > 1) return [selecting(tab, acts)];
  return page && !report ? [h("p", {}, "The marks are not on this page yet."), entrance(known, tab, acts)] : [];
}

/**
 * The one click. The browser's question has to be asked in it at once, and closes the popup: the background sees to the
 * rest when it hears of the answer.
 * @param {Known} known @param {Tab} tab @param {Acts} acts
 */
function entrance({site, granted, ask: origins}, tab, acts) {
  return h("button", {type: "button", class: "strong", onclick() {
    const allowed = granted ? Promise.resolve(true) : allowSite(origins);
    void allowed.then((yes) => yes && ask("page.enter", {tab: tab.id, url: tab.url}).then(acts.entered), (error) => acts.say(error.message));
  }}, `Show my marks on ${site.name}`);
}

/** @param {Known} known @param {Tab} tab @param {Acts} acts */
function trouble({site, page}, tab, acts) {
  const report = unreadableReport(site, page, tab.url);
  return [
    h("p", {class: "bad"}, unreadable(site)),
    h("p", {class: "hint"}, "If there are papers on it, the site has changed. Copy this report and send it to whoever gave you Manicule; nothing is sent automatically."),
    h("textarea", {readonly: true, rows: "4", "aria-label": "Report", dir: "ltr"}, report),
    h("div", {class: "row"}, h("button", {type: "button", onclick: () => void copied(report).then(acts.say)}, "Copy the report"), finder(acts)),
  ];
}

/** @param {string} text */
const copied = (text) => navigator.clipboard.writeText(text).then(() => "Copied", () => "Select the report and copy it with the keyboard");

/** @param {Tab} tab @param {Acts} acts */
function selecting(tab, acts) {
  return h("button", {type: "button", class: "plain", async onclick() {
    const {begun} = await ask("page.select", {tab: tab.id});
    if (begun) window.close();
    else acts.say("This page has no rows to select.");
  }}, "Select several on the page");
}

/** What can be done on any page. @param {Acts} acts */
function finder({find, save, say}) {
  /** @param {string} word @param {() => Promise<unknown>} act */
  const button = (word, act) => h("button", {type: "button", onclick: ({currentTarget}) => {
    currentTarget.disabled = true;
    void act().catch((error) => say(error.message)).finally(() => (currentTarget.disabled = false));
  }}, word);
  return h("div", {class: "row"}, button("Find the papers linked here", find), button("Save this page", save));
}
