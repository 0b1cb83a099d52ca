// Who goes first. The index of related papers is made in slices of some ms; an answer takes many steps of the database, and
// would wait for a slice at each. So the index stands still while somebody waits for an answer that is on a screen.

const LONGEST = 1000; // ms that the index stands still at a time: an answer may never come

/** @typedef {ReturnType<typeof openTurns>} Turns */

export function openTurns() {
  /** @type {Set<Promise<unknown>>} */
  const answers = new Set();
  return {
    /**
     * @template T
     * @param {Promise<T>} answer somebody waits for it
     * @returns {Promise<T>} the same
     */
    first(answer) {
      const over = () => void answers.delete(answer);
      answers.add(answer);
      answer.then(over, over);
      return answer;
    },
    /** Resolves once others had their turn, and nobody waits. */
    async pause() {
      const end = performance.now() + LONGEST;
      do {
        await new Promise((done) => setTimeout(done));
        const late = new Promise((done) => setTimeout(done, end - performance.now()));
        if (answers.size) await Promise.race([late, Promise.allSettled(answers)]);
      } while (answers.size && performance.now() < end);
    },
  };
}
