// The key of a web page that names no paper.
import {ADDRESS, HAS_SCHEME, HOST, fill, matching, parse, tidy} from "./keys.js";
import {pattern} from "./plain.js";
/** @import {Rules} from "./types.js" */

/**
 * `url:…` for any web page: without protocol, `www.`, fragment, tracking; null where it is no http address. Of a page in
 * `pages` of keys.json only what names it counts: a search puts its words into the links it gives.
 * @param {string} text
 * @param {Rules} rules  keys.json
 */
export function addressKey(text, rules) {
  const plain = tidy(text);
  const parts = ADDRESS.exec(plain);
  const host = parts && HOST.exec(parts[1]);
  if (!host || !HAS_SCHEME.test(plain)) return null;
  const address = parse(plain);
  for (const [rule, groups] of address ? matching(rules.pages, address) : []) return `url:${fill(rule.as, groups)}`;
  const pairs = (parts[3] ?? "").replaceAll("&amp;", "&").split("&");
  const kept = pairs.filter((pair) => pair && !pattern(rules.tracking).test(pair.split("=", 1)[0])).sort();
  const query = kept.length ? `?${kept.join("&")}` : "";
  return `url:${host[1].toLowerCase()}${parts[2].replace(/\/+$/, "")}${query}`;
}
