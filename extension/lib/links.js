// Links that belong to a paper: those that follow from its ids here, those that are found in found.js.
import {unite} from "./found.js";
import {byStrength, fill} from "./keys.js";
import {pattern} from "./plain.js";
/** @import {Link, Rules, Template} from "./types.js" */

export {findInText, linkOf, named, resource, unite} from "./found.js";

/**
 * The links that follow from a paper's ids, strongest id first. @param {string[]} ids
 * @param {Rules} rules  keys.json
 */
export function derive(ids, rules) {
  const links = byStrength(ids, rules).flatMap((id) => {
    const at = id.indexOf(":");
    return (rules.schemes[id.slice(0, at)]?.links ?? []).flatMap((template) => derived(id.slice(at + 1), template));
  });
  return unite(links, rules);
}

/** @param {string} value @param {Template} template @returns {Link[]} */
function derived(value, template) {
  const found = pattern(template.is ?? "^.*$").exec(value);
  if (!found) return [];
  const encoded = encodeURI(value).replace(/[?#]/g, encodeURIComponent);
  const url = fill(template.url, found).replace("{value}", () => encoded);
  return [{url, kind: template.kind, title: template.title, origin: "derived"}];
}
