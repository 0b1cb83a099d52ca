import "../../node_modules/fake-indexeddb/auto/index.mjs";
import assert from "node:assert/strict";
import test from "node:test";
import {openSeen} from "../../../extension/background/seen.js";
import {isNew} from "../../../extension/lib/seen.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let count = 0;

/** A memory of its own, whose clock is `clock.now`. @param {{most?: number, name?: string}} [options] */
async function memory({most, name = `seen-${++count}`} = {}) {
  const clock = {now: 1_760_000_000_000};
  return {clock, name, seen: await openSeen({name, now: () => clock.now, most})};
}

test("a paper stays new for the sitting in which it was first on screen, and is never new again", async () => {
  const {clock, seen} = await memory();
  const isNewNow = async () => isNew((await seen.look([["arxiv:2501.00001"]]))[0], clock.now);
  assert.equal(await isNewNow(), true);
  await seen.remember([["arxiv:2501.00001"]]);
  clock.now += 29 * MINUTE;
  assert.equal(await isNewNow(), true);
  await seen.remember([["arxiv:2501.00001"]]);
  clock.now += 2 * MINUTE;
  assert.equal(await isNewNow(), false);
  clock.now += 40 * DAY;
  await seen.remember([["arxiv:2501.00001"]]);
  assert.equal(await isNewNow(), false);
});

test("a paper was seen whichever of its ids a site knows", async () => {
  const {clock, seen} = await memory();
  await seen.remember([["acl:2020.acl-main.1"]]);
  const first = clock.now;
  clock.now += DAY;
  await seen.remember([["acl:2020.acl-main.1", "arxiv:2001.00001"]]);
  assert.deepEqual(await seen.look([["arxiv:2001.00001"], ["doi:10.1/x", "acl:2020.acl-main.1"], ["arxiv:2001.00002"]]), [first, first, null]);
});

test("a title alone makes no paper seen that has an id of its own", async () => {
  const {seen} = await memory();
  await seen.remember([["arxiv:2001.00001", "title:abc"]]);
  assert.deepEqual(await seen.look([["title:abc"], ["arxiv:2001.00002", "title:abc"]]), [null, null]);
});

test("the oldest are forgotten when there are too many, and all that was not met for a year", async () => {
  const {clock, seen, name} = await memory();
  const papers = (from, to) => Array.from({length: to - from}, (_, i) => [`arxiv:2501.${10_000 + from + i}`]);
  await seen.remember(papers(0, 10));
  clock.now += 200 * DAY;
  await seen.remember(papers(8, 20)); // 8 and 9 are met again
  seen.close();

  const later = await openSeen({name, now: () => clock.now + 200 * DAY});
  await later.remember(papers(20, 21));
  assert.equal(await later.count(), 13, "the year of 0 to 7 is over");
  later.close();
  const full = await openSeen({name, now: () => clock.now + 201 * DAY, most: 5});
  await full.remember(papers(21, 22));
  assert.equal(await full.count(), 5);
  assert.notEqual((await full.look(papers(21, 22)))[0], null);
  full.close();
});

test("what a hostile page sends as ids is not kept", async () => {
  const {seen} = await memory();
  await seen.remember([["no id", `arxiv:${"9".repeat(5000)}`, ""], Array.from({length: 500}, (_, i) => `s2:${i}`)]);
  assert.equal(await seen.count(), 20);
});

test("everything can be forgotten", async () => {
  const {seen} = await memory();
  await seen.remember([["arxiv:2501.00001"]]);
  await seen.forget();
  assert.deepEqual(await seen.look([["arxiv:2501.00001"]]), [null]);
});
