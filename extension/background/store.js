// The only writer of the replica, with what must be read in the same breath. One edit of a person is one transaction that
// writes one entry of the outbox, whatever the library's size.

import {alikes} from "./alike.js";
import {keyOf} from "./cited.js";
import {done, openDatabase, readMeta, transact, writeMeta} from "./database.js";
import {EDITS} from "./edits.js";
import {fillIndexes} from "./filling.js";
import {completions, recentRecords, searchRecords} from "./find.js";
import {learn} from "./learn.js";
import {append} from "./outbox.js";
import {openReplica, READ} from "./replica.js";
import {follows} from "./store_follow.js";
import {beginRecovery, renewDevice} from "./store_recovery.js";
import {refusedEdits} from "./store_refused.js";
import {syncWrites} from "./store_sync.js";
import {openTagCounts} from "./tag_counts.js";
import {fold} from "../lib/view.js";

/** @typedef {import("../lib/replay.js").View} View */
/** @typedef {import("./replica.js").Entry} Entry */
/** @typedef {import("./edits.js").Undo} Undo */
/** @typedef {{ids: string[], bookmarks: string[], all: boolean}} Touched whom a change concerns; `all`: any row may look different */
/** @typedef {Awaited<ReturnType<typeof openStore>>} Store */

/** What becomes of each edit: those a person asks for by message, and what a page tells. */
const PLANS = {...EDITS, "bookmark.learn": learn};

/**
 * @param {{name?: string, rules: any, now?: () => number, onAbsorbed?: (touched: Touched) => void, onClosed?: () => void}} options
 *   `rules`: parsed sites/keys.json; `now` in ms; `onAbsorbed` hears what a sync changed; `onClosed`: as of database.js
 */
export async function openStore({name, rules, now = Date.now, onAbsorbed = () => {}, onClosed = () => {}}) {
  const db = await openDatabase(name, onClosed);
  fillIndexes(db).catch((error) => console.debug("Manicule: the filling of its indexes goes on at the next start:", error));
  /** @type {{name: string, folded: string, count: number}[] | null} rebuilt when absent: the worker may die */
  let tagCounts = null;
  const pulledTags = openTagCounts(db);

  /** @param {Touched} touched @param {Map<string, number> | null} [tagged] by how much tags are used more; null: not known */
  const changed = (touched, tagged = null) => {
    tagCounts = null;
    pulledTags.changed(tagged);
    if (touched.all || touched.bookmarks.length) onAbsorbed(touched);
  };

  /**
   * @template T
   * @param {(replica: import("./replica.js").Replica, transaction: IDBTransaction) => Promise<T>} work
   * @returns {Promise<T>}
   */
  const read = (work) => transact(db, READ, "readonly", (transaction) => work(openReplica(transaction, rules), transaction));

  /**
   * What I know of each row, given all its ids.
   * @param {string[][]} rows
   * @returns {Promise<(View | null)[]>}
   */
  const look = (rows) => read((replica) => Promise.all(rows.map(async (ids) => replica.show(await replica.byIds(ids)))));

  /**
   * @param {string} kind a key of PLANS
   * @param {any} body
   * @returns {Promise<{bookmark: View | null, undo: Undo, wrote: boolean, touched: Touched}>} throws ManiculeError
   */
  async function edit(kind, body) {
    const [prepared] = await withWhatIsDeleted([{kind, body}]);
    const answer = await transact(db, READ, "readwrite", async (transaction) => {
      const at = now() + ((await readMeta(transaction, "clock")) ?? 0);
      const plan = await PLANS[/** @type {keyof typeof PLANS} */ (kind)](openReplica(transaction, rules), {...prepared.body, at});
      if (plan.drafts.length) await append(transaction, plan.drafts, at);
      const replica = openReplica(transaction, rules); // A new one: the first has seen the outbox as it was.
      const found = await replica.byId(plan.bookmark);
      const named = plan.drafts.flatMap(({ids}) => ids ?? []); // some may just have been taken off
      const touched = {ids: [...new Set([...(found?.record?.ids ?? []), ...named])], bookmarks: [plan.bookmark], all: false};
      return {bookmark: await replica.show(found), undo: plan.undo, wrote: plan.drafts.length > 0, touched};
    });
    if (answer.wrote) tagCounts = null;
    return answer;
  }

  /**
   * Many edits as one of a person: all are kept or none. Each is planned with what those before it wrote.
   * @param {import("./many.js").PlanOne[]} plans
   * @param {(done: number) => void} told after each
   * @returns {Promise<{saved: number, steps: import("./many.js").Step[], wrote: boolean, touched: Touched}>} `saved`: papers
   *   that were not saved before; `steps` undo all
   */
  async function editMany(plans, told) {
    const made = await transact(db, READ, "readwrite", async (transaction) => {
      const at = now() + ((await readMeta(transaction, "clock")) ?? 0);
      const edits = [];
      for (const plan of plans) {
        const edit = await plan(openReplica(transaction, rules), at);
        if (edit.drafts.length) await append(transaction, edit.drafts, at);
        told(edits.push(edit));
      }
      return edits;
    });
    const wrote = made.filter(({drafts}) => drafts.length);
    if (wrote.length) tagCounts = null;
    const ids = wrote.flatMap(({drafts}) => drafts.flatMap((draft) => draft.ids ?? []));
    return {
      saved: made.filter((edit) => edit.made).length, steps: made.flatMap(({steps}) => steps), wrote: wrote.length > 0,
      touched: {ids, bookmarks: wrote.map(({bookmark}) => bookmark), all: false},
    };
  }

  /**
   * The same edits; a delete says which note its author saw.
   * @param {import("./many.js").Step[]} edits
   * @returns {Promise<import("./many.js").Step[]>}
   */
  async function withWhatIsDeleted(edits) {
    if (!edits.some(deletes)) return edits;
    const found = await read((replica) => Promise.all(edits.map((edit) => (deletes(edit) ? replica.byId(edit.body.bookmark) : null))));
    return Promise.all(edits.map(async ({kind, body}, i) => {
      if (!deletes({kind})) return {kind, body};
      const {rev: base = 0, note = {text: ""}} = found[i]?.record ?? {};
      return {kind, body: {...body, base: body.base ?? base, note_sha256: await sha256(note?.text ?? "")}};
    }));
  }

  /**
   * @param {string} prefix
   * @param {number} limit
   * @returns {Promise<{name: string, count: number}[]>} most used first
   */
  async function complete(prefix, limit) {
    const pulled = await pulledTags.counts();
    tagCounts ??= await read((replica, transaction) => completions(replica, transaction, pulled));
    const folded = fold(prefix);
    return tagCounts.filter((tag) => tag.folded.startsWith(folded)).slice(0, limit).map(({name, count}) => ({name, count}));
  }

  /** @param {number} limit @returns {Promise<View[]>} last changed first */
  const recent = (limit) => read(async (replica, transaction) => shown(replica, await recentRecords(replica, transaction, limit)));

  /** @param {string} query @param {number} limit @returns {Promise<{bookmarks: View[], notices: string[]}>} */
  const search = (query, limit) =>
    read(async (replica, transaction) => {
      const {found, notices} = await searchRecords(replica, transaction, query, limit, rules);
      return {bookmarks: await shown(replica, found), notices};
    });

  /**
   * @param {string[]} keys
   * @returns {Promise<Record<string, any>>} null for what was never set
   */
  const meta = (keys) =>
    transact(db, ["meta"], "readonly", async (transaction) => {
      const values = await Promise.all(keys.map((key) => readMeta(transaction, key)));
      return Object.fromEntries(keys.map((key, i) => [key, values[i]]));
    });

  /** @param {Record<string, any>} values null forgets */
  const setMeta = (values) => transact(db, ["meta"], "readwrite", (transaction) => writeMeta(transaction, values));

  /** How many edits wait, and how many were refused. */
  const counts = () =>
    transact(db, ["outbox", "refused"], "readonly", async (transaction) => {
      const [pending, refused] = [done(transaction.objectStore("outbox").count()), done(transaction.objectStore("refused").count())];
      return {pending: await pending, refused: await refused};
    });

  /**
   * A new device of the server, from now on. A replica that was in step before starts over beside what it shows, and gives
   * this server what it does not have: whatever was paired before, nothing typed is lost.
   * @param {{server: string, token: string, device: string, library: string | null}} paired
   */
  const pairedWith = (paired) =>
    transact(db, ["meta", "fresh_bookmarks", "fresh_tags"], "readwrite", async (transaction) => {
      const cursor = await readMeta(transaction, "cursor");
      if (cursor !== null) await beginRecovery(transaction, "device_unknown");
      await writeMeta(transaction, {...paired, error: null, backoff: null});
      if (cursor !== null) await renewDevice(transaction, paired);
    });

  return {
    look, edit, editMany, withWhatIsDeleted, complete, recent, search, meta, setMeta, counts, pairedWith,
    show: (/** @type {string[]} */ bookmarks) => read(async (replica) => Promise.all(bookmarks.map(async (id) => replica.show(await replica.byId(id))))),
    ...syncWrites(db, {now, changed, counting: pulledTags.counting}), ...follows(db, read),
    ...refusedEdits(db, read, () => (tagCounts = null)), ...alikes(read, db), citeKey: (/** @type {string} */ id) => keyOf(read, id),
    countTags: pulledTags.ready, close: () => db.close(),
  };
}

/** @param {{kind: string}} edit @returns {boolean} whether it may take a bookmark away */
const deletes = ({kind}) => kind === "bookmark.delete" || kind === "bookmark.bring_back";

/** @param {string} text @returns {Promise<string>} in hexadecimal digits */
async function sha256(text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {import("./replica.js").Replica} replica
 * @param {import("./replica.js").Found[]} found
 * @returns {Promise<View[]>}
 */
async function shown(replica, found) {
  const views = await Promise.all(found.map(replica.show));
  return views.filter((view) => view !== null);
}
