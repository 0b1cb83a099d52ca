// What a list shows of a note; `first_line` in backend/manicule/web/words.py says the same.

const LINE = /[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+/g;
const MARKS = /(\$[^$]+\$)|^[#>*+\-\s]+|[*`]+|(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu; // a formula, which stays, or a mark
const [READ, SHOWN] = [1000, 300]; // characters

/** The first line of a note that says something, without its Markdown marks. @param {string} note */
export function firstLine(note) {
  for (const [line] of note.matchAll(LINE)) {
    const said = line.slice(0, READ).replace(MARKS, (_, formula = "") => formula).trim();
    if (said) return [...said].slice(0, SHOWN).join("");
  }
  return "";
}
