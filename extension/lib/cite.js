// A bookmark as others cite it, offline: cite key, BibTeX, and a sentence. As backend/manicule/core/citations.py, whose
// comments give the reasons; tests/vectors/cite.json holds what both must answer. Nothing of the reader's own comes out.

/** @typedef {Pick<import("./replay.js").View, "key" | "ids" | "title" | "authors" | "venue" | "published" | "url" | "links" | "details">} Paper */

/** @type {Record<string, string>} */
const VENUE = {
  article: "journal", inproceedings: "booktitle", conference: "booktitle", incollection: "booktitle", inbook: "booktitle",
  phdthesis: "school", mastersthesis: "school", techreport: "institution", book: "publisher", proceedings: "publisher",
  online: "organization",
};
const NOT_FIELDS = new Set([
  "type", "citekey", "venuefield", "names", "others", "primaryclass", "doi", "pmid", "pmcid", "author", "title",
  "year", "month", "day", "date", "abstract", "keywords", "annote", "crossref", "xdata",
]);
const FIRST = ["editor", "volume", "number", "pages", "series", "edition", "publisher", "address"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const SMALL_WORDS = new Set([
  "the", "and", "are", "can", "for", "from", "how", "into", "its", "not", "over", "this", "toward", "towards",
  "under", "using", "via", "what", "when", "where", "which", "who", "why", "will", "with", "without",
]);
/** @type {Record<string, string>} */
const LETTERS = {ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", ı: "i"};
const MEETING = /\b(?:proc|proceedings|conference|workshop|symposium|meeting|findings|advances in|lecture notes)\b/i;
const DATE = /^(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?/;
const FORMULA = /(?<!\\)\$(?=[^\s$])((?:\\.|[^$\\])*?)(?<=\S)\$/s;
/** @type {Record<string, string>} */
const SPECIAL = {
  "&": "\\&", "%": "\\%", "#": "\\#", _: "\\_", $: "\\$", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
  "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}",
};
/** @type {Record<string, string>} */
const ENCODED = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"};

/**
 * The bookmark as a BibTeX entry.
 * @param {Paper} paper
 * @param {string} [key] where its usual one is another paper's (cite_keys.js)
 */
export function bibtex(paper, key = citeKey(paper)) {
  const lines = fields(paper).filter(([, value]) => value)
    .map(([name, value]) => `  ${name} = ${name === "month" ? value : `{${value}}`}`);
  return `@${kind(paper)}{${key},\n${lines.join(",\n")}\n}\n`;
}

/** The bookmark as one line of a bibliography, much as APA has it. @param {Paper} paper */
export function sentence(paper) {
  const known = paper.details ?? {};
  const parts = [`${who(paper.authors, Boolean(known.others))} (${year(paper) || "n.d."})`.trim(), paper.title, place(paper)];
  const doi = idOf(paper, "doi");
  const where = doi ? `https://doi.org/${doi}` : address(paper);
  return [...parts.filter(Boolean).map((part) => (/[.?!]$/.test(part) ? part : `${part}.`)), ...(where ? [where] : [])].join(" ");
}

/** The key a file gave it, else author, year and first word of the title. @param {Paper} paper */
export function citeKey(paper) {
  const given = paper.details?.citekey ?? "";
  if (/^[A-Za-z0-9][A-Za-z0-9:./+_@-]{0,99}$/.test(given)) return given;
  const author = asciiWord(family(firstPerson(paper)));
  const words = paper.title.split(/[\s/:–—-]+/).map(asciiWord);
  const word = words.find((one) => one.length > 2 && !SMALL_WORDS.has(one)) ?? words.find(Boolean) ?? "";
  if (!author && !word) return (paper.key ?? "paper").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return `${author || "anonymous"}${year(paper)}${word}`;
}

/** @param {Paper} paper @returns {[string, string][]} name and value, in the order they are written */
function fields(paper) {
  const known = paper.details ?? {};
  /** @type {[string, string][]} */
  const written = [["author", authors(paper)], ["title", encode(paper.title).split(" ").map(kept).join(" ")]];
  if (paper.venue) written.push([venueField(paper), encode(paper.venue)]);
  written.push(...dated(paper.published));
  const taken = new Set(written.filter(([, value]) => value).map(([name]) => name));
  const rest = [...FIRST.filter((name) => name in known), ...Object.keys(known).filter((name) => !FIRST.includes(name))];
  for (const name of rest) {
    const said = known[name];
    if (typeof said !== "string" || !/^[a-z][a-z0-9_-]{0,60}$/.test(name) || NOT_FIELDS.has(name) || taken.has(name)) continue;
    written.push([name, /^(?:url|doi)/.test(name) ? raw(said) : shaped(encode(said), name)]);
  }
  return once([...written, ...identified(paper)]);
}

/** A later value of a field takes the place of an earlier one. @param {[string, string][]} written @returns {[string, string][]} */
function once(written) {
  return [...new Map(written)];
}

/** @param {Paper} paper */
function venueField(paper) {
  const said = paper.details?.venuefield ?? "";
  return /^[a-z][a-z0-9_-]{0,60}$/.test(said) ? said : VENUE[kind(paper)] ?? "howpublished";
}

/** @param {Paper} paper */
function kind(paper) {
  const said = paper.details?.type ?? "";
  if (/^[a-z]{2,30}$/.test(said)) return said;
  if (!paper.venue) return "misc";
  return MEETING.test(paper.venue) ? "inproceedings" : "article";
}

/** @param {Paper} paper */
function authors(paper) {
  const sortedAs = paper.details?.names ?? {};
  const names = paper.authors.map((name) => author(name, sortedAs[name] ?? ""));
  return [...names, ...(paper.authors.length && paper.details?.others ? ["others"] : [])].join(" and ");
}

/** @param {string} name @param {string} sortedAs */
function author(name, sortedAs) {
  if (sortedAs.startsWith("{")) return `{${encode(sortedAs.slice(1, -1))}}`;
  if (sortedAs && sortedAs.split(",").length <= 3 && !name.includes(",")) return encode(sortedAs);
  return sortedAs || /,|(?:^|\s)and(?:\s|$)|^others$/i.test(name) ? `{${encode(name)}}` : encode(name);
}

/** @param {string} published @returns {[string, string][]} */
function dated(published) {
  const found = DATE.exec(published);
  if (!found) return [];
  const month = MONTHS[Number(found[2] ?? 0) - 1] ?? "";
  return [["year", found[1]], ["month", month], ["day", found[3] && month ? String(Number(found[3])) : ""]];
}

/** @param {Paper} paper @returns {[string, string][]} */
function identified(paper) {
  const known = paper.details ?? {};
  const doi = idOf(paper, "doi") || (known.doi ?? "");
  const arxiv = idOf(paper, "arxiv");
  const group = raw(known.primaryclass ?? "");
  /** @type {[string, string][]} */
  const eprint = [["eprint", raw(arxiv)], ["archiveprefix", "arXiv"], ["primaryclass", group], ["eprinttype", "arxiv"], ["eprintclass", group]];
  return [
    ...(doi ? [/** @type {[string, string]} */ (["doi", raw(doi)])] : []), ...(arxiv ? eprint : []),
    ["pmid", raw(idOf(paper, "pmid"))], ["pmcid", raw(idOf(paper, "pmcid"))], ["url", raw(address(paper))],
  ];
}

/** A field: a range of pages as BibTeX writes it, people with more commas than a name has in braces. @param {string} written @param {string} name */
function shaped(written, name) {
  if (name === "editor" || name === "translator") {
    return written.split(" and ").map((one) => (one.split(",").length > 3 ? `{${one}}` : one)).join(" and ");
  }
  return name === "pages" ? written.replace(/(?<=[A-Za-z0-9]) ?– ?(?=[A-Za-z0-9])/g, "--") : written;
}

/** @param {Paper} paper */
function address(paper) {
  return paper.url || (paper.links.find((link) => link.origin === "derived" && link.kind !== "pdf")?.url ?? "");
}

/** @param {string} text */
function raw(text) {
  return text.trim().replace(/[{}\\ ]/g, (letter) => ENCODED[letter]);
}

/** Text as LaTeX; formulas stay as they are. @param {string} text */
export function encode(text) {
  return text.split(FORMULA).map((part, n) => (n % 2 === 0 ? escaped(part) : isFormula(part) ? `$${part}$` : escaped(`$${part}$`))).join("");
}

/** @param {string} inner */
function isFormula(inner) {
  let opened = 0;
  for (const mark of inner.match(/[{}]/g) ?? []) {
    opened += mark === "{" ? 1 : -1;
    if (opened < 0) return false;
  }
  return !opened && !inner.includes("%") && (/\\[a-zA-Z]|[\^_]/.test(inner) || /^[A-Za-z]$/.test(inner));
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&%#_$~^\\{}]/g, (letter) => SPECIAL[letter]).replace(/([-`'])(?=\1)/g, "$1{}");
}

/** @param {string} word */
function kept(word) {
  return /^[^\s{}$\\]+[A-Z][^\s{}$\\]*$/.test(word) ? `{${word}}` : word;
}

/** @param {string} text */
function asciiWord(text) {
  const plain = [...text.toLowerCase()].map((letter) => LETTERS[letter] ?? letter).join("");
  return plain.normalize("NFKD").replace(/[^a-z0-9]/g, "");
}

/** @param {Paper} paper */
function firstPerson(paper) {
  if (paper.authors.length) return paper.authors[0];
  const [editor] = (paper.details?.editor ?? "").split(/\s+and\s+/);
  const [last, ...given] = editor.split(", ");
  return `${given.join(", ")} ${last}`.trim();
}

/** `Family, Given` of a name as shown; "" of one word. @param {string} name */
function reversedName(name) {
  const words = name.split(" ");
  if (words.length === 1) return "";
  let start = words.length - 1;
  while (start > 1 && isSmall([...words[start - 1]][0] ?? "")) start -= 1;
  return `${words.slice(start).join(" ")}, ${words.slice(0, start).join(" ")}`;
}

/** @param {string} letter */
function isSmall(letter) {
  return letter.toLowerCase() === letter && letter.toUpperCase() !== letter;
}

/** @param {string} name */
function family(name) {
  return reversedName(name).split(",")[0] || name;
}

/** @param {string} name */
function initials(name) {
  const reversed = reversedName(name);
  const at = reversed.indexOf(", ");
  if (at < 0 || at + 2 >= reversed.length) return name;
  const given = reversed.slice(at + 2).replaceAll("-", " ").split(" ").filter(Boolean);
  return `${reversed.slice(0, at)}, ${given.map((word) => `${[...word][0].toUpperCase()}.`).join(" ")}`;
}

/** @param {string[]} names @param {boolean} others */
function who(names, others) {
  const short = names.map(initials);
  if (others || short.length === 1) return short.join(", ") + (others && short.length ? ", et al." : "");
  if (short.length > 20) return `${short.slice(0, 19).join(", ")}, … ${short.at(-1)}`;
  return short.length ? `${short.slice(0, -1).join(", ")}, & ${short.at(-1)}` : "";
}

/** @param {Paper} paper */
function place(paper) {
  const known = paper.details ?? {};
  const number = known.number && known.volume ? `(${known.number})` : "";
  return [paper.venue, `${known.volume ?? ""}${number}`, (known.pages ?? "").replaceAll("--", "–")].filter(Boolean).join(", ");
}

/** @param {Paper} paper */
function year(paper) {
  return DATE.exec(paper.published)?.[1] ?? "";
}

/** @param {Paper} paper @param {string} scheme */
function idOf(paper, scheme) {
  return paper.ids.find((name) => name.startsWith(`${scheme}:`))?.slice(scheme.length + 1) ?? "";
}
