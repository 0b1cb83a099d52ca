// Links between the reader's own bookmarks: a link whose address is the paper of another, named by its title, such as
// "extends". As core/ties.py and services/related_papers/relations.py read them.

import {identify, meets} from "./keys.js";

/** @typedef {import("./types.js").Rules} Rules */
/** @typedef {import("./types.js").Link} Link */

/**
 * The ids of the other paper that an address leads to; none where it is this paper's own or no paper's.
 * @param {string} url @param {string[]} ids of this paper @param {Rules} rules
 */
export function leadsTo(url, ids, rules) {
  const found = identify(url, rules)?.ids ?? [];
  return meets(found, ids) ? [] : found;
}

/**
 * The stored links of a bookmark that lead to other papers, each with their ids.
 * @param {{ids: string[], links: Link[]}} view @param {Rules} rules @returns {{link: Link, ids: string[]}[]}
 */
export function leads({ids, links}, rules) {
  const stored = links.filter(({id, origin}) => id && origin !== "derived");
  return stored.map((link) => ({link, ids: leadsTo(link.url, ids, rules)})).filter((one) => one.ids.length);
}
