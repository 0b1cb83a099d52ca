// What a bookmark is to the reader's other bookmarks, and which of these somebody means who writes a few words. A page hears
// no more of them than of those that its rows relate to: title and address.

import {identify, meets} from "../lib/keys.js";
import {leads} from "../lib/relations.js";
import {fold} from "../lib/view.js";

/** @typedef {import("./handlers.js").Parts} Parts */
/** @typedef {import("../lib/replay.js").View} View */
/** `whole`: false while bookmarks are looked at that may lead here; ask again then. @typedef {{relations: Relation[], whole: boolean}} Relations */
/** @typedef {{relation: string, direction: "to" | "from", link: string, bookmark: string, title: string, url: string}} Relation */

const MOST = 60; // told of one bookmark
const CHOICES = 8;
const SHORTEST = 2; // characters by which papers are looked for
const LONGEST = 500;

/**
 * @param {Parts} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function relationHandlers(parts) {
  return {
    "relations.list": ({bookmark}) => relationsOf(parts, bookmark),
    "relations.find": ({bookmark, text}) => meant(parts, bookmark, text.trim().slice(0, LONGEST)),
  };
}

/**
 * Those that it links to, then those that link to it.
 * @param {Parts} parts @param {string} bookmark @returns {Promise<Relations>}
 */
async function relationsOf({store, sites, relating}, bookmark) {
  const [replica, rules] = await Promise.all([store(), sites.keys()]);
  const [view] = await replica.show([bookmark]);
  if (!view) return {relations: [], whole: true};
  const outward = leads(view, rules).slice(0, MOST);
  const owners = await replica.look(outward.map(({ids}) => ids));
  const to = outward.flatMap(({link}, at) => told("to", link, owners[at], view.id));
  const {bookmarks, whole} = await (await relating()).leadingTo(view.ids, MOST);
  const from = (await replica.show(bookmarks)).flatMap((other) => {
    const here = other ? leads(other, rules).filter(({ids}) => meets(ids, view.ids)) : [];
    return here.flatMap(({link}) => told("from", link, other, view.id));
  });
  return {relations: [...to, ...from].slice(0, MOST), whole};
}

/**
 * @param {"to" | "from"} direction @param {import("../lib/types.js").Link} link @param {View | null} other @param {string} own
 * @returns {Relation[]}
 */
function told(direction, link, other, own) {
  if (!other || other.id === own) return [];
  return [{relation: link.title, direction, link: link.id ?? "", bookmark: other.id, title: other.title || other.ids[0], url: other.url}];
}

/**
 * What a search finds; the first letter of a word that is still being typed finds nothing, so then what does without it.
 * @param {import("./store.js").Store} replica @param {string} text @returns {Promise<View[]>}
 */
async function searched(replica, text) {
  const {bookmarks} = await replica.search(text, CHOICES + 1);
  const before = text.replace(/\s+\S$/u, "");
  return bookmarks.length || before === text ? bookmarks : (await replica.search(before, CHOICES + 1)).bookmarks;
}

/**
 * The one that an address or whole title names, else those that a search finds, the best first; never the bookmark itself.
 * @param {Parts} parts @param {string} bookmark @param {string} text
 * @returns {Promise<{bookmark: string, title: string, about: string}[]>} `about`: first author and year
 */
async function meant({store, sites}, bookmark, text) {
  if (text.length < SHORTEST) return [];
  const replica = await store();
  const [[own], [named]] = await Promise.all([replica.show([bookmark]), replica.look([identify(text, await sites.keys())?.ids ?? []])]);
  const found = named ? [named] : await searched(replica, text);
  const others = found.filter(({id}) => id !== own?.id);
  const exact = others.filter(({title}) => fold(title) === fold(text)).slice(0, 1);
  return (exact.length ? exact : others).slice(0, CHOICES).map(({id, title, ids, authors, published}) =>
    ({bookmark: id, title: title || ids[0], about: [authors[0], published.slice(0, 4)].filter(Boolean).join(", ")}));
}
