import assert from "node:assert/strict";
import {test} from "node:test";
import {openTurns} from "../../../extension/background/turns.js";

test("work that can wait goes on when every answer has been given, whether it was one or an error", async () => {
  const turns = openTurns();
  /** @type {string[]} */
  const order = [];
  /** @type {(value?: unknown) => void} */
  let answer = () => {};
  /** @type {(error: Error) => void} */
  let refuse = () => {};
  const one = turns.first(new Promise((done) => (answer = done)));
  const other = turns.first(new Promise((_, failed) => (refuse = failed)));
  const work = turns.pause().then(() => order.push("work"));
  setTimeout(() => {
    order.push("answered");
    answer();
  }, 20);
  setTimeout(() => {
    order.push("refused");
    refuse(new Error("no such paper"));
  }, 40);
  await one;
  await assert.rejects(other, /no such paper/);
  await work;
  assert.deepEqual(order, ["answered", "refused", "work"]);
});

test("an answer that never comes does not stop the work for good", async () => {
  const turns = openTurns();
  void turns.first(new Promise(() => {}));
  await turns.pause();
});

test("who was answered and asks again at once is answered before the work goes on", async () => {
  const turns = openTurns();
  /** @type {string[]} */
  const order = [];
  const later = (/** @type {string} */ said, /** @type {number} */ wait) => new Promise((done) => setTimeout(() => done(order.push(said)), wait));
  const first = turns.first(later("state", 5));
  const work = turns.pause().then(() => order.push("work"));
  await first;
  await new Promise((done) => setTimeout(done, 5));
  await turns.first(later("recent", 5));
  await work;
  assert.deepEqual(order, ["state", "recent", "work"]);
});
