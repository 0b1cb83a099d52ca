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
