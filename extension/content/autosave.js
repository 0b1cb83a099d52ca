// Saves a text by itself. Every save says which text its author saw, so that the other end can merge.

const PAUSE = 600; // ms without typing

/**
 * @typedef {object} Needs
 * @property {string} seen the text as it was shown
 * @property {() => string} read what stands in the field now
 * @property {(text: string) => void} write puts another text into the field
 * @property {(base: string, text: string) => Promise<string>} send resolves with the text as it is now kept
 * @property {(state: "saving" | "saved" | "failed") => void} say
 */

/** @param {Needs} needs */
export function createAutosave({seen, read, write, send, say}) {
  let base = seen;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<void> | null} */
  let sending = null;
  const dirty = () => read() !== base;

  const sendOnce = async () => {
    const [before, text] = [base, read()];
    say("saving");
    base = text;
    try {
      const kept = await send(before, text);
      if (read() === text && kept !== text) adopt(kept);
      if (!dirty()) say("saved");
    } catch {
      if (base === text) base = before;
      say("failed");
      throw new Error("not saved");
    }
  };

  /** @param {string} text */
  const adopt = (text) => {
    write(text);
    base = text;
  };

  /** Sends what is typed; resolves when nothing is left to send, or with false when it did not work. */
  const flush = async () => {
    clearTimeout(timer);
    try {
      while (sending || dirty()) {
        sending ??= sendOnce().finally(() => (sending = null));
        await sending;
      }
      return true;
    } catch {
      return false;
    }
  };

  return {
    dirty,
    flush,
    typed() {
      clearTimeout(timer);
      timer = setTimeout(flush, PAUSE);
    },
    /** The page goes away: say it now, even if an answer is still under way. */
    farewell() {
      clearTimeout(timer);
      if (dirty()) void sendOnce().catch(() => {});
    },
    /**
     * The text changed elsewhere. What is being typed stays, and its next save tells what it was typed over.
     * @param {string} text
     */
    arrived(text) {
      if (!dirty() && !sending && text !== base) adopt(text);
    },
  };
}
