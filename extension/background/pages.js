// What the background tells a page: how it is read, and which papers its rows are.

import {isOn} from "./sites.js";
import {linkedPapers} from "../lib/linked.js";
import {complete, paperOfPage} from "../lib/page.js";
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
    papers.push(isPage(raw) ? paperOfPage(raw, rules) : paperOfRow(raw, rules));
  }
  return papers;
}

/**
 * The paper of a row; that of a paper's own page brings what the page says of itself too.
 * @param {any} raw @param {import("../lib/types.js").Rules} rules
 */
function paperOfRow(raw, rules) {
  const paper = paperOf(raw, rules);
  return paper && isPage(raw.about) ? complete(paper, paperOfPage(raw.about, rules)) : paper;
}

/** Whether this is what lib/metadata.js read of a whole page, not a row of one. @param {any} raw */
const isPage = (raw) => typeof raw?.sources === "object" && raw.sources !== null;

/**
 * How well the page a paper is saved from knows it: one that no rule reads says only what its links do.
 * @param {Sites} sites
 * @param {unknown} url
 * @param {unknown} raw  what it was saved from
 * @returns {Promise<"page" | "listing" | "save">}
 */
export async function sourceOf(sites, url, raw) {
  if (isPage(raw)) return "page";
  if (typeof url !== "string") return "listing";
  const rule = await sites.ruleFor(url);
  if (!rule) return "save";
  const page = pageOf(/** @type {any} */ (rule), url);
  return page?.kind === "paper" ? "page" : "listing";
}

/**
 * The papers that a page of any site links to, as rows to read and save.
 * @param {Sites} sites
 * @param {unknown} links as content/collect.js found them
 * @returns {Promise<{url: string, title: string}[]>}
 */
export async function rowsLinked(sites, links) {
  const reading = linkedPapers(links, await sites.keys());
  for (let end = performance.now() + SLICE; ; ) {
    const step = reading.next();
    if (step.done) return step.value;
    if (performance.now() < end) continue;
    await new Promise((done) => setTimeout(done));
    end = performance.now() + SLICE;
  }
}

/**
 * The paper of each row and what I know of it; null where a row is no paper.
 * @param {{store: () => Promise<import("./store.js").Store>, sites: Sites}} parts
 * @param {unknown[]} rows as pages send them
 */
export async function recognised({store, sites}, rows) {
  const papers = await papersOf(sites, rows);
  const views = await (await store()).look(papers.map((paper) => paper?.ids ?? []));
  return papers.map((paper, index) => paper && {paper, view: views[index]});
}
