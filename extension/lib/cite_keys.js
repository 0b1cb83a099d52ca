// Cite keys of papers that would have the same one, as backend/manicule/core/cite_keys.py shares them out.

/**
 * @param {{id: string, usual: string}[]} alike bookmarks with their usual key, which differs in its case at most, the oldest first
 * @param {(key: string) => Promise<boolean>} isUsual whether a paper has this key without any letters
 * @returns {Promise<Map<string, string>>} the key of each by its id
 */
export async function sharedOut(alike, isUsual) {
  /** @type {Map<string, string>} */
  const keys = new Map();
  const taken = new Set();
  for (const {id, usual} of alike) {
    const key = keys.size ? await longer(usual, id, async (key) => !taken.has(key.toLowerCase()) && !(await isUsual(key))) : usual;
    keys.set(id, key);
    taken.add(key.toLowerCase());
  }
  return keys;
}

/** @param {string} usual @param {string} id @param {(key: string) => Promise<boolean>} isFree */
async function longer(usual, id, isFree) {
  const behind = await letters(id);
  for (let n = 3; n < 31; n++) if (await isFree(`${usual}-${behind.slice(0, n)}`)) return `${usual}-${behind.slice(0, n)}`;
  return `${usual}-${behind.slice(0, 31)}`;
}

/** 32 letters a to z that follow from an id. @param {string} id */
async function letters(id) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(id)));
  return [...digest].map((byte) => String.fromCharCode(97 + (byte % 26))).join("");
}
