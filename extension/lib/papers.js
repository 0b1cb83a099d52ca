// Which paper a row is, from the texts that rows.js found in it; core/rows.py gives the same answers.
// A page's process may send anything at all: what is not of the expected type is as if absent, and nothing here throws.
import {findInText, linkOf, unite} from "./found.js";
import {byStrength, identify, parse} from "./keys.js";
import {pattern} from "./plain.js";
import {bare, clean, date} from "./text.js";
/** @import {Link, Page, Row, Rule, Rules} from "./types.js" */

const LIMITS = {title: 2000, abstract: 20000, venue: 2000, url: 2000, author: 300}; // characters, as records hold them
const LONGEST = 100_000; // characters looked at of any text
const MAX_IDS = 20;
const MAX_LINKS = 100;
const MAX_AUTHORS = 5000;
const MAX_VERSIONS = 1000;
const MORE_LINKS = 200; // told and shown links looked at
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
  const url = textIn(raw?.url);
  const known = WEB.test(url) ? identify(url, rules) : null;
  if (!known) return null;
  const others = textsIn(raw.ids, MAX_IDS).flatMap((text) => identify(text, rules)?.ids ?? []);
  const ids = byStrength([...known.ids, ...others], rules).slice(0, MAX_IDS);
  const abstract = clean(textIn(raw.abstract), LIMITS.abstract);
  return {
    key: ids[0],
    ids,
    title: clean(titleOf(textIn(raw.title), textIn(raw.whole)), LIMITS.title),
    authors: textsIn(raw.authors, MAX_AUTHORS).map(nameOf).filter(Boolean),
    abstract,
    url: clean(url, LIMITS.url),
    published: date(textIn(raw.published)),
    venue: clean(textIn(raw.venue), LIMITS.venue),
    version: newest([known.version, ...textsIn(raw.version, MAX_VERSIONS)]),
    revised: date(textIn(raw.revised)),
    replaced: textIn(raw.replaced) !== "",
    withdrawn: textIn(raw.withdrawn) !== "",
    links: linksOf(raw.links, abstract, ids, rules),
  };
}

/** @param {unknown} value */
const textIn = (value) => (typeof value === "string" ? value.slice(0, LONGEST) : "");

/** @param {unknown} value @param {number} most @returns {string[]} */
const textsIn = (value, most) => (Array.isArray(value) ? value.slice(0, most).map(textIn).filter(Boolean) : []);

/** @param {string} name */
const nameOf = (name) => clean(name.slice(0, 20 * LIMITS.author), LIMITS.author).replace(/[ ,;]+$/, "");

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
  return unite(others).slice(0, MAX_LINKS);
}
