// The edits that the server refused: shown, given up, and sent again.

import {done, transact} from "./database.js";
import {append} from "./outbox.js";
import {ManiculeError} from "../lib/errors.js";

/** @typedef {import("../lib/replay.js").Mutation} Mutation */
/** @typedef {import("./store.js").Touched} Touched */

/**
 * @param {IDBDatabase} db
 * @param {<T>(work: (replica: import("./replica.js").Replica) => Promise<T>) => Promise<T>} read
 * @param {() => void} resent hears that the outbox may hold another edit
 */
export function refusedEdits(db, read, resent) {
  /** Refused edits, each with the title of its paper where that is known. */
  async function refusedWithTitles() {
    const list = await transact(db, ["refused"], "readonly", (transaction) => done(transaction.objectStore("refused").getAll()));
    return read(async (replica) =>
      Promise.all(list.map(async (refusal) => {
        const found = refusal.mutation.bookmark ? await replica.byId(refusal.mutation.bookmark) : null;
        const tag = refusal.mutation.tag ? await replica.tag(refusal.mutation.tag) : null;
        const title = (await replica.show(found))?.title ?? refusal.mutation.meta?.title ?? "";
        return {...refusal, title, ...(tag ? {tag: tag.name} : {})};
      })));
  }

  /**
   * Undoes giving a refused edit up.
   * @param {{mid: string, mutation: Mutation, code: string, message: string, at: number}} refusal
   * @returns {Promise<Touched>}
   */
  async function refuseAgain({mid, mutation, code, message, at}) {
    await transact(db, ["refused"], "readwrite", (transaction) => done(transaction.objectStore("refused").put({mid, mutation, code, message, at})));
    return aboutRefusal(mutation);
  }

  /**
   * Takes a refused edit off the list.
   * @param {string} mid
   * @param {{resend: boolean}} then whether it goes back to the outbox, as a new edit
   * @returns {Promise<Touched & {refusal: any}>}
   */
  async function settleRefused(mid, {resend}) {
    const touched = await transact(db, ["outbox", "refused", "meta"], "readwrite", async (transaction) => {
      const refusal = await done(transaction.objectStore("refused").get(mid));
      if (!refusal) throw new ManiculeError("not_found", "This edit is no longer on the list.");
      await done(transaction.objectStore("refused").delete(mid));
      if (resend) await append(transaction, [refusal.mutation], refusal.mutation.at);
      return {...aboutRefusal(refusal.mutation), refusal};
    });
    resent();
    return touched;
  }

  return {refusedWithTitles, refuseAgain, settleRefused};
}

/**
 * @param {Mutation} mutation
 * @returns {Touched}
 */
function aboutRefusal({bookmark, ids = []}) {
  return {ids, bookmarks: bookmark ? [bookmark] : [], all: !bookmark};
}
