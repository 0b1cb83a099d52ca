import assert from "node:assert/strict";
import test from "node:test";
import {forceCloseDatabase} from "fake-indexeddb";
import {RULES} from "../replica.js";
import {done, openDatabase, transact} from "../../../extension/background/database.js";
import {openRelatedStore} from "../../../extension/background/related_store.js";
import {openSeen} from "../../../extension/background/seen.js";
import {openStore} from "../../../extension/background/store.js";

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
