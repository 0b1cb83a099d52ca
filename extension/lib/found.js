// Links that a page or a text names, each resource once; core/links.py gives the same answers.
import {fill, identify, matching, parse} from "./keys.js";
import {pattern} from "./plain.js";
import {trimJunk} from "./text.js";
import {unite as uniteNamed} from "./unite.js";
/** @import {Link, Rules} from "./types.js" */

const MAX_URL = 2000; // characters
const HTTP = /^https?:\/\/[^/\s]/i;
// A repository and its front page, a folder and its index, a file served with and without its suffix.
const SAME = /(?:\.git|\/(?:-\/)?tree\/(?:main|master)|\/blob\/(?:main|master)\/readme\.md|\/index\.html?|\/)+$/i;
const MOST = 20_000; // addresses whose resource is remembered

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
  return unite(links, rules);
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
 * @template {{url: string, origin: string}} T @param {T[]} links @param {Rules} rules @returns {T[]}
 */
export function unite(links, rules) {
  return uniteNamed(named(links, rules)).map(({resource: _, ...link}) => /** @type {any} */ (link));
}

/**
 * The links, each with what it leads to, so that a page can unite them with others; none that is not http.
 * @template {{url: string}} T @param {T[]} links @param {Rules} rules
 */
export const named = (links, rules) =>
  links.filter(({url}) => typeof url === "string" && HTTP.test(url)).map((link) => ({...link, resource: resource(link.url, rules)}));

/** A list asks for the same again and again. @type {WeakMap<Rules, Map<string, string>>} */
const remembered = new WeakMap();

/**
 * What two addresses of the same resource share: what `same` of keys.json makes of them, else all but protocol, `www.`,
 * fragment, tracking, and what ends the address of a front page, such as `.git` or `/tree/main`.
 * @param {string} url @param {Rules} rules
 */
export function resource(url, rules) {
  let known = remembered.get(rules);
  if (!known || known.size > MOST) remembered.set(rules, (known = new Map()));
  let name = known.get(url);
  if (name === undefined) known.set(url, (name = resourceOf(url.trim(), rules)));
  return name;
}

/** @param {string} url @param {Rules} rules */
function resourceOf(url, rules) {
  const address = parse(url);
  if (address) {
    for (const [rule, groups] of matching(rules.same, address)) {
      const name = fill(rule.as, groups).replace("{host}", () => address.host);
      return rule.case === "lower" ? name.toLowerCase() : name;
    }
  }
  const rest = url.replace(/^https?:\/\/(?:www\.)?/i, "").replace(/#.*$/s, "");
  const [, host, path, query] = /** @type {RegExpExecArray} */ (/^([^/?]*)([^?]*)\??(.*)$/s.exec(rest));
  const told = query.split("&").filter((pair) => !pattern(rules.tracking).test(pair.split("=", 1)[0])).join("&");
  return host.toLowerCase() + path.replace(SAME, "").replace(/(\/pdf\/.*)\.pdf$/i, "$1") + (told && `?${told}`);
}
