// The key of a paper that nothing but its title names; core/title_key.py gives the same.
import {runs} from "./words.js";

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const SIZE = 2n ** 64n;

/**
 * `title:` and a digest of title and first author's family name: two papers called "Introduction" are two.
 * "" where the title has no words. The digest is FNV-1a of 64 bits, http://www.isthe.com/chongo/tech/comp/fnv/, because the
 * browser's own digests cannot be had at once.
 * @param {string} title @param {string} author  the first one's name
 */
export function titleKey(title, author) {
  const folded = runs(title).join(" ");
  if (!folded) return "";
  let digest = OFFSET;
  for (const byte of new TextEncoder().encode(`${folded}|${runs(author).at(-1) ?? ""}`)) {
    digest = ((digest ^ BigInt(byte)) * PRIME) % SIZE;
  }
  return `title:${digest.toString(16).padStart(16, "0")}`;
}
