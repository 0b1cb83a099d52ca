// What reading a page and understanding what was read both need: one kind of white space, the patterns of rule files.

// Written out, because `\s` means other characters in other languages; core/text.py has the same.
export const SPACES = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/g;

/** One space for each run of white space, none at the ends. @param {string} text */
export const normalise = (text) => text.replace(SPACES, " ").replace(/^ | $/g, "");

/** @type {Map<string, RegExp>} */
const compiled = new Map();

/** A pattern of a rule file, compiled once. @param {string} source */
export function pattern(source) {
  let made = compiled.get(source);
  if (!made) compiled.set(source, (made = new RegExp(source, "i")));
  return made;
}
