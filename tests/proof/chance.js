// Every random number of a history from its seed, so that the same seed is the same history.

/** @param {number} seed */
export function seedChance(seed) {
  let state = seed >>> 0;
  const next = () => { // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const fill = (/** @type {any} */ bytes) => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = next() & 255;
    return bytes;
  };
  const uuid = () => {
    const hex = Buffer.from(fill(new Uint8Array(16))).toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  Object.defineProperty(crypto, "getRandomValues", {value: fill, configurable: true});
  Object.defineProperty(crypto, "randomUUID", {value: uuid, configurable: true});
}
