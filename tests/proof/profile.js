// A browser profile from outside: copied, put back, and a write that fails as when the browser dies.

const STORES = ["bookmarks", "tags", "fresh_bookmarks", "fresh_tags", "outbox", "refused", "meta"];

/** @param {string} name @returns {Promise<IDBDatabase>} */
function open(name) {
  const opening = indexedDB.open(name);
  return new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

/** @param {IDBTransaction} transaction @param {string} store @returns {Promise<any[]>} */
function all(transaction, store) {
  const request = transaction.objectStore(store).getAll();
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {string} name of the database
 * @returns {Promise<Record<string, any[]>>} every row of every store
 */
export async function dump(name) {
  const db = await open(name);
  const transaction = db.transaction(STORES, "readonly");
  const rows = await Promise.all(STORES.map((store) => all(transaction, store)));
  db.close();
  return Object.fromEntries(STORES.map((store, i) => [store, rows[i]]));
}

/** @param {string} name of a database that is there @param {Record<string, any[]>} rows from `dump` */
export async function fill(name, rows) {
  const db = await open(name);
  const transaction = db.transaction(STORES, "readwrite");
  for (const store of STORES) {
    transaction.objectStore(store).clear();
    for (const row of rows[store]) transaction.objectStore(store).put(structuredClone(row));
  }
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  db.close();
}

/** Writes until the transaction is aborted; 0: never. */
let left = 0;
let happened = false;

/** @param {number} writes which write from now on aborts its transaction */
export function armAbort(writes) {
  left = writes;
  happened = false;
}

export const aborted = () => happened;

/** @returns {boolean} whether it came to it; disarms */
export function disarmAbort() {
  const was = happened;
  [left, happened] = [0, false];
  return was;
}

/** @type {[any, string[], (self: any) => IDBTransaction][]} */
const WRITES = [
  [IDBObjectStore.prototype, ["put", "add", "delete", "clear"], (self) => self.transaction],
  [IDBCursor.prototype, ["update", "delete"], (self) => (self.source.objectStore ?? self.source).transaction],
];
for (const [prototype, methods, transactionOf] of WRITES) {
  for (const method of methods) {
    const real = prototype[method];
    prototype[method] = function (/** @type {any[]} */ ...args) {
      const request = real.apply(this, args);
      if (left && --left === 0) {
        happened = true;
        transactionOf(this).abort();
      }
      return request;
    };
  }
}
