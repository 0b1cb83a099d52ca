// Text as the words that a search compares: letters and digits of every alphabet, without case and accents; as
// backend/manicule/core/words.py. Chinese and Japanese are written without spaces: each of their characters is a word, and
// what is typed is a phrase.

const LONGEST = 500; // characters of a word
const ACCENTS = /[\u0300-\u036f]+/g;
const RUN = /[\p{L}\p{N}]+/gu;
// Letters of Hiragana, Katakana and Han.
const ALONE = "\\u3005-\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{3ffff}";
const WORD = new RegExp(`[${ALONE}]|(?:(?![${ALONE}])[\\p{L}\\p{N}])+`, "gu");

/**
 * The words of a text in their order: `["state", "of", "the", "art", "resume"]` of `State-of-the-art résumé`.
 * JavaScript has no case folding: ß and final ς are the two letters where lower case differs from it in practice.
 * @param {string} text
 * @returns {string[]}
 */
export const words = (text) => matches(text, WORD);

/**
 * What stands between spaces and signs, in its order: the words, and Chinese and Japanese as it is written.
 * @param {string} text
 * @returns {string[]}
 */
export const runs = (text) => matches(text, RUN);

/** @param {string} text @param {RegExp} kind */
function matches(text, kind) {
  const plain = text.normalize("NFKD").replace(ACCENTS, "").normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  return (plain.match(kind) ?? []).map((word) => word.slice(0, LONGEST));
}
