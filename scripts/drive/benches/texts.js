// Invented texts for what runs in a page of the extension: words about as often as in any language.
const texts = (words, seed) => {
  const known = Object.entries(words.shares).sort((one, two) => two[0] - one[0]).flatMap(([, some]) => some.split(" "));
  const chance = () => { // mulberry32, public domain
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  // A word of rank n about as often as 1/n: shipped words first, then names nobody else uses.
  const word = () => {
    const rank = Math.floor(Math.exp(chance() * Math.log(60_000)));
    return known[rank] ?? `name${rank}`;
  };
  return (length) => Array.from({ length }, word).join(" ");
};
