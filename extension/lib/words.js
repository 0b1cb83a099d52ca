// Text as the words that a search compares: letters and digits of every alphabet, without case and accents; as
// backend/manicule/core/words.py.

const LONGEST = 500; // characters of a word
const ACCENTS = /[\u0300-\u036f]+/g;
const WORD = /[\p{L}\p{N}]+/gu;

/**
 * The words of a text in their order: `["state", "of", "the", "art", "resume"]` of `State-of-the-art résumé`.
 * JavaScript has no case folding: ß and final ς are the two letters where lower case differs from it in practice.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  const plain = text.normalize("NFKD").replace(ACCENTS, "").normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  return (plain.match(WORD) ?? []).map((word) => word.slice(0, LONGEST));
}
