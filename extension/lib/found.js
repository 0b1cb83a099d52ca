// Links that a page or a text names, each resource once; core/links.py gives the same answers.
import {fill, identify, matching, parse} from "./keys.js";
import {pattern} from "./plain.js";
import {trimJunk} from "./text.js";
/** @import {Link, Rules} from "./types.js" */

const MAX_URL = 2000; // characters
const HTTP = /^https?:\/\/[^/\s]/i;
// A repository and its front page, a file served with and without its suffix.
const SAME = /(?:\.git|\/(?:-\/)?tree\/(?:main|master)|\/blob\/(?:main|master)\/readme\.md|\/+)+$/i;

/**
 * The links a text names, in the order it does, such as repositories, project pages, models and data sets.
 * @param {string} text @param {Rules} rules
 */
export function findInText(text, rules) {
  const links = [...text.matchAll(new RegExp(rules.mentioned, "gi"))].flatMap((found) => {
    const before = text.slice(Math.max(0, found.index - 80), found.index);
    const hint = rules.hints.find(([words]) => pattern(words).test(before));
    return linkOf(trimJunk(found[0]), rules, hint?.[1] ?? "project") ?? [];
  });
  return unite(links);
}

/**
 * The found link for an address, of the kind its site says, else `hint`; null where it is no http address.
 * @param {string} url @param {Rules} rules @param {string} [hint] @returns {Link | null}
 */
export function linkOf(url, rules, hint = "page") {
  if (!HTTP.test(url)) url = `https://${url}`;
  const address = url.length > MAX_URL ? null : parse(url);
  if (!address) return null;
  for (const [rule, groups] of matching(rules.resources, address)) {
    const title = fill(rule.title ?? "", groups) || address.host;
    return {url: fill(rule.url ?? "", groups) || url, kind: rule.kind, title, origin: "found"};
  }
  const paper = identify(url, rules);
  return {url, kind: paper ? "page" : hint, title: paper?.key ?? address.host, origin: "found"};
}

/**
 * The links in their order with each resource once: the user's own, else the first; no link that is not http.
 * @template {{url: string, origin: string}} T @param {T[]} links @returns {T[]}
 */
export function unite(links) {
  /** @type {Map<string, T>} */
  const kept = new Map();
  for (const link of links) {
    if (typeof link.url !== "string" || !HTTP.test(link.url)) continue;
    const name = resource(link.url);
    const one = kept.get(name);
    if (!one || (link.origin === "mine" && one.origin !== "mine")) kept.set(name, link);
  }
  return [...kept.values()];
}

/**
 * What two addresses of the same resource share: no protocol, `www.`, fragment, `.git`, `/tree/main`.
 * @param {string} url
 */
export function resource(url) {
  const rest = url.trim().replace(/^https?:\/\/(?:www\.)?/i, "").replace(/#.*$/s, "");
  const [, host, path, query] = /** @type {RegExpExecArray} */ (/^([^/?]*)([^?]*)(.*)$/s.exec(rest));
  return host.toLowerCase() + path.replace(SAME, "").replace(/(\/pdf\/.*)\.pdf$/i, "$1") + query;
}
