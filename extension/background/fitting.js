// What a page or a person says, made to fit into a bookmark. What a person typed is refused with a sentence; what a page says
// is cut, for the paper should still be saved.

import {LIMITS} from "../lib/limits.js";
import {LINK_KINDS} from "../lib/statuses.js";

const MOST_FOUND = 20; // links of one row
const KINDS = LINK_KINDS.map(([kind]) => kind);
const PAPER_ID = /^[a-z][a-z0-9]{1,15}:\S{1,2000}$/u;

/**
 * @param {unknown} text
 * @param {number} limit
 */
export function clean(text, limit) {
  return typeof text === "string" ? text.slice(0, limit).replace(/[\0\ud800-\udfff]/gu, "\ufffd") : "";
}

/**
 * @param {unknown} text
 * @returns {string} the address when it is one of the web that may be kept, else ""
 */
export function webAddress(text) {
  const address = typeof text === "string" ? text.trim() : "";
  const fits = address.length <= LIMITS.url && /^https?:\/\/[^\s/]/i.test(address) && !/[\s<>"\u0000-\u001f]/u.test(address);
  return fits ? address : "";
}

/** The kind of a link, "page" for one that is none. @param {string} kind */
export const kindOf = (kind) => (KINDS.includes(kind) ? kind : "page");

/**
 * What a row read from a page brings to a new bookmark.
 * @param {any} row
 * @returns {{ids: string[], meta: Record<string, any>, links: {url: string, kind: string, title: string, origin: string}[]}}
 */
export function rowMeta(row) {
  const given = [row.key, ...(Array.isArray(row.ids) ? row.ids : [])];
  const ids = [...new Set(given)].filter((id) => typeof id === "string" && PAPER_ID.test(id)).slice(0, LIMITS.ids);
  const authors = Array.isArray(row.authors) ? row.authors : [];
  const meta = {
    title: clean(row.title, LIMITS.title), abstract: clean(row.abstract, LIMITS.abstract),
    venue: clean(row.venue, LIMITS.venue), published: clean(row.published, LIMITS.published), url: webAddress(row.url),
    authors: authors.slice(0, LIMITS.authors).map((/** @type {unknown} */ name) => clean(name, LIMITS.author)).filter(Boolean),
  };
  const said = Object.entries(meta).filter(([, value]) => value.length);
  return {ids, meta: Object.fromEntries(said), links: found(row.links)};
}

/** Links that the row itself gave; those derived from the ids need no keeping. @param {any} links */
function found(links) {
  if (!Array.isArray(links)) return [];
  const kept = links.filter((link) => link?.origin === "found" && webAddress(link.url)).slice(0, MOST_FOUND);
  return kept.map((link) => ({
    url: webAddress(link.url), kind: kindOf(link.kind),
    title: clean(link.title, LIMITS.title), origin: "found",
  }));
}
