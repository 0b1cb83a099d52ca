// What the background tells a page: how it is read, and which papers its rows are.

import {isOn} from "./sites.js";
import {paperOfPage} from "../lib/page.js";
import {paperOf, pageOf} from "../lib/papers.js";

/** @typedef {import("./sites.js").Sites} Sites */
/** @typedef {import("../lib/types.js").Row} Row */

const SLICE = 10; // ms: other tabs wait no longer for their answers

/**
 * @param {Sites} sites
 * @param {import("./sites.js").Settings} settings
 * @param {string} url
 * @returns {Promise<{site: {id: string, name: string, version: number} | null, page: import("../lib/types.js").Page | null}>}
 *   site is null where Manicule is off or knows nothing, page where the site has no list or paper at this address
 */
export async function howToRead(sites, settings, url) {
  const rule = await sites.ruleFor(url);
  if (!rule || !isOn(settings, rule)) return {site: null, page: null};
  const {id, name, version} = rule;
  return {site: {id, name, version}, page: pageOf(/** @type {any} */ (rule), url)};
}

/**
 * The paper of each row, or of a whole page as lib/metadata.js reads it, as a page sent it; null for what is none. Others
 * get their turn meanwhile, however long it takes.
 * @param {Sites} sites
 * @param {unknown[]} raws
 * @returns {Promise<(Row | null)[]>}
 */
export async function papersOf(sites, raws) {
  const rules = await sites.keys();
  /** @type {(Row | null)[]} */
  const papers = [];
  let end = performance.now() + SLICE;
  for (const raw of raws) {
    if (performance.now() > end) {
      await new Promise((done) => setTimeout(done));
      end = performance.now() + SLICE;
    }
    papers.push(isPage(raw) ? paperOfPage(raw, rules) : paperOf(raw, rules));
  }
  return papers;
}

/** Whether this is what lib/metadata.js read of a whole page, not a row of one. @param {any} raw */
const isPage = (raw) => typeof raw?.sources === "object" && raw.sources !== null;

/**
 * How well the page a paper is saved from knows it.
 * @param {Sites} sites
 * @param {unknown} url
 * @param {unknown} raw  what it was saved from
 * @returns {Promise<"page" | "listing">}
 */
export async function sourceOf(sites, url, raw) {
  if (isPage(raw)) return "page";
  const rule = typeof url === "string" ? await sites.ruleFor(url) : null;
  const page = rule && pageOf(/** @type {any} */ (rule), String(url));
  return page?.kind === "paper" ? "page" : "listing";
}
