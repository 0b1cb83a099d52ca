import assert from "node:assert/strict";
import test from "node:test";
import {accepted, newStore, row, save, watchRequests} from "../replica.js";
import {keeping, repeating} from "../../../extension/background/many.js";
import {LIMITS} from "../../../extension/lib/sync.js";

const ROWS = Array.from({length: 400}, (_, n) => row(`arxiv:2501.${String(n + 1).padStart(5, "0")}`, {abstract: "word ".repeat(300), links: [{url: `https://github.com/lakes/r${n}`, kind: "code", title: "", origin: "found"}]}));

/** @param {any[]} rows @param {{tag?: string, status?: string}} [choice] */
const plans = (rows, {tag = "", status = ""} = {}) => rows.map((one) => keeping({row: one, found_on: null, source: "listing"}, {tag, status}));

/** @param {any} store @param {any[]} steps */
const back = async (store, steps) => store.editMany((await store.withWhatIsDeleted(steps)).map(repeating), () => {});

/** @param {any} store @param {any[]} rows */
const look = (store, rows) => store.look(rows.map(({ids}) => ids));

test("many papers get one tag and one status, new ones and known ones, and one undo takes exactly that back", async () => {
  const store = await newStore();
  const known = await save(store, "arxiv:2501.00002");
  await store.edit("tag.add", {bookmark: known.id, name: "Tides"});
  await store.edit("bookmark.set", {bookmark: known.id, field: "status", value: "read"});
  const before = await look(store, ROWS.slice(0, 3));
  const {saved, steps, wrote} = await store.editMany(plans(ROWS.slice(0, 3), {tag: "tides", status: "reading"}), () => {});
  assert.deepEqual([saved, wrote], [2, true]);
  const views = await look(store, ROWS.slice(0, 3));
  assert.deepEqual(views.map((/** @type {any} */ view) => [view.status, view.tags]), Array(3).fill(["reading", ["Tides"]]));
  await back(store, steps);
  const after = await look(store, ROWS.slice(0, 3));
  assert.deepEqual([after[0], after[2]], [null, null]);
  assert.deepEqual([after[1].status, after[1].tags], [before[1].status, before[1].tags]);
});

test("saving brings a dismissed paper back, and undo dismisses it again", async () => {
  const store = await newStore();
  const known = await save(store, "arxiv:2501.00001");
  await store.edit("bookmark.set", {bookmark: known.id, field: "status", value: "reading"});
  await store.edit("bookmark.dismiss", {row: ROWS[0], found_on: null});
  await store.edit("bookmark.dismiss", {row: ROWS[1], found_on: null});
  const statuses = async () => (await look(store, ROWS.slice(0, 2))).map((/** @type {any} */ view) => [view.status, view.tags]);
  const {saved, steps} = await store.editMany(plans(ROWS.slice(0, 2), {tag: "x"}), () => {});
  assert.deepEqual([saved, await statuses()], [2, [["reading", ["x"]], ["to_read", ["x"]]]]);
  await back(store, steps);
  assert.deepEqual(await statuses(), Array(2).fill(["dismissed", []]));
});

test("the same paper in two rows is saved once", async () => {
  const store = await newStore();
  const {saved, steps} = await store.editMany(plans([ROWS[0], ROWS[1], ROWS[0]], {tag: "x"}), () => {});
  assert.deepEqual([saved, steps.length, (await store.counts()).pending], [2, 2, 2]);
});

test("when one of them cannot be kept, none is", async () => {
  const store = await newStore();
  await assert.rejects(store.editMany(plans([ROWS[0], {ids: []}]), () => {}), {code: "not_a_paper"});
  assert.equal((await store.counts()).pending, 0);
  assert.throws(() => plans([ROWS[0]], {tag: "t".repeat(101)}), {code: "bad_value"});
});

test("nothing is written for a paper that is already as it should be", async () => {
  const store = await newStore();
  await store.editMany(plans(ROWS.slice(0, 2), {tag: "x", status: "read"}), () => {});
  const {saved, steps, wrote} = await store.editMany(plans(ROWS.slice(0, 2), {tag: "X", status: "read"}), () => {});
  assert.deepEqual([saved, steps, wrote], [0, [], false]);
});

test("four hundred are one transaction, say how far they are, and leave in requests the server takes", async () => {
  const store = await newStore();
  /** @type {number[]} */
  const told = [];
  const {writes} = await watchRequests(store, () => store.editMany(plans(ROWS, {tag: "trip", status: "reading"}), (done) => told.push(done)));
  assert.equal(writes.length, 400);
  assert.equal(told.at(-1), 400);
  let [sent, requests] = [0, 0];
  for (let mutations = await store.outgoing(LIMITS); mutations.length; mutations = await store.outgoing(LIMITS)) {
    assert.ok(mutations.length <= 100 && JSON.stringify(mutations).length < 1 << 20);
    assert.deepEqual(mutations.map(({seq}) => seq), mutations.map((_, i) => mutations[0].seq + i));
    const answer = accepted({mutations});
    await store.absorb({rows: [], results: answer.results, more: false, cursor: "c", head: 1, serverTime: 0, fresh: false});
    [sent, requests] = [sent + mutations.length, requests + 1];
  }
  assert.equal(sent, 1 + 3 * 400); // one new tag; each a create with its status, a link, a tag
  assert.ok(requests < 20, `${requests} requests`);
});

test("what was deleted elsewhere meanwhile stands in the way of no undo", async () => {
  const store = await newStore();
  const {steps} = await store.editMany(plans(ROWS.slice(0, 2)), () => {});
  await back(store, [{kind: "bookmark.set", body: {bookmark: "bm_nobody", field: "status", value: "read"}}, ...steps]);
  assert.deepEqual(await look(store, ROWS.slice(0, 2)), [null, null]);
});

test("papers that were dismissed are saved with the others, and know their version", async () => {
  const store = await newStore();
  await store.edit("bookmark.dismiss", {row: ROWS[0], found_on: null});
  const rows = [ROWS[0], {...ROWS[1], version: 2}];
  const {steps} = await store.editMany(plans(rows, {tag: "x"}), () => {});
  assert.deepEqual((await look(store, rows)).map((view) => [view?.status, view?.tags]), [["to_read", ["x"]], ["to_read", ["x"]]]);
  await back(store, steps);
  assert.deepEqual((await look(store, rows)).map((view) => view?.status), ["dismissed", undefined]);
  await store.editMany(plans(rows, {status: "reading"}), () => {});
  assert.deepEqual((await look(store, rows)).map((view) => [view?.status, view?.known?.version]), [["reading", undefined], ["reading", 2]]);
});
