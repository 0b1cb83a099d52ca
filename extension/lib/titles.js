// Titles compared: what may be the same paper under another id. It is shown, and never joins anything by itself.
// core/titles.py gives the same answers; tests/vectors/titles.json holds both to them.

/** @typedef {{title: string, authors: string[], published: string}} Named */

const MARKUP = /<[^<>]{1,200}>|\\[a-zA-Z]+|[{}$]/g;
const MARKS = /[\u0300-\u036f]/g;
const WORD = /[\p{L}\p{N}]+/gu;
const LONG = 25; // characters
const MANY = 4; // words

/** A title without case, accents, markup and punctuation, its words one space apart. @param {string} title */
export function folded(title) {
  const plain = title.replace(MARKUP, "").normalize("NFKD").replace(MARKS, "").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  return (plain.match(WORD) ?? []).join(" ");
}

/**
 * Whether a folded title says enough to be one paper's: `Introduction` and `Editorial` do not.
 * @param {string} fold
 */
export const telling = (fold) => [...fold].length >= LONG || fold.split(" ").length >= MANY;

/**
 * Whether two papers under different ids are probably the same: one title that says enough, and nothing they say of first
 * author and year speaks against it. @param {Named} one @param {Named} two
 */
export function probablySame(one, two) {
  const fold = folded(one.title);
  if (!telling(fold) || fold !== folded(two.title)) return false;
  const [first, second] = [one, two].map(({authors}) => familiesOf(authors[0] ?? ""));
  if (first.length && second.length && !first.some((name) => second.includes(name))) return false;
  const years = [one, two].map(({published}) => published.slice(0, 4));
  return !years.every((year) => /^\d{4}$/.test(year)) || Math.abs(Number(years[0]) - Number(years[1])) <= 1;
}

/** What may be the family name: the last of `Xinyu Liu`, or the first of `Liu X`, as medicine writes it. @param {string} name */
function familiesOf(name) {
  const [, medical = ""] = /^(.*) \p{Lu}{1,3}$/u.exec(name) ?? [];
  return [familyOf(name), medical].map(folded).filter(Boolean);
}

/** The family name of a name as shown: its last word, with the small words before it. @param {string} name */
function familyOf(name) {
  const words = name.split(" ");
  let start = words.length - 1;
  while (start > 1 && small(words[start - 1])) start -= 1;
  return words.slice(start).join(" ");
}

/** @param {string} word */
const small = ([first = ""]) => first.toLowerCase() === first && first.toUpperCase() !== first;
