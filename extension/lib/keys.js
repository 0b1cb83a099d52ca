// Which paper an address names. Every scheme, site and mirror is data in sites/keys.json; core/keys.py reads the same.
import {normalise, pattern} from "./plain.js";
import {trimJunk} from "./text.js";
/** @import {Address, AddressRule, Form, Identity, Rules} from "./types.js" */

const MAX_LENGTH = 4096; // characters; whatever is longer names no paper
const MAX_KEY = 500; // characters; a DOI may be longer in theory, none is
const MAX_LAYERS = 5; // a redirect in an archive behind a proxy is three
export const ADDRESS = /^(?:https?:\/{1,3}|\/\/)?([^/?# ]+)([^?# ]*)(?:\?([^# ]*))?/i;
export const HAS_SCHEME = /^(?:https?:)?\//i;
const OTHER_SCHEME = /^[a-z][a-z0-9+.-]*:(?!\d)/i;
export const HOST = /^(?:[^@]*@)?(?:www\d?\.)?((?:[a-z0-9_-]+\.)+[a-z]{2,24})\.?(?::\d*)?$/i;
const SPELLED = /^([a-z][a-z0-9]*):(.+)$/i;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060]/g;
const DASHES = /[\u2010-\u2015\u2212]/g;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?:^|[^\ud800-\udbff])[\udc00-\udfff]/;

/**
 * The paper that an address or a written identity names, or null where it names none. Never throws.
 * @param {string} text  `https://…`, `arXiv:1706.03762v2`, `10.1145/…` or `scheme:value`
 * @param {Rules} rules  keys.json @returns {Identity | null}
 */
export const identify = (text, rules) => known(text, rules, MAX_LAYERS);

/** Whether two papers have an id in common. @type {(one: string[], other: string[]) => boolean} */
export const meets = (one, other) => one.some((id) => other.includes(id));

/**
 * The id that names the paper, by the order of the schemes in keys.json; undefined without ids.
 * @param {string[]} ids @param {Rules} rules
 */
export const strongest = (ids, rules) => byStrength(ids, rules)[0];

/** Each id once, strongest first. @param {Iterable<string>} ids @param {Rules} rules */
export function byStrength(ids, rules) {
  const schemes = Object.keys(rules.schemes);
  const strength = (/** @type {string} */ id) => (schemes.indexOf(id.split(":", 1)[0]) + 1 || schemes.length + 1);
  return [...new Set(ids)].sort((a, b) => strength(a) - strength(b) || (a < b ? -1 : 1));
}

/**
 * The text on one line without invisible characters and surrounding junk; "" where it cannot name anything.
 * @param {string} text
 */
export function tidy(text) {
  if (typeof text !== "string" || text.length > MAX_LENGTH) return "";
  const plain = trimJunk(normalise(text.replace(INVISIBLE, "").replace(DASHES, "-")));
  return CONTROL.test(plain) ? "" : plain;
}

/**
 * The parts of an http address, with or without its `https://`; null where it is none. @param {string} text
 * @returns {Address | null}
 */
export function parse(text) {
  const parts = OTHER_SCHEME.test(text) && !HAS_SCHEME.test(text) ? null : ADDRESS.exec(text);
  const host = parts && HOST.exec(parts[1]);
  if (!host) return null;
  const [path, query] = [decode(parts[2]), parts[3] ?? ""];
  return CONTROL.test(path) ? null : {host: host[1].toLowerCase(), path, params: paramsOf(query), query};
}

/** Percent-decoded, as often as it was encoded; left alone where that is not valid UTF-8. @param {string} text */
export function decode(text) {
  try {
    for (let layer = 0; layer < 3 && text.includes("%"); layer += 1) text = decodeURIComponent(text);
  } catch {
    // Left as far as it was understood.
  }
  return text;
}

/**
 * The rules of a table that fit an address, each with the groups (whole first) its templates are filled from.
 * @template {AddressRule} T @param {T[]} table @param {Address} address @returns {Generator<[T, string[]]>}
 */
export function* matching(table, address) {
  for (const rule of table) {
    const host = pattern(`^(?:${rule.host})$`).exec(address.host);
    const path = host && pattern(rule.path ?? "^").exec(address.path);
    if (!path || !when(rule, address)) continue;
    const name = rule.params?.find((one) => address.params.has(one));
    const value = name === undefined ? undefined : address.params.get(name);
    if (value !== undefined) yield [rule, [value, value]];
    else if (!rule.params) yield [rule, [.../** @type {string[]} */ (path.slice(1).some((one) => one !== undefined) ? path : host)]];
  }
}

/**
 * A template with `$1` or `${1}` replaced by groups; a group that is not there is empty. @param {string} template
 * @param {string[]} groups
 */
export const fill = (template, groups) =>
  template.replace(/\$(?:(\d)|\{(\d)\})/g, (_, plain, braced) => groups[Number(plain ?? braced)] ?? "");

/**
 * A scheme's value as its forms spell it, which may be in another scheme; null where no form fits.
 * @param {string} scheme @param {string} value @param {Rules} rules @returns {Identity | null}
 */
export function canonical(scheme, value, rules) {
  const spec = Object.hasOwn(rules.schemes, scheme) ? rules.schemes[scheme] : {};
  value = trimJunk(normalise(value));
  for (const [before, after] of spec.clean ?? []) value = value.replace(pattern(before), after);
  value = trimJunk(value);
  for (const form of spec.forms ?? []) {
    const found = pattern(form.is).exec(value);
    const identity = found && formed(form, scheme, found, rules);
    if (identity) return identity;
  }
  return null;
}

/** @param {string} text @param {Rules} rules @param {number} layers @returns {Identity | null} */
function known(text, rules, layers) {
  const plain = tidy(text);
  if (!plain || !layers) return null;
  const inner = pattern(rules.wrapped).exec(plain);
  if (inner) return known(/^https?%3a/i.test(inner[1]) ? decode(inner[1]) : inner[1], rules, layers - 1);
  const identity = written(plain, rules);
  const address = identity ? null : parse(plain);
  return identity ?? (address && (unwrapped(address, rules, layers) ?? addressed(address, rules)));
}

/** @param {string} plain @param {Rules} rules @returns {Identity | null} */
function written(plain, rules) {
  if (HAS_SCHEME.test(plain)) return null;
  const [, scheme, value] = SPELLED.exec(plain) ?? [];
  if (scheme && Object.hasOwn(rules.schemes, scheme.toLowerCase())) return canonical(scheme.toLowerCase(), value, rules);
  const decoded = decode(plain);
  for (const rule of rules.bare) {
    const found = pattern(rule.is).exec(decoded);
    const identity = found && canonical(rule.scheme, fill(rule.value ?? "$1", found), rules);
    if (identity) return identity;
  }
  return null;
}

/** @param {Address} address @param {Rules} rules @param {number} layers */
function unwrapped(address, rules, layers) {
  for (const [rule, groups] of matching(rules.unwrap, address)) {
    const inner = groups[1] ?? "";
    const identity = known(rule.params ? inner : withQuery(inner, address), rules, layers - 1);
    if (identity) return identity;
  }
  return null;
}

/** An address that was the end of another's path, with what follows it there. @param {string} inner @param {Address} address */
const withQuery = (inner, {query}) => (query && !inner.includes("?") ? `${inner}?${query}` : inner);

/** @param {Address} address @param {Rules} rules */
function addressed(address, rules) {
  for (const host of hosts(address.host, rules)) {
    for (const [rule, groups] of matching(rules.addresses, {...address, host})) {
      const identity = canonical(rule.scheme, fill(rule.value ?? "$1", groups), rules);
      if (identity) return identity;
    }
  }
  return null;
}

/**
 * The host behind a library's proxy, `dl-acm-org.ezproxy.example.edu`, before the host itself.
 * @param {string} host @param {Rules} rules
 */
function hosts(host, rules) {
  const dashed = pattern(rules.proxies.dashed).exec(host)?.[1];
  const appended = pattern(rules.proxies.appended).exec(host)?.[1];
  const plain = dashed?.replaceAll("--", "\0").replaceAll("-", ".").replaceAll("\0", "-");
  return [plain, appended, host].flatMap((name) => (name ? [name.replace(/^www\./, "")] : []));
}

/**
 * @param {Form} form @param {string} scheme @param {string[]} groups @param {Rules} rules
 * @returns {Identity | null}
 */
function formed(form, scheme, groups, rules) {
  let value = fill(form.value ?? "$1", groups);
  if ((form.scheme ?? scheme) !== scheme) return canonical(/** @type {string} */ (form.scheme), value, rules);
  if (form.case === "lower") value = value.toLowerCase();
  if (form.case === "upper") value = value.toUpperCase();
  const key = `${scheme}:${value}`;
  return key.length <= MAX_KEY ? {key, ids: [key], version: fill(form.version ?? "", groups)} : null;
}

/** @param {AddressRule} rule @param {Address} address */
const when = (rule, address) => !rule.when || pattern(rule.when[1]).test(address.params.get(rule.when[0]) ?? "");

/** @param {string} query */
function paramsOf(query) {
  /** @type {Map<string, string>} */
  const params = new Map();
  for (const pair of query.replaceAll("&amp;", "&").split("&")) {
    const at = pair.indexOf("=") < 0 ? pair.length : pair.indexOf("=");
    const name = decode(pair.slice(0, at)).toLowerCase();
    if (!params.has(name)) params.set(name, normalise(decode(pair.slice(at + 1).replaceAll("+", " "))));
  }
  return params;
}
