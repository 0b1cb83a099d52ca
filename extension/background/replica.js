// Reading the replica: what a bookmark and a tag are, inside one transaction. Only indexed gets: what a page costs must not
// grow with the library.

import {done, readMeta} from "./database.js";
import {replay, replayTag} from "../lib/replay.js";
import {fold, tagIds, view} from "../lib/view.js";

/** @typedef {import("../lib/replay.js").BookmarkRecord} BookmarkRecord */
/** @typedef {import("../lib/replay.js").TagRecord} TagRecord */
/** @typedef {import("../lib/replay.js").Mutation} Mutation */
/** @typedef {import("../lib/replay.js").View} View */
/** @typedef {{seq: number, mutations: Mutation[], bookmark?: string, ids: string[], tags: string[], names: string[], titled?: string[], results?: any[]}} Entry */
/** @typedef {{record: BookmarkRecord | null, waiting: boolean}} Found `record` as replayed, dead ones too */

/** The stores a reader needs. */
export const READ = ["bookmarks", "tags", "outbox", "refused", "meta"];

/** By what entries of the outbox are found. */
const INDEXES = /** @type {const} */ (["bookmark", "ids", "tags", "names", "titled"]);

const NAMESAKES = 10;
const SAME_KEY = 1000;

/** @typedef {ReturnType<typeof openReplica>} Replica */

/**
 * @param {IDBTransaction} transaction over READ at least
 * @param {any} rules parsed sites/keys.json
 */
export function openReplica(transaction, rules) {
  const [bookmarks, tags, outbox, refused] = READ.map((name) => transaction.objectStore(name));
  /** @type {Map<string, TagRecord | null>} */
  const seenTags = new Map();
  /** @type {Promise<boolean> | undefined} */
  let pending;
  /** @type {Promise<boolean> | undefined} */
  let refusing;
  /** @type {{entries: Entry[], by: Record<string, Map<string, Entry[]>>} | null} all that waits, once that was asked for */
  let read = null;

  /** Most of the time nothing waits: then every look at the outbox is spared. */
  const anythingWaits = () => (pending ??= done(outbox.count()).then((n) => n > 0));

  /** Nearly always nothing was refused: then every look at that is spared. */
  const anythingRefused = () => (refusing ??= done(refused.count()).then((n) => n > 0));

  /** All that waits, in order. Who looks at many bookmarks asks first: the outbox is then read once, not for each. */
  async function everyEntry() {
    const entries = /** @type {Entry[]} */ (read?.entries ?? (await done(outbox.getAll())));
    read ??= {entries, by: Object.fromEntries(INDEXES.map((index) => [index, grouped(entries, index)]))};
    return entries;
  }

  /**
   * @param {typeof INDEXES[number]} index
   * @param {string} key
   * @returns {Promise<Entry[]>}
   */
  async function waiting(index, key) {
    if (read) return read.by[index].get(key) ?? [];
    return (await anythingWaits()) ? done(outbox.index(index).getAll(key)) : [];
  }

  /**
   * The bookmark of a paper, by any of its ids.
   * @param {string[]} ids
   * @returns {Promise<Found | null>}
   */
  async function byIds(ids) {
    const keys = telling(ids);
    const hits = await Promise.all(keys.map((id) => done(bookmarks.index("ids").get(id))));
    const made = (await Promise.all(keys.map((id) => waiting("ids", id)))).flat().map((entry) => String(entry.bookmark));
    const shadows = hits.some(Boolean) ? hits : await Promise.all(made.map(shadowOf));
    const found = await assemble(shadows.find(Boolean) ?? null, made);
    // An id may have been taken off here, and that not be known to the server yet.
    return found?.record?.alive && !found.record.ids.some((id) => keys.includes(id)) ? null : found;
  }

  /**
   * The bookmarks that have or had a title, at most a few.
   * @param {string} title folded
   * @returns {Promise<BookmarkRecord[]>} alive, as replayed
   */
  async function titled(title) {
    const pulled = (await done(bookmarks.index("titled").getAllKeys(title, NAMESAKES))).map(String);
    const made = (await waiting("titled", title)).map((entry) => String(entry.bookmark));
    const found = await Promise.all([...new Set([...pulled, ...made])].slice(0, NAMESAKES).map(byId));
    return found.flatMap((one) => (one?.record?.alive ? [one.record] : []));
  }

  /**
   * The bookmarks that may have a cite key: those that were pulled with it, and all with edits that wait.
   * @param {string} key in lower case
   * @returns {Promise<BookmarkRecord[]>} alive, as replayed, each once
   */
  async function cited(key) {
    const pulled = (await done(bookmarks.index("cited").getAllKeys(key, SAME_KEY))).map(String);
    const made = (await anythingWaits()) ? await edited() : [];
    const found = await Promise.all([...new Set([...pulled, ...made])].map(byId));
    const records = found.flatMap((one) => (one?.record?.alive ? [one.record] : []));
    return [...new Map(records.map((record) => [record.id, record])).values()];
  }

  /** The bookmarks with edits that wait. @returns {Promise<string[]>} */
  async function edited() {
    const names = [];
    const request = outbox.index("bookmark").openKeyCursor(null, "nextunique");
    for (let cursor = await done(request); cursor; cursor = await done(request)) {
      names.push(String(cursor.key));
      cursor.continue();
    }
    return names;
  }

  /**
   * @param {string} id
   * @returns {Promise<BookmarkRecord | undefined>} the pulled record behind it
   */
  async function shadowOf(id) {
    let shadow = await done(bookmarks.get(id));
    for (let hops = 0; shadow?.alias_of && hops < 20; hops++) shadow = await done(bookmarks.get(shadow.alias_of));
    return shadow;
  }

  /**
   * The bookmark behind its own id, aliases followed.
   * @param {string} id
   * @returns {Promise<Found | null>}
   */
  async function byId(id) {
    const shadow = await shadowOf(id);
    if (shadow) return assemble(shadow, [id]);
    const own = await waiting("bookmark", id);
    const ids = own.flatMap((entry) => entry.ids);
    return (ids.length ? await byIds(ids) : null) ?? assemble(null, [id]);
  }

  /**
   * What was pulled, as replayed.
   * @param {BookmarkRecord} shadow
   * @returns {Promise<Found | null>} null for one that is joined with another
   */
  const pulled = async (shadow) => (shadow.alias_of ? null : assemble(shadow, [shadow.id]));

  /**
   * One card for one paper: what was pulled, and the edits that wait under any name it has here.
   * @param {BookmarkRecord | null} shadow
   * @param {string[]} names bookmark ids
   * @returns {Promise<Found | null>}
   */
  async function assemble(shadow, names) {
    if (!shadow && !names.length) return null;
    const family = new Set([...names, ...(shadow && (await anythingWaits()) ? await otherNames(shadow) : [])]);
    const entries = (await Promise.all([...family].map((id) => waiting("bookmark", id)))).flat();
    entries.sort((one, two) => one.seq - two.seq);
    const record = replay(shadow, entries.flatMap((entry) => entry.mutations));
    return record && {record, waiting: entries.length > 0};
  }

  /**
   * Every bookmark id that means this paper: its own, its aliases, and those under which it was saved here meanwhile.
   * @param {BookmarkRecord} shadow
   */
  async function otherNames(shadow) {
    const aliases = await done(bookmarks.index("alias_of").getAllKeys(shadow.id));
    const made = await Promise.all(telling(shadow.ids).map((id) => waiting("ids", id)));
    return [shadow.id, ...aliases.map(String), ...made.flat().map((entry) => String(entry.bookmark))];
  }

  /**
   * A tag, aliases followed, or null when nobody knows it.
   * @param {string} id
   * @returns {Promise<TagRecord | null>}
   */
  async function tag(id) {
    for (let hops = 0; hops < 20; hops++) {
      if (!seenTags.has(id)) seenTags.set(id, await oneTag(id));
      const found = seenTags.get(id) ?? null;
      if (!found?.alias_of) return found;
      id = found.alias_of;
    }
    return null;
  }

  /** @param {string} id */
  async function oneTag(id) {
    const entries = await waiting("tags", id);
    return replayTag((await done(tags.get(id))) ?? null, entries.flatMap((entry) => entry.mutations));
  }

  /**
   * The living tag of a name, compared without case.
   * @param {string} name
   * @returns {Promise<TagRecord | null>}
   */
  async function tagNamed(name) {
    const folded = fold(name);
    const keys = (await done(tags.index("folded").getAllKeys(folded))).map(String);
    const made = (await waiting("names", folded)).flatMap((entry) => entry.tags);
    for (const id of new Set([...keys, ...made])) {
      const found = await tag(id);
      if (found?.alive && fold(found.name) === folded) return found;
    }
    return null;
  }

  /**
   * @param {BookmarkRecord} record
   * @returns {Promise<Map<string, string>>} name of each living tag it carries, under the id it carries it by
   */
  async function tagNames(record) {
    const ids = tagIds(record);
    const found = await Promise.all(ids.map(tag));
    return new Map(found.flatMap((one, i) => (one?.alive ? [[ids[i], one.name]] : [])));
  }

  /**
   * @param {Found | null} found
   * @returns {Promise<View | null>} null for what is not saved, or no longer
   */
  async function show(found) {
    if (!found?.record?.alive) return null;
    const names = await tagNames(found.record);
    const shown = view(found.record, names, rules, await syncOf(found.record.id, found.waiting));
    return shown.note_copies.length ? {...shown, note_copies: await signed(shown.note_copies)} : shown;
  }

  /**
   * @param {string} id
   * @param {boolean} waiting
   * @returns {Promise<View["sync"]>}
   */
  async function syncOf(id, waiting) {
    if ((await anythingRefused()) && (await done(refused.index("bookmark").count(id)))) return "refused";
    if (!waiting) return "synced";
    return (await readMeta(transaction, "token")) ? "waiting" : "here";
  }

  /**
   * Note copies with the names of the devices that wrote them.
   * @param {View["note_copies"]} copies
   */
  async function signed(copies) {
    const [own, names] = [await readMeta(transaction, "device"), await readMeta(transaction, "device_names")];
    return copies.map((copy) => ({...copy, device: copy.by === own ? "this device" : (names?.[copy.by] ?? "another device")}));
  }

  return {rules, byIds, byId, pulled, titled, cited, tag, tagNamed, tagNames, show, everyEntry};
}

/**
 * As an index of the outbox finds them.
 * @param {Entry[]} entries
 * @param {typeof INDEXES[number]} index
 */
function grouped(entries, index) {
  /** @type {Map<string, Entry[]>} */
  const found = new Map();
  for (const entry of entries) {
    for (const key of [entry[index] ?? []].flat()) {
      const before = found.get(key);
      if (before) before.push(entry);
      else found.set(key, [entry]);
    }
  }
  return found;
}

/**
 * The ids that say which paper it is. A title alone never does, unless nothing else is known.
 * @param {string[]} ids
 */
export function telling(ids) {
  const strong = ids.filter((id) => !id.startsWith("title:"));
  return strong.length ? strong : ids;
}
