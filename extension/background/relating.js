// Keeps an index of the replica by which a row finds its related papers, and learns what words are common from the rows seen.
//
// The worker may die at any line. What is kept says up to which point of the replica it is in step; the next worker reads it
// in slices, takes in the edits since, or, where a sync came between, goes through all and skips what is as it was.

import {createPostings} from "../lib/postings.js";
import {leads} from "../lib/relations.js";
import {learn, unseen} from "../lib/rarity.js";
import {createRefusals} from "../lib/refusals.js";
import {count} from "../lib/terms.js";

/** @typedef {import("../lib/replay.js").View} View */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {Awaited<ReturnType<typeof openRelating>>} Relating */

const SLICE = 6; // ms: other messages wait no longer for their answers
const LOOK = 20; // bookmarks looked at in one transaction: an edit waits until it is over
const PATIENCE = 500; // ms for which an answer waits until what changed is taken in
const REST = 3000; // ms after the last row seen until what was learnt is written
const MOST_WAITING = 2000; // rows that were on a list, and may yet be seen

/**
 * @param {{store: Store, kept: import("./related_store.js").RelatedStore, table: Map<string, number>, rules: import("../lib/types.js").Rules, pause?: () => Promise<unknown>}} options
 *   `rules`: parsed sites/keys.json; `pause` lets others have their turn
 */
export async function openRelating({store, kept, table, rules, pause = () => new Promise((done) => setTimeout(done))}) {
  const began = await kept.point();
  const seen = (await kept.seen()) ?? unseen();
  const refusals = createRefusals(await kept.refusals());
  const postings = createPostings(table, seen);
  const turn = takeTurns(pause);
  /** @type {Map<string, string>} what each paper of the index said when it was counted */
  const stamps = new Map();
  let named = 0; // terms whose numbers are kept
  /** @type {Set<string>} bookmarks to look at again */
  const changes = new Set();
  let all = false; // bookmarks must be looked at again
  let following = false; // what changed is being taken in
  /** @type {Promise<void> | null} */
  let working = null;
  /** @type {Map<string, string[]>} the terms of rows on lists, by each of their ids, until they are seen */
  const waiting = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let writing;

  async function load() {
    for await (const terms of kept.terms()) {
      named = postings.know(terms);
      await turn();
    }
    for await (const papers of kept.papers()) {
      for (const {id, stamp, packed} of papers) {
        postings.add(id, packed);
        stamps.set(id, stamp);
        await turn();
      }
    }
    for (const _ of postings.refresh()) await turn();
  }

  /** What changed while there was no worker to hear it. */
  async function catchUp() {
    const now = await store.point();
    if (!began || JSON.stringify(began.cursor) !== JSON.stringify(now.cursor)) all = true;
    for (const id of await store.editedFrom(began?.next ?? 0)) changes.add(id);
  }

  /** Looks at what changed until nothing does. */
  async function follow() {
    try {
      while (all || changes.size) {
        following = true;
        const point = await store.point(); // before anything is read: what comes meanwhile is looked at once more
        if (all) await lookAtAll();
        while (changes.size) await lookAt([...changes].slice(0, LOOK));
        await kept.reached(point);
      }
    } finally {
      following = false;
    }
    for (const _ of postings.refresh()) await turn();
  }

  async function lookAtAll() {
    all = false;
    try {
      const met = new Set(await store.editedFrom(0));
      for (let after = /** @type {string | null} */ (null); ; ) {
        await pause(); // whoever waits for an answer needs the database
        const start = performance.now();
        const shown = await store.showAfter(after, LOOK);
        for (const {id} of shown) met.add(id);
        await take(shown.map(({id}) => id), shown.map(({view}) => view));
        if (shown.length < LOOK) break;
        after = shown[shown.length - 1].id;
        await rest(performance.now() - start); // of a long work half the time is left to what else opens meanwhile
      }
      for (const id of await store.editedFrom(0)) changes.add(id);
      for (const id of postings.ids()) if (!met.has(id)) changes.add(id);
    } catch (error) {
      all = true;
      throw error;
    }
  }

  /** @param {string[]} ids */
  async function lookAt(ids) {
    for (const id of ids) changes.delete(id);
    try {
      await pause();
      await take(ids, await store.show(ids));
    } catch (error) {
      for (const id of ids) changes.add(id);
      throw error;
    }
  }

  /** @param {string[]} ids @param {(View | null)[]} views what they are now */
  async function take(ids, views) {
    const gone = ids.filter((id, at) => stamps.has(id) && !(views[at]?.id === id && belongs(views[at])));
    /** @type {import("./related_store.js").Looked[]} */
    const changed = [];
    for (const view of views.filter(belongs)) {
      const texts = textsOf(view);
      const ids = [...new Set(leads(view, rules).flatMap((one) => one.ids))];
      const stamp = stampOf([...texts, ...ids]);
      if (stamps.get(view.id) === stamp || changed.some(({id}) => id === view.id)) continue;
      changed.push({id: view.id, stamp, packed: postings.pack(count(...texts)), leads: ids});
      await turn();
    }
    if (!changed.length && !gone.length) return;
    const terms = postings.termsFrom(named);
    await kept.write(changed, gone, {first: named, terms});
    named += terms.length;
    for (const id of gone) {
      postings.remove(id);
      stamps.delete(id);
    }
    for (const {id, stamp, packed} of changed) {
      postings.add(id, packed);
      stamps.set(id, stamp);
      await turn();
    }
  }

  const heard = catchUp();
  const loaded = heard.then(load);
  const work = () => void (working ??= loaded.then(follow).finally(() => (working = null)));
  const settled = async () => {
    work();
    await working;
  };
  /** What fails is tried again at the next change, and by the next worker. */
  const begin = () => settled().catch((error) => console.error("Manicule: while relating:", error));
  void begin();

  /** What was saved a moment ago counts; for a whole library to be counted nobody waits long. @param {number} [patience] ms */
  async function ready(patience = PATIENCE) {
    await loaded;
    if (working || behind()) await nearlySettled(patience);
  }

  const behind = () => following || all || changes.size > 0;

  /** @param {number} patience ms */
  async function nearlySettled(patience) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    await Promise.race([begin(), new Promise((done) => (timer = setTimeout(done, patience)))]);
    clearTimeout(timer);
  }

  /**
   * The bookmarks that link to a paper, as far as they were looked at; for what changed a moment ago nobody waits long.
   * @param {string[]} ids all of the paper @param {number} most
   * @returns {Promise<{bookmarks: string[], whole: boolean}>} `whole`: all were looked at
   */
  async function leadingTo(ids, most) {
    await heard;
    if (behind()) await nearlySettled(PATIENCE);
    const whole = !behind(); // before they are read: what comes meanwhile may be missing
    return {bookmarks: await kept.leadingTo(ids, most), whole};
  }

  return {
    /** Resolves when rows can be related to what was kept, and to what changed since if that is not much. */
    ready,
    /** Resolves when the index is in step with the replica. */
    settled,
    /** Whether nothing is known that it has not taken in. */
    whole: () => !behind(),
    turn,
    refusals,
    related: postings.related,
    rarity: postings.rarity,
    size: postings.size,
    leadingTo,

    /** Hears what changed in the replica. @param {import("./store.js").Touched} touched */
    changed({bookmarks, all: any}) {
      for (const id of bookmarks) changes.add(id);
      all ||= any;
      if (all || changes.size) void begin();
    },

    /** Rows of a list that are not saved, with their terms: they count once they were on screen. @param {string[]} ids @param {string[]} terms */
    meet(ids, terms) {
      for (const id of ids) waiting.set(id, terms);
      for (const id of waiting.keys()) {
        if (waiting.size <= MOST_WAITING) break;
        waiting.delete(id);
      }
    },

    /** Papers were on screen for the first time. @param {string[][]} rows all ids of each */
    sighted(rows) {
      for (const ids of rows) {
        const terms = ids.map((id) => waiting.get(id)).find(Boolean);
        for (const id of ids) waiting.delete(id);
        if (terms) learn(seen, terms);
        if (terms) postings.stale();
      }
      clearTimeout(writing);
      writing = setTimeout(() => void kept.keepSeen(seen).catch((error) => console.debug("Manicule:", error)), REST);
    },

    /** @param {string} bookmark @param {string[]} ids of the row's paper */
    async refuse(bookmark, ids) {
      await kept.refuse(bookmark, ids);
      refusals.add({bookmark, ids});
    },

    /** @param {string} bookmark @param {string[]} ids of the row's paper */
    async allow(bookmark, ids) {
      await kept.allow(bookmark, ids);
      refusals.remove({bookmark, ids});
    },
  };
}

/** @param {View | null} view @returns {view is View} whether rows may be related to it */
const belongs = (view) => view !== null && view.status !== "dismissed";

/** @param {View} view @returns {[string, string, string, string]} what is counted of it */
const textsOf = ({title, abstract, tags, note}) => [title, abstract, tags.join(" "), note];

/** Tells texts apart, in 64 bits: after cyrb53, public domain. @param {string[]} texts */
function stampOf(texts) {
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of texts.join("\u0000")) {
    const code = letter.codePointAt(0) ?? 0;
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  return `${one >>> 0}.${two >>> 0}`;
}

/** @param {number} time ms */
const rest = (time) => new Promise((done) => setTimeout(done, time));

/** @param {() => Promise<unknown>} pause @returns {() => Promise<unknown> | undefined} await it between pieces of work */
function takeTurns(pause) {
  let end = performance.now() + SLICE;
  return () => {
    if (performance.now() < end) return undefined;
    return pause().then(() => (end = performance.now() + SLICE));
  };
}
