// A new device pulls a library page by page: what is kept when its worker dies, and what a page costs.

import assert from "node:assert/strict";
import test from "node:test";
import {LIMITS, sync} from "../../../extension/lib/sync.js";
import {newStore, record, save, watchRequests} from "../replica.js";

/**
 * A server that has `count` bookmarks; its cursor is how many were given.
 * @param {number} count
 */
function serverOf(count) {
  /** @type {(string | null)[]} */
  const cursors = [];
  const send = async (/** @type {any} */ {cursor, limit, mutations}) => {
    cursors.push(cursor);
    const first = Number(cursor ?? 0);
    const last = Math.min(first + limit, count);
    const changes = Array.from({length: last - first}, (_, i) => record(`bm_${first + i}`, {rev: first + i + 1}));
    const results = mutations.map((/** @type {any} */ one) => ({mid: one.mid, status: "applied"}));
    return {server_time: 1_760_000_000_000, head: count, more: last < count, cursor: String(last), results, changes};
  };
  return {cursors, send, register: () => Promise.reject(new Error("This device is known."))};
}

/** @param {any} store @param {number} count */
async function holds(store, count) {
  const ids = Array.from({length: count}, (_, i) => [`arxiv:${i}`]);
  return (await store.look(ids)).every(Boolean);
}

for (const death of ["before the answer arrives", "before the page is kept", "after the page is kept"]) {
  test(`a worker that dies ${death} goes on at that page, and asks for none of those before it`, async () => {
    const server = serverOf(5 * LIMITS.rows);
    const first = await newStore();
    const died = new Error("died");
    let pages = 0;
    const dying = {
      ...server,
      send: async (/** @type {any} */ request) => {
        if (pages === 2 && death === "before the answer arrives") throw died;
        return server.send(request);
      },
    };
    const store = {
      ...first,
      absorb: async (/** @type {any} */ plan) => {
        if (pages === 2 && death === "before the page is kept") throw died;
        await first.absorb(plan);
        if (++pages === 3) throw died;
      },
    };
    await assert.rejects(sync(store, dying), died);
    first.close();
    const before = server.cursors.length;
    const second = await newStore({name: first.name});
    await sync(second, server);
    const kept = death === "after the page is kept" ? 3 : 2;
    assert.deepEqual(server.cursors.slice(before), [2, 3, 4].filter((page) => page >= kept).map((page) => String(page * LIMITS.rows)));
    assert.ok(await holds(second, 5 * LIMITS.rows));
  });
}

test("a page is kept with one write a row and as many others for 500 rows as for 5", async () => {
  const costs = [];
  for (const rows of [5, LIMITS.rows]) {
    const store = await newStore();
    const answer = await serverOf(rows).send({cursor: null, limit: rows, mutations: []});
    const plan = {rows: answer.changes, results: [], more: false, cursor: answer.cursor, head: answer.head, serverTime: 1, fresh: false};
    const {reads, writes} = await watchRequests(store, () => store.absorb(plan));
    assert.equal(writes.filter((one) => one.store === "bookmarks").length, rows);
    costs.push({reads, others: writes.filter((one) => one.store !== "bookmarks").length});
  }
  assert.deepEqual(costs[0], costs[1]);
  assert.ok(costs[0].reads <= 2, `${costs[0].reads} reads`);
});

test("what was saved before the first sync goes out with its first page, once", async () => {
  const store = await newStore();
  await save(store, "arxiv:2501.00001");
  const server = serverOf(3 * LIMITS.rows);
  /** @type {number[]} */
  const sent = [];
  await sync(store, {...server, send: (/** @type {any} */ request) => (sent.push(request.mutations.length), server.send(request))});
  assert.deepEqual(sent, [1, 0, 0]);
  assert.deepEqual(await store.counts(), {pending: 0, refused: 0});
});

test("the other tabs hear of every page as it arrives, and of each paper once", async () => {
  const store = await newStore();
  await sync(store, serverOf(2 * LIMITS.rows));
  assert.deepEqual(store.heard.map((touched) => touched.bookmarks.length), [LIMITS.rows, LIMITS.rows]);
  assert.equal(new Set(store.heard.flatMap((touched) => touched.bookmarks)).size, 2 * LIMITS.rows);
});
