// Names of authors as tags write them, brought to one form; the same as core/people.py.
import {clean} from "./text.js";

const MAX_AUTHORS = 5000;
const MAX_NAME = 300; // characters
const SPANISH = /^(?:es|spa|spanish|español)(?![\p{L}\p{N}_])/iu;
const SUFFIX = /^(?:jr|sr|ii|iii|iv|phd|ph\.d|md|m\.d|inc|ltd|llc|gmbh)\.?$/i;
const WORD = /\p{L}+/gu;

/**
 * The names in `told`, `Given Family` each: lists taken apart, capitals repaired, repeats in a row dropped.
 * @param {string[]} told  the contents of one kind of tag, in their order
 * @param {string} language  of the page as it says; Spaniards have two family names, which look like two people
 */
export function people(told, language) {
  const names = split(told.slice(0, MAX_AUTHORS), language).map(turned).map(repaired);
  return names.filter((name, at) => name && name !== names[at - 1]).slice(0, MAX_AUTHORS);
}

/** One text a person: a tag may hold all of them, between semicolons or commas. @param {string[]} told @param {string} language */
function split(told, language) {
  const names = told.flatMap((text) => text.split(";"))
    .map((part) => clean(part.trim().replace(/^(?:by|and) /i, ""), 20 * MAX_NAME).replace(/[ ,;]+$/, "")).filter(Boolean);
  if (names.length !== 1) return names;
  const parts = names[0].includes(" and ") ? names[0].split(/, ?(?:and )?| and /) : names[0].split(",");
  const between = parts.map((part) => part.trim()).filter(Boolean);
  const twoSurnames = between.length === 2 && between[0].split(" ").length === 2 && SPANISH.test(language);
  return between.length > 1 && between.slice(0, 2).every((part) => part.includes(" ")) && !twoSurnames ? between : names;
}

/** `Given Family` out of `Family, Given`. @param {string} name */
export function turned(name) {
  const [family, given = "", suffix = "", more] = name.split(",").map((part) => part.trim());
  if (!given || SUFFIX.test(given) || more !== undefined) return clean(name, MAX_NAME);
  return clean(`${given} ${family} ${suffix}`, MAX_NAME);
}

/**
 * `Ada Lovelace` out of `ADA LOVELACE`; initials stay, and so does one word alone, which may be an acronym.
 * @param {string} name
 */
function repaired(name) {
  const long = (name.match(WORD) ?? []).some((word) => [...word].length > 2);
  if (!name.includes(" ") || name !== name.toUpperCase() || !long) return name;
  return name.replace(WORD, (word) => ([...word].length < 3 && !/[AEIOUY]/.test(word) ? word : capitalised([...word])));
}

/** @param {string[]} letters */
const capitalised = ([first, ...rest]) => first + rest.join("").toLowerCase();
