// Match patterns of whole origins, `https://*.example.org/*`: where a site rule holds, and what of it the user has granted.
/** @import {Rule} from "./types.js" */

const PATTERN = /^(\*|https?):\/\/((?:\*\.)?(?:[a-z0-9-]+\.)+[a-z0-9-]+|\*)\/.*$/i;
const FEW = 4; // origins that a browser's question can name and a person can read

/**
 * The origins of a rule that can be asked for, the wider of two that overlap. Only https: no list of papers is read
 * that anybody on the way could have written.
 * @param {Pick<Rule, "matches">} rule
 * @returns {string[]}
 */
export function originsOf({matches}) {
  const all = matches.flatMap((pattern) => {
    const parts = PATTERN.exec(pattern);
    return parts && parts[1] !== "http" ? `https://${parts[2].toLowerCase()}/*` : [];
  });
  const once = [...new Set(all)];
  return once.filter((one) => !once.some((other) => other !== one && covers(other, one)));
}

/**
 * What to ask the user for: the whole site, or the origin of the page alone where the site has one in every country.
 * @param {Pick<Rule, "matches">} rule
 * @param {string} [url] of an open page of the site
 * @returns {string[]} empty where nothing can be asked for
 */
export function toAsk(rule, url) {
  const all = originsOf(rule);
  if (all.length && all.length <= FEW) return all;
  const page = url && URL.canParse(url) ? new URL(url) : null;
  return page?.protocol === "https:" ? [`https://${page.hostname}/*`] : all.slice(0, page ? 0 : 1);
}

/**
 * Where both hold.
 * @param {string[]} granted
 * @param {string[]} origins
 * @returns {string[]}
 */
export function shared(granted, origins) {
  const both = granted.flatMap((one) => origins.flatMap((other) => (covers(one, other) ? other : covers(other, one) ? one : [])));
  return [...new Set(both)];
}

/**
 * @param {string} wide
 * @param {string} narrow
 * @returns {boolean} whether the one holds wherever the other does
 */
export function covers(wide, narrow) {
  if (wide === "<all_urls>") return true;
  const [one, other] = [PATTERN.exec(wide), PATTERN.exec(narrow)];
  if (!one || !other || (one[1] !== "*" && one[1] !== other[1])) return false;
  const [outer, inner] = [one[2], other[2]];
  if (outer === "*" || outer === inner) return true;
  return outer.startsWith("*.") && inner !== "*" && `.${inner.replace(/^\*\./, "")}`.endsWith(outer.slice(1));
}
