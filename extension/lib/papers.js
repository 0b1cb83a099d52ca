// Which paper a row is, from the texts that rows.js found in it; core/rows.py gives the same answers.
// A page's process may send anything at all: what is not of the expected type is as if absent, and nothing here throws.
import {addressKey} from "./address.js";
import {findInText, linkOf, unite} from "./found.js";
import {byStrength, identify, parse} from "./keys.js";
import {LIMITS} from "./limits.js";
import {turned} from "./people.js";
import {pattern} from "./plain.js";
import {bare, clean, date} from "./text.js";
import {titleKey} from "./title_key.js";
/** @import {Page, Row, Rule, Rules} from "./types.js" */

const LONGEST = 100_000; // characters looked at of any text
const MAX_LINKS = 100;
const MAX_VERSIONS = 1000;
const MORE_LINKS = 200; // told and shown links looked at
const YEAR = /^(?:1[5-9]|20)\d{2}$/;
const WEB = /^https?:\/\//i;

/**
 * The page spec of a rule that answers for an address, or null. @param {Rule} rule @param {string} url
 * @returns {Page | null}
 */
export function pageOf(rule, url) {
  const address = parse(url);
  return (address && rule.pages.find((page) => pattern(page.path).test(address.path || "/") &&
    Object.entries(page.query ?? {}).every(([name, wanted]) => pattern(wanted).test(address.params.get(name) ?? "")))) ?? null;
}

/**
 * The paper of a row as a page sent it, or null where its address names none.
 * @param {any} raw  a Raw of types.js, or anything
 * @param {Rules} rules  keys.json
 * @returns {Row | null}
 */
export function paperOf(raw, rules) {
  const url = WEB.test(textIn(raw?.url)) ? textIn(raw.url) : "";
  const title = clean(titleOf(textIn(raw?.title), textIn(raw?.whole)), LIMITS.title);
  const authors = textsIn(raw?.authors, LIMITS.authors).map(nameOf).filter(Boolean);
  const known = identify(url, rules) ?? weakly(raw, {url, title, authors}, rules);
  if (!known) return null;
  const others = textsIn(raw.ids, LIMITS.ids).flatMap((text) => identify(text, rules)?.ids ?? []);
  const ids = byStrength([...known.ids, ...others], rules);
  const abstract = clean(textIn(raw.abstract), LIMITS.abstract);
  return {
    key: known.key,
    ids: [known.key, ...ids.filter((id) => id !== known.key)].slice(0, LIMITS.ids),
    title,
    authors,
    abstract,
    url: clean(url, LIMITS.url),
    published: dateOf(textIn(raw.published)),
    venue: clean(textIn(raw.venue), LIMITS.venue),
    version: newest([known.version, ...textsIn(raw.version, MAX_VERSIONS)]),
    revised: date(textIn(raw.revised)),
    replaced: textIn(raw.replaced) !== "",
    withdrawn: textIn(raw.withdrawn) !== "",
    links: linksOf(raw.links, abstract, ids, rules),
  };
}

/**
 * The identity of a row whose address no rule of keys.json knows: that address, or the title where the row has no address
 * of its own, if the site rule says that its rows are papers all the same.
 * @param {any} raw @param {{url: string, title: string, authors: string[]}} read @param {Rules} rules
 */
function weakly(raw, {url, title, authors}, rules) {
  const address = textIn(raw?.by_address) && addressKey(url, rules);
  const key = address || (textIn(raw?.by_title) && titleKey(title, authors[0] ?? ""));
  return key ? {key, ids: [key], version: ""} : null;
}

/** @param {unknown} value */
const textIn = (value) => (typeof value === "string" ? value.slice(0, LONGEST) : "");

/** @param {unknown} value @param {number} most @returns {string[]} */
const textsIn = (value, most) => (Array.isArray(value) ? value.slice(0, most).map(textIn).filter(Boolean) : []);

/** @param {string} name */
const nameOf = (name) => turned(clean(name.slice(0, 20 * LIMITS.author), LIMITS.author).replace(/[ ,;]+$/, ""));

/** A day, a month, or no more than a year. @param {string} text */
const dateOf = (text) => date(text) || (YEAR.test(text) ? text : "");

/** The highest of the numbers among texts, null without one. @param {string[]} texts */
function newest(texts) {
  const numbers = texts.filter((text) => /^\d{1,3}$/.test(text)).map(Number);
  return numbers.length ? Math.max(...numbers) : null;
}

/**
 * What the page shows, but the whole of it: the embedded title where the shown one is cut or has foreign words.
 * @param {string} shown @param {string} told
 */
function titleOf(shown, told) {
  const seen = bare(shown.replace(/(?:…|\.\.\.)$/, ""));
  const whole = bare(told);
  if (!whole || seen === whole) return shown || told;
  return !seen || whole.startsWith(seen) || seen.startsWith(whole) || seen.endsWith(whole) ? told : shown;
}

/**
 * The links a row gives and its abstract names, but for those to the paper itself.
 * @param {unknown} given  [address, kind] of each @param {string} abstract @param {string[]} ids @param {Rules} rules
 */
function linksOf(given, abstract, ids, rules) {
  /** @type {any[]} */
  const pairs = Array.isArray(given) ? given.slice(0, MORE_LINKS).filter(Array.isArray) : [];
  const links = [...pairs.map(([href, kind]) => linkOf(textIn(href), rules, textIn(kind) || "page")), ...findInText(abstract, rules)];
  const others = links.flatMap((link) => (link && !ids.includes(identify(link.url, rules)?.key ?? "") ? link : []));
  return unite(others, rules).slice(0, MAX_LINKS);
}
