// How much of each thing a bookmark holds, as backend/manicule/core/limits.py has it; tests/test_same_limits.py compares.

/** Lengths in UTF-16 units, but for `note`: bytes of UTF-8. */
export const LIMITS = {
  note: 256 * 1024, tag: 100, tags: 200, links: 200, url: 2_000, title: 2_000, abstract: 20_000,
  author: 300, authors: 5_000, venue: 500, published: 40, ids: 20,
};
