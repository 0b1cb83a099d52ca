import assert from "node:assert/strict";
import test from "node:test";
import {accepted, newStore, record, save} from "../replica.js";
import {ManiculeError} from "../../../extension/lib/errors.js";
import {sync} from "../../../extension/lib/sync.js";

const HELD = 100;
const id = (/** @type {number} */ n) => `bm_2501.${String(n).padStart(5, "0")}`;
const papers = (/** @type {number} */ count) => Array.from({length: count}, (_, n) => record(id(n), {rev: n + 1}));

/** A replica of a hundred papers, and the server restored so that it has only `left` of them. @param {number} left */
async function restored(left) {
  const store = await newStore();
  await store.setMeta({token: "t"});
  /** @type {any[]} */
  const sent = [];
  let fails = false;
  let rows = papers(HELD);
  const far = {
    send: async (/** @type {any} */ request) => {
      if (fails && request.cursor === "old") throw new ManiculeError("cursor_unknown", "restored");
      sent.push(...request.mutations);
      return accepted(request, {cursor: fails ? "new" : "old", changes: request.cursor ? [] : rows, head: HELD});
    },
    register: async () => ({device: "dev_new", token: "t"}),
  };
  await sync(store, far);
  [fails, rows] = [true, papers(left)];
  const shown = async () => (await store.look(Array.from({length: HELD}, (_, n) => [`arxiv:2501.${String(n).padStart(5, "0")}`]))).filter(Boolean).length;
  return {store, far, sent, shown};
}

test("a server that lost a few papers gets them again without a question", async () => {
  const {store, far, sent} = await restored(80);
  await sync(store, far);
  assert.equal(sent.filter(({op}) => op === "bookmark.create").length, 20);
});

test("before more than a fifth would go, all stays as it was shown, and the question outlives the worker", async () => {
  const {store, far, sent, shown} = await restored(79);
  await assert.rejects(sync(store, far), {code: "would_remove"});
  const again = await newStore({name: store.name});
  await assert.rejects(sync(again, far), {code: "would_remove", message: /21 of your 100 papers/});
  assert.deepEqual((await again.syncState()).recovery?.question, {gone: 21, of: 100});
  assert.equal(await shown(), HELD);
  assert.deepEqual(sent, []);
});

test("who keeps theirs sends them again", async () => {
  const {store, far, sent, shown} = await restored(0);
  await assert.rejects(sync(store, far));
  assert.equal(await store.answerRecovery("mine"), true);
  await sync(store, far);
  assert.equal(sent.filter(({op}) => op === "bookmark.create").length, HELD);
  assert.deepEqual(await store.counts(), {pending: 0, refused: 0});
});

test("papers that the server says are deleted come back too when their owner wants to keep them", async () => {
  const {store, far, sent} = await restored(0);
  const buried = papers(HELD).map((one) => ({...one, alive: false, ids: [], rev: HELD + one.rev}));
  const send = far.send;
  far.send = async (request) => ({...(await send(request)), ...(request.cursor ? {} : {changes: buried})});
  await assert.rejects(sync(store, far));
  await store.answerRecovery("mine");
  await sync(store, far);
  assert.equal(sent.filter(({op}) => op === "bookmark.create").length, HELD);
});

test("who takes the server's loses no edit that waits", async () => {
  const {store, far, sent, shown} = await restored(10);
  await store.edit("note.edit", {bookmark: id(50), base_text: "", text: "typed before"});
  await assert.rejects(sync(store, far));
  await store.edit("tag.add", {bookmark: id(51), name: "typed while asked"});
  await save(store, "arxiv:2502.00001");
  await store.answerRecovery("theirs");
  await sync(store, far);
  assert.deepEqual(sent.map(({op, bookmark}) => [op, bookmark === id(50) || bookmark === id(51)]), [
    ["bookmark.create", true], ["bookmark.create", true], ["note.edit", true], ["bookmark.set", true], ["tag.create", false], ["bookmark.tag", true], ["bookmark.create", false],
  ]);
  assert.equal(sent.find(({op}) => op === "note.edit").text, "typed before");
  assert.deepEqual(await store.counts(), {pending: 0, refused: 0});
  assert.equal(await shown(), 10);
});

test("without a question there is nothing to answer", async () => {
  const {store} = await restored(HELD);
  assert.equal(await store.answerRecovery("theirs"), false);
});
