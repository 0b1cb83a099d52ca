import assert from "node:assert/strict";
import test from "node:test";
import {accepted, newStore, record, save} from "../replica.js";
import {checkup} from "../../../extension/background/checkup.js";
import {createDigest} from "../../../extension/lib/digest.js";
import {sync} from "../../../extension/lib/sync.js";

const DAY = 24 * 60 * 60_000;
const ROWS = [record("bm_1", {rev: 3}), record("bm_2", {rev: 9, alive: false, ids: []}), {kind: "tag", id: "tag_1", rev: 4, alive: true, name: "a", alias_of: null}];

/** A replica in step with a server that has `ROWS`, or says that it has others. @param {any[]} [has] */
async function inStep(has = ROWS) {
  const store = await newStore();
  const requests = /** @type {any[]} */ ([]);
  const far = {
    send: async (/** @type {any} */ request) => (requests.push(request), accepted(request, {head: 9, cursor: "c", changes: request.cursor ? [] : ROWS})),
    register: async () => assert.fail("no new device is needed"),
  };
  await sync(store, far);
  const sum = createDigest();
  await sum.add(has);
  const asked = {count: 0};
  const check = (/** @type {number} */ now, force = false) => checkup(store, {now, force, ask: async () => (asked.count++, sum.digest(9))});
  return {store, far, requests, asked, check};
}

test("what was just pulled is not compared, then it is once a day", async () => {
  const {store, asked, check} = await inStep();
  const results = [];
  for (const hours of [0, 1, 23, 25, 26, 50]) results.push(await check(hours * 3_600_000));
  assert.deepEqual(results, ["first", null, null, "equal", null, "equal"]);
  assert.equal(asked.count, 2);
  assert.deepEqual((await store.meta(["checked"])).checked, {at: 50 * 3_600_000, result: "equal"});
});

test("a comparison noted by a clock that was years ahead puts off no other", async () => {
  const {check} = await inStep();
  await check(9_000 * DAY);
  assert.deepEqual([await check(5 * DAY), await check(5 * DAY)], ["equal", null]);
});

test("a replica that differs is pulled anew by the same device, and keeps what waits", async (t) => {
  t.mock.method(console, "warn", () => {});
  const {store, far, requests, check} = await inStep([...ROWS, record("bm_3")]);
  await save(store, "arxiv:2501.00000");
  await sync(store, far);
  assert.equal(await check(0, true), "differs");
  assert.equal((await store.meta(["checked"])).checked.result, "differs");
  await save(store, "arxiv:2501.00001");
  await sync(store, far);
  assert.deepEqual(requests.map(({cursor, mutations}) => [cursor, mutations.length]), [[null, 0], ["c", 1], [null, 0], ["c", 0], ["c", 1]]);
  assert.equal(requests[4].mutations[0].seq, 2, "the device goes on where it was");
  assert.deepEqual(await store.counts(), {pending: 0, refused: 0});
  assert.equal((await store.syncState()).recovery, null);
});

test("a server that cannot say its sum does not spoil the sync, but is told to who asks by hand", async () => {
  const {store, check} = await inStep();
  await check(0);
  const ask = async () => Promise.reject(new Error("slow"));
  assert.equal(await checkup(store, {now: 2 * DAY, ask}), null);
  await assert.rejects(checkup(store, {now: 2 * DAY, ask, force: true}), /slow/);
});

test("nothing is compared while an edit waits or another device has written", async () => {
  const {store, check} = await inStep([...ROWS, record("bm_3")]);
  assert.equal(await checkup(store, {now: 0, force: true, ask: async () => ({head: 10, bookmarks: 0, tags: 0, sum: "1"})}), null);
  await save(store, "arxiv:2501.00001");
  assert.equal(await check(DAY, true), null);
  assert.equal((await store.syncState()).recovery, null);
});
