import assert from "node:assert/strict";
import test from "node:test";
import {forceCloseDatabase} from "fake-indexeddb";
import {newStore, RULES, save} from "../replica.js";
import {done, openDatabase, transact} from "../../../extension/background/database.js";
import {openRelatedStore} from "../../../extension/background/related_store.js";
import {openSeen} from "../../../extension/background/seen.js";
import {openStore} from "../../../extension/background/store.js";
import {toWire} from "../../../extension/lib/errors.js";

test("a transaction that the browser ends tells why, not what that broke", async () => {
  const db = await openDatabase("ended");
  const work = async (/** @type {IDBTransaction} */ transaction) => {
    const tags = transaction.objectStore("tags");
    tags.add({id: "tag_1"});
    tags.add({id: "tag_1"}); // nobody waits for it: as when the storage is full, the browser ends the transaction
    await done(tags.get("tag_1"));
    await done(tags.get("tag_1"));
  };
  await assert.rejects(transact(db, ["tags"], "readwrite", work), {name: "ConstraintError"});
});

test("a transaction whose work fails tells what the work said, and keeps nothing", async () => {
  const db = await openDatabase("failed");
  const work = async (/** @type {IDBTransaction} */ transaction) => {
    await done(transaction.objectStore("tags").add({id: "tag_1"}));
    throw new Error("no such tag");
  };
  await assert.rejects(transact(db, ["tags"], "readwrite", work), {message: "no such tag"});
  assert.equal(await transact(db, ["tags"], "readonly", (one) => done(one.objectStore("tags").count())), 0);
});

test("a write that is refused because the last one found the storage full is tried once more", async () => {
  const db = await openDatabase("refused");
  let refusals = 1;
  const work = async (/** @type {IDBTransaction} */ transaction) => {
    if (refusals-- > 0) throw new DOMException("this database does not allow mutations", "InvalidStateError");
    await done(transaction.objectStore("tags").add({id: "tag_1"}));
  };
  await transact(db, ["tags"], "readwrite", work);
  assert.equal(await transact(db, ["tags"], "readonly", (one) => done(one.objectStore("tags").count())), 1);
  refusals = 2;
  await assert.rejects(transact(db, ["tags"], "readwrite", work), {name: "InvalidStateError"});
});

test("what a newer extension wrote is left as it is by an older one, which says so, and is there after the update", async () => {
  const store = await newStore({name: "newer"});
  await save(store, "arxiv:2501.00001");
  store.close();
  const raise = async (/** @type {number} */ version) => (await done(indexedDB.open("newer", version))).close();
  await raise(99);
  const refused = await newStore({name: "newer"}).catch((error) => error);
  assert.deepEqual(toWire(refused), {code: "newer_replica", message: "What is stored here was written by a newer Manicule. Update the extension; nothing was changed."});
  const db = await done(indexedDB.open("newer", 99));
  assert.equal(await transact(db, ["outbox"], "readonly", (one) => done(one.objectStore("outbox").count())), 1);
  db.close();
});

test("who keeps something hears that the browser took it away, as where storage is cleared", async () => {
  /** @type {any[]} */
  const opened = [];
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (/** @type {Parameters<typeof open>} */ ...named) => {
    const opening = open(...named);
    opening.addEventListener("success", () => opened.push(opening.result));
    return opening;
  };
  try {
    for (const [name, keeper] of Object.entries({store: openStore, seen: openSeen, related: openRelatedStore})) {
      await new Promise((onClosed) => {
        void keeper({name: `taken-${name}`, rules: RULES, onClosed: () => onClosed(name)}).then(() => forceCloseDatabase(opened.pop()));
      });
    }
  } finally {
    indexedDB.open = open;
  }
});
