// The fields of a query, `name:value`, and the leaf of the tree that each becomes; as backend/manicule/core/query_fields.py,
// where the leaves are described.

import {fold} from "./view.js";
import {words} from "./words.js";

/** @typedef {{op: string} & Record<string, any>} Node */

/** @type {Record<string, string>} */
export const TEXT = {title: "title", author: "author", authors: "author", abstract: "abstract", note: "note", notes: "note", venue: "venue"};
export const SORTS = ["relevance", "saved", "updated", "published", "title"];
export const ENDING = "…"; // in place of a star: the last word may still be typed
const HAS = ["note", "link", "tag", "pdf", "code", "project", "data", "model", "review", "talk", "discussion", "page"];
/** @type {Record<string, string>} */
const IS = {unread: "to_read", to_read: "to_read", reading: "reading", read: "read", dismissed: "dismissed"};
const FACTS = ["untagged", "revised", "starred"];
const LONGEST_PHRASE = 100; // words; what follows is not compared

const YEARS = /^(?:(\d{4})?\.\.(\d{4})?|([<>]=?)?(\d{4}))$/;
const DAY = "\\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\\d|3[01]))?)?";
const DAYS = new RegExp(`^(?:(${DAY})?\\.\\.(${DAY})?|([<>]=?)?(${DAY}))$`);

/** A field cannot have this value; the message says why, to go on after "was searched as text:". */
export class NotUnderstood extends Error {}

/** One node that holds where all of these do. @param {Node[]} nodes @returns {Node} */
export const allOf = (nodes) => (nodes.length === 1 ? nodes[0] : {op: "all", of: nodes});

/** One node that holds where any of these does. @param {Node[]} nodes @returns {Node} */
export const anyOf = (nodes) => (nodes.length === 1 ? nodes[0] : {op: "any", of: nodes});

/**
 * The words of a text, to be found one after the other; nothing for a text without any. A star makes the last one the
 * beginning of a word; of one letter it would be half of the library.
 * @param {string} field @param {string} value @param {string} [star]
 * @returns {Node[]}
 */
export function text(field, value, star = "") {
  const found = words(value).slice(0, LONGEST_PHRASE);
  const prefix = Boolean(star) && [...(found.at(-1) ?? "")].length > 1;
  return found.length ? [{op: "words", in: field, words: found, prefix}] : [];
}

/** @param {string} name @returns {boolean} whether a query may have it before a colon */
export const isField = (name) => Object.hasOwn(TEXT, name) || Object.hasOwn(FIELDS, name);

/**
 * What `name:value` asks for; without a name, text `within` a field. Throws NotUnderstood.
 * @param {string} name @param {string} value @param {string} star @param {string} within
 * @returns {Node[]}
 */
export function read(name, value, star, within) {
  if (!name) return text(within, value, star);
  if (!isField(name)) throw new NotUnderstood(`there is no field "${name.slice(0, 40)}:"`);
  if (!value.trim()) throw new NotUnderstood(`nothing follows "${name}:"`);
  return Object.hasOwn(TEXT, name) ? text(TEXT[name], value, star) : [FIELDS[name](value.trim(), star)];
}

/** @type {Record<string, (value: string, star: string) => Node>} */
const FIELDS = {
  tag: (value, star) => ({op: "tag", name: fold(value), prefix: star === "*"}),
  tags: (value, star) => FIELDS.tag(value, star),
  status(value) {
    const known = value.toLowerCase().replaceAll("-", "_").replaceAll(" ", "_");
    if (!Object.hasOwn(IS, known)) throw new NotUnderstood("a status is to_read, reading, read or dismissed");
    return {op: "status", status: IS[known]};
  },
  is(value) {
    const known = value.toLowerCase();
    if (FACTS.includes(known)) return {op: "is", what: known};
    if (!Object.hasOwn(IS, known)) throw new NotUnderstood("a paper is unread, untagged, revised, starred, or has a status");
    return {op: "status", status: IS[known]};
  },
  has(value) {
    if (!HAS.includes(value.toLowerCase())) throw new NotUnderstood(`a paper has ${HAS.slice(0, -1).join(", ")} or ${HAS.at(-1)}`);
    return {op: "has", what: value.toLowerCase()};
  },
  site: (value) => ({op: "site", site: value.toLowerCase().replace(/^www\./, "")}),
  year(value) {
    const [from, to] = span(YEARS, value, 9999, "a year is written 2024, 2024..2026, >2024 or <2024");
    return {op: "years", from, to};
  },
  saved(value) {
    const [from, to] = span(DAYS, value, 99_999_999, "a day is written 2026, 2026-01, 2026-01-31, with > or < or .. between");
    return {op: "days", of: "saved", from, to};
  },
  found(value, star) {
    if (DAYS.test(value)) return {...FIELDS.saved(value, star), of: "found"};
    if (!words(value).length) throw new NotUnderstood("a list is named by words of its title, or by the day");
    return {op: "found", words: words(value)};
  },
  sort() {
    throw new NotUnderstood(`a list is sorted by ${SORTS.slice(0, -1).join(", ")} or ${SORTS.at(-1)}`);
  },
};

/**
 * The first and the last number that a year, a day, or a range of them means; part of a day is all its days.
 * @param {RegExp} form @param {string} value @param {number} top @param {string} advice
 * @returns {[number, number]}
 */
function span(form, value, top, advice) {
  const found = form.exec(value);
  if (!found || value === "..") throw new NotUnderstood(advice);
  const [, from, to, sign, one] = found;
  const [first, last] = from && to && from > to ? [to, from] : [from, to];
  const digits = String(top).length;
  const least = (/** @type {string} */ day) => Number(day.replaceAll("-", "").padEnd(digits, "0"));
  const most = (/** @type {string} */ day) => Number(day.replaceAll("-", "").padEnd(digits, "9"));
  if (!one) return [first ? least(first) : 0, last ? most(last) : top];
  if (!sign) return [least(one), most(one)];
  if (sign.startsWith(">")) return [sign === ">=" ? least(one) : most(one) + 1, top];
  return [0, sign === "<=" ? most(one) : least(one) - 1];
}
