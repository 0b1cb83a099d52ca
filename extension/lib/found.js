// Links that a page or a text names, each resource once; core/links.py gives the same answers.
import {fill, identify, matching, parse} from "./keys.js";
import {pattern} from "./plain.js";
import {trimJunk} from "./text.js";
import {unite} from "./unite.js";
/** @import {Link, Rules} from "./types.js" */

export {resource, unite} from "./unite.js";

const MAX_URL = 2000; // characters
const HTTP = /^https?:\/\/[^/\s]/i;

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
