// Which paper a page is about, from the texts that metadata.js found in it; core/metadata.py gives the same answers.
import {addressKey} from "./address.js";
import {findInText, linkOf, unite} from "./found.js";
import {byStrength, identify} from "./keys.js";
import {LIMITS} from "./limits.js";
import {clean, date} from "./text.js";
/** @import {Row, Rules} from "./types.js" */

const MAX_TRIED = 100; // ids that a page names for itself
const MAX_SOURCE = 20; // characters of the name of a school of tags
const WEAK = ["url", "title"]; // schemes of ids that name no paper by themselves

/**
 * The paper of a page: a row, and `sources`, the school of tags that each field came from. A page that names no paper is
 * one of its own, `url:…`, if it has a title; else null. Its own address says most, then its tags; of each scheme one id
 * counts: a page that names several DOIs names other papers too. A page's process may send anything: nothing here throws.
 * @param {any} raw  a Metadata of metadata.js, or anything @param {Rules} rules  keys.json
 * @returns {(Row & {sources: Record<string, string>}) | null}
 */
export function paperOfPage(raw, rules) {
  const here = text(raw?.url, LIMITS.url);
  const title = text(raw?.title, LIMITS.title);
  const addresses = texts(raw?.addresses, MAX_TRIED, LIMITS.url);
  /** @type {Map<string, string>} */
  const known = new Map();
  /** @type {number[]} */
  const versions = [];
  for (const one of [here, ...texts(raw?.ids, MAX_TRIED, LIMITS.url), ...addresses]) {
    const {key, version} = identify(one, rules) ?? {key: "", version: ""};
    const scheme = key.split(":", 1)[0];
    if (key && !known.has(scheme)) known.set(scheme, key);
    if (version && known.get(scheme) === key) versions.push(Number(version));
  }
  const own = title && !known.size ? addressKey(here, rules) : null;
  const ids = byStrength(own ? [own] : known.values(), rules).slice(0, LIMITS.ids);
  if (!ids.length) return null;
  const abstract = text(raw?.abstract, LIMITS.abstract);
  const isOf = (/** @type {string} */ one) => (own ? addressKey(one, rules) === own : ids.includes(identify(one, rules)?.key ?? ""));
  return {
    key: ids[0], ids, title, authors: texts(raw?.authors, LIMITS.authors, LIMITS.author), abstract,
    url: clean(addresses.find(isOf) ?? here, LIMITS.url), published: yearOrDay(text(raw?.published, 40)),
    venue: text(raw?.venue, LIMITS.venue), version: versions.length ? Math.max(...versions) : null,
    revised: "", replaced: false, withdrawn: false, links: linksOf(raw?.links, abstract, ids, rules), sources: sourcesOf(raw?.sources),
  };
}

/** @param {unknown} value @param {number} limit */
const text = (value, limit) => (typeof value === "string" ? clean(value.slice(0, 2 * limit), limit) : "");

/** @param {unknown} value @param {number} most @param {number} limit */
const texts = (value, most, limit) => (Array.isArray(value) ? value.slice(0, most).map((one) => text(one, limit)).filter(Boolean) : []);

/** @param {string} said */
const yearOrDay = (said) => (/^\d{4}$/.test(said) ? said : date(said));

/** @param {any} value @returns {Record<string, string>} */
const sourcesOf = (value) => Object.fromEntries(Object.entries(value ?? {}).slice(0, 10).map(([name, one]) => [name, text(one, MAX_SOURCE)]));

/** @param {unknown} given @param {string} abstract @param {string[]} ids @param {Rules} rules */
function linksOf(given, abstract, ids, rules) {
  const pairs = (Array.isArray(given) ? given.slice(0, LIMITS.links) : []).filter(Array.isArray);
  const links = [...pairs.map(([href, kind]) => linkOf(text(href, LIMITS.url), rules, text(kind, 20) || "page")), ...findInText(abstract, rules)];
  return unite(links.flatMap((link) => (link && !ids.includes(identify(link.url, rules)?.key ?? "") ? link : [])), rules).slice(0, LIMITS.links);
}

/**
 * What a site's rule read on a paper's own page, completed by what the page says of itself. The rule decides which paper
 * it is, and each field that it reads. The page gives what is empty, and an id of each scheme that the row has none of;
 * nothing where it names another paper. core/metadata.py gives the same answers.
 * @param {Row} row @param {Row | null} page  as paperOfPage gives it @returns {Row}
 */
export function complete(row, page) {
  const schemes = row.ids.map(schemeOf);
  if (!page || page.ids.some((id) => schemes.includes(schemeOf(id)) && !row.ids.includes(id))) return row;
  const further = page.ids.filter((id) => !schemes.includes(schemeOf(id)) && !WEAK.includes(schemeOf(id)));
  const given = Object.entries(page).filter(([name]) => isEmpty(/** @type {any} */ (row)[name]));
  return {...row, ...Object.fromEntries(given), ids: [...row.ids, ...further].slice(0, LIMITS.ids)};
}

/** @param {string} id */
const schemeOf = (id) => id.split(":", 1)[0];

/** @param {any} value */
const isEmpty = (value) => !value || value.length === 0;
