// Who goes first. The index of related papers is made in slices of some ms; an answer takes many steps of the database, and
// would wait for a slice at each. So the index stands still while somebody waits for an answer that is on a screen.

const GRACE = 150; // ms after an answer: who asked, such as a popup that opens, mostly asks more
const LONGEST = 1000; // ms that the index stands still at a time: an answer may never come

/** @typedef {ReturnType<typeof openTurns>} Turns */

export function openTurns() {
  /** @type {Set<Promise<unknown>>} */
  const answers = new Set();
  let rest = 0; // until when nothing is begun after the last answer
  const waits = () => answers.size > 0 || performance.now() < rest;
  return {
    /**
     * @template T
     * @param {Promise<T>} answer somebody waits for it
     * @returns {Promise<T>} the same
     */
    first(answer) {
      const over = () => {
        answers.delete(answer);
        rest = performance.now() + GRACE;
      };
      answers.add(answer);
      answer.then(over, over);
      return answer;
    },
    /** Resolves once others had their turn, and nobody waits. */
    async pause() {
      const end = performance.now() + LONGEST;
      do {
        await new Promise((done) => setTimeout(done));
        const until = answers.size ? end : Math.min(end, rest);
        const late = new Promise((done) => setTimeout(done, until - performance.now()));
        if (waits()) await Promise.race([late, ...(answers.size ? [Promise.allSettled(answers)] : [])]);
      } while (waits() && performance.now() < end);
    },
  };
}
