// What "new since my last visit" means: never on my screen before this sitting, on any list of any site.

const SITTING = 30 * 60_000; // ms: who comes back to a list within half an hour still finds its new rows marked

/**
 * @param {number | null} first when the paper was first on screen, in ms since 1970; null if it never was
 * @param {number} now ms
 */
export const isNew = (first, now) => first === null || now - first < SITTING;
