// The sum of a library: by it a replica and the server find out that they are equal (services/sync.py, `digest`).

/** @typedef {{head: number, bookmarks: number, tags: number, sum: string}} Digest `sum` in decimal digits: it has 64 bits */
/** @typedef {{kind: string, id: string, rev: number}} Row */

const SIZE = 2n ** 64n;

/** @returns {{add: (rows: Row[]) => Promise<void>, digest: (head: number) => Digest}} add all rows, dead ones too, in any order */
export function createDigest() {
  let sum = 0n;
  const counts = {bookmark: 0, tag: 0};
  return {
    async add(rows) {
      for (const part of await Promise.all(rows.map(hashOf))) sum = (sum + part) % SIZE;
      for (const {kind} of rows) counts[/** @type {"bookmark" | "tag"} */ (kind)]++;
    },
    digest: (head) => ({head, bookmarks: counts.bookmark, tags: counts.tag, sum: String(sum)}),
  };
}

/** @param {Digest} one @param {Digest} other of the same head */
export function agree(one, other) {
  return one.sum === other.sum && one.bookmarks === other.bookmarks && one.tags === other.tags;
}

/** The first 8 bytes of the SHA-256 of "kind|id|rev", as a number. @param {Row} row */
async function hashOf({kind, id, rev}) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${kind}|${id}|${rev}`));
  return new DataView(digest).getBigUint64(0);
}
