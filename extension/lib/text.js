// Text made fit to keep: junk around addresses, dates, limits; the same answers as core/text.py.
import {normalise, SPACES} from "./plain.js";

/** @type {Record<string, string>} */
const OPENERS = {")": "(", "]": "[", "}": "{", ">": "<"};
const LEADING = "<([{\"'`“‘« ";
const TRAILING = ".,;:!?\"'`”’»…*|\\ ";
const YEAR_FIRST = /^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?!\d)/;
const WORDS = /(?:^|[^\d])(?:(\d{1,2})\.? )?([a-z]{3})[a-z]*\.?,? (?:(\d{1,2}), ?)?(\d{4})(?!\d)/i;
const YEAR_MONTH = /^(\d{4}) ([a-z]{3})[a-z]*\.?(?: (\d{1,2}))?(?!\d)/i;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Without any white space: to compare two spellings of one title. @param {string} text */
export const bare = (text) => text.replace(SPACES, "");

/**
 * What a sentence puts around an address, taken off: quotes, stops, brackets that have no partner inside.
 * @param {string} text
 */
export function trimJunk(text) {
  let start = 0;
  let end = text.length;
  while (start < end && LEADING.includes(text[start])) start += 1;
  /** @type {Record<string, number>} */
  const depth = {};
  for (const closer in OPENERS) depth[closer] = 0;
  for (let at = start; at < end; at += 1) {
    if (text[at] in depth) depth[text[at]] += 1;
    else for (const closer in OPENERS) if (OPENERS[closer] === text[at]) depth[closer] -= 1;
  }
  for (; end > start; end -= 1) {
    const last = text[end - 1];
    if (depth[last] > 0) depth[last] -= 1;
    else if (!TRAILING.includes(last)) break;
  }
  return text.slice(start, end);
}

/** Characters of a text in which a date is looked for: the time that takes grows with their square. */
const LONGEST_DATE = 200;

/**
 * `2026-07-01`, `2026-07` or "" out of `2026/07/01`, an RFC 3339 time, `1 July, 2026`, `July 1, 2026`, `July 2026`, `2026 Jul 1`.
 * @param {string} text
 */
export function date(text) {
  text = text.slice(0, LONGEST_DATE);
  const numbers = YEAR_FIRST.exec(text);
  const [, first, named, then, last] = numbers ? [] : WORDS.exec(text) ?? [];
  const [, year_first, month_then, day_last] = numbers || named ? [] : YEAR_MONTH.exec(text) ?? [];
  const [year, month, day] = numbers
    ? [numbers[1], Number(numbers[2]), Number(numbers[3] ?? 0)]
    : [last ?? year_first, MONTHS.indexOf((named ?? month_then ?? "").toLowerCase()) + 1, Number(first ?? then ?? day_last ?? 0)];
  if (month < 1 || month > 12 || day > 31) return "";
  return `${year}-${two(month)}${day ? `-${two(day)}` : ""}`;
}

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/**
 * A page's text made fit to keep: normalised, without control characters, at most `limit` characters.
 * @param {string} text @param {number} limit
 */
export function clean(text, limit) {
  // eslint-disable-next-line no-control-regex
  const fit = normalise(text.replace(LONE, "\ufffd").replace(/[\u0000-\u0008\u000e-\u001f\u007f]/g, ""));
  return fit.length > limit ? [...fit].slice(0, limit).join("") : fit;
}
