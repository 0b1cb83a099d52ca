// What a page says of a saved paper that its reader has not seen: a newer version, a withdrawal, a place of publication.
// Days are compared, in UTC: no list says the hour.

/** @typedef {{version: number | null, revised: string, day: string}} Known what I have seen of it, and on which day */
/** @typedef {{version?: number | null, revised?: string, replaced?: boolean, withdrawn?: boolean, venue?: string}} Told what a page says */
/** @typedef {{kind: "revised" | "withdrawn" | "published", words: string}} News */

/** @param {number} at ms @returns {string} YYYY-MM-DD */
export const dayOf = (at) => new Date(at).toISOString().slice(0, 10);

/**
 * What I have seen of a paper, when nothing more is kept than when I saved it.
 * @param {{known?: Known | null, saved_at: number}} bookmark
 * @returns {Known}
 */
export const knownOf = ({known, saved_at}) => known ?? {version: null, revised: "", day: dayOf(saved_at)};

/**
 * @param {{known?: Known | null, saved_at: number, note: string, venue?: string}} view
 * @param {Told} told
 * @param {number} now ms
 * @returns {News[]} the gravest first
 */
export function newsOf(view, told, now) {
  const {venue = "", withdrawn = false, version} = told;
  const since = view.note ? "your note" : "you saved it";
  /** @type {News[]} */
  const news = [];
  if (withdrawn) news.push({kind: "withdrawn", words: "Withdrawn"});
  if (isRevised(knownOf(view), told, dayOf(now))) news.push({kind: "revised", words: `${version ? `v${version}: r` : "R"}evised since ${since}`});
  if (venue && !view.venue) news.push({kind: "published", words: `Published in ${venue}`});
  return news;
}

/**
 * A date says more than a version, for a note may be younger than a version its author never counted; the day itself is
 * decided by the version, and where neither is told by the list, which shows replacements of its own day.
 * @param {Known} known
 * @param {Told} told
 * @param {string} today
 */
function isRevised(known, {version = null, revised = "", replaced = false}, today) {
  const counted = version !== null && known.version !== null;
  if (counted && version <= Number(known.version)) return false;
  if (revised && revised !== known.day) return revised > known.day && revised > known.revised;
  return counted || (replaced && !revised && today > known.day);
}
