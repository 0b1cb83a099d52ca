// The replica's IndexedDB database: its stores, and IndexedDB as promises.
//
// bookmarks, tags     the shadow: records as last pulled; `tag_ids` (none of what was dismissed), `folded` and `titled` (a
//                     title that says enough, folded) and `cited` (the usual cite key) are ours, for the indexes
// outbox              one entry per edit, in order; its key is the `seq` of its first mutation, so edits are numbered by
//                     the very write that keeps them: {seq, mutations, bookmark, ids, tags, names, titled, results?}
// refused             edits the server refused, until the user sends them again or gives them up
// meta                cursor, device, token, server, library, seq, clock, …: one entry each {key, value}
// fresh_*             the shadow being pulled anew during a recovery

const VERSION = 3; // 2: the index of titles, 3: of cite keys; filling.js fills both for what was kept before

/**
 * @param {string} [name]
 * @param {() => void} [onClosed] as of openNamed
 */
export function openDatabase(name = "manicule", onClosed) {
  return openNamed(name, VERSION, ({db, transaction, oldVersion}) => {
    if (oldVersion < 1) makeStores(db);
    if (oldVersion < 2) indexTitles(transaction);
    if (oldVersion < 3) indexCiteKeys(transaction);
    if (oldVersion > 0) transaction.objectStore("meta").put({key: "untitled", value: ""});
  }, onClosed);
}

/**
 * Opens a database of ours. It lets go when another context upgrades or deletes it.
 * @param {string} name
 * @param {number} version
 * @param {(of: {db: IDBDatabase, transaction: IDBTransaction, oldVersion: number}) => void} upgrade makes what is missing;
 *   `oldVersion` is 0 for a new database
 * @param {() => void} [onClosed] the browser took the database away, as it was cleared or is broken: open it anew
 * @returns {Promise<IDBDatabase>}
 */
export async function openNamed(name, version, upgrade, onClosed = () => {}) {
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = ({oldVersion}) => {
    upgrade({db: opening.result, transaction: /** @type {IDBTransaction} */ (opening.transaction), oldVersion});
  };
  const db = await done(opening);
  db.onversionchange = () => db.close();
  db.onclose = onClosed;
  return db;
}

/** @param {IDBTransaction} transaction */
function indexTitles(transaction) {
  for (const name of ["bookmarks", "fresh_bookmarks"]) transaction.objectStore(name).createIndex("titled", "titled");
  transaction.objectStore("outbox").createIndex("titled", "titled", {multiEntry: true});
}

/** @param {IDBTransaction} transaction */
function indexCiteKeys(transaction) {
  for (const name of ["bookmarks", "fresh_bookmarks"]) transaction.objectStore(name).createIndex("cited", "cited");
}

/** @param {IDBDatabase} db */
function makeStores(db) {
  for (const prefix of ["", "fresh_"]) {
    const bookmarks = db.createObjectStore(`${prefix}bookmarks`, {keyPath: "id"});
    const tags = db.createObjectStore(`${prefix}tags`, {keyPath: "id"});
    bookmarks.createIndex("ids", "ids", {multiEntry: true});
    bookmarks.createIndex("tag_ids", "tag_ids", {multiEntry: true});
    bookmarks.createIndex("alias_of", "alias_of");
    bookmarks.createIndex("updated_at", "updated_at");
    tags.createIndex("folded", "folded");
  }
  const outbox = db.createObjectStore("outbox", {keyPath: "seq"});
  outbox.createIndex("bookmark", "bookmark");
  outbox.createIndex("ids", "ids", {multiEntry: true});
  outbox.createIndex("tags", "tags", {multiEntry: true});
  outbox.createIndex("names", "names", {multiEntry: true});
  db.createObjectStore("refused", {keyPath: "mid"}).createIndex("bookmark", "mutation.bookmark");
  db.createObjectStore("meta", {keyPath: "key"});
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs `work` in one transaction: all of it is kept or, when it throws, none. `work` may await nothing but requests of
 * this transaction, or the browser ends it early; it may be run twice.
 * @template T
 * @param {IDBDatabase} db
 * @param {string[]} stores
 * @param {"readonly" | "readwrite"} mode
 * @param {(transaction: IDBTransaction) => Promise<T>} work
 * @param {IDBTransactionDurability} [durability] strict where something is written: the answer to a save promises that a
 *   power cut does not undo it
 * @returns {Promise<T>} what `work` said, once it is safely kept
 */
export async function transact(db, stores, mode, work, durability = mode === "readwrite" ? "strict" : "default") {
  try {
    return await attempt(db, stores, mode, work, durability);
  } catch (error) {
    // Firefox lets the transaction after one that found the storage full only delete. The next may write again.
    if (mode === "readonly" || !(error instanceof Error) || error.name !== "InvalidStateError") throw error;
    return attempt(db, stores, mode, work, durability);
  }
}

/**
 * @template T
 * @param {IDBDatabase} db
 * @param {string[]} stores
 * @param {"readonly" | "readwrite"} mode
 * @param {(transaction: IDBTransaction) => Promise<T>} work
 * @param {IDBTransactionDurability} durability
 * @returns {Promise<T>}
 */
async function attempt(db, stores, mode, work, durability) {
  const transaction = db.transaction(stores, mode, {durability});
  const kept = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error ?? new Error("The transaction was aborted."));
  });
  kept.catch(() => null);
  try {
    const answer = await work(transaction);
    await kept;
    return answer;
  } catch (error) {
    abort(transaction);
    await kept.catch(() => null); // What ended it, such as a full disk, is known only then.
    throw transaction.error ?? error;
  }
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It is over already: the error that ended it is the one to tell.
  }
}

/**
 * @param {IDBTransaction} transaction
 * @param {string} key
 * @returns {Promise<any>} null when it was never set
 */
export async function readMeta(transaction, key) {
  const entry = await done(transaction.objectStore("meta").get(key));
  return entry?.value ?? null;
}

/**
 * @param {IDBTransaction} transaction
 * @param {Record<string, any>} values null forgets
 */
export async function writeMeta(transaction, values) {
  const meta = transaction.objectStore("meta");
  for (const [key, value] of Object.entries(values)) {
    if (value === null) await done(meta.delete(key));
    else await done(meta.put({key, value}));
  }
}
