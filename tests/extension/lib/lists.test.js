import assert from "node:assert/strict";
import test from "node:test";
import {createLists} from "../../../extension/lib/lists.js";

test("many lists in one array hold what arrays of their own would, however they grow and shrink", () => {
  const lists = createLists();
  /** @type {number[][]} */
  const plain = Array.from({length: 40}, () => []);
  let seed = 7;
  const chance = (/** @type {number} */ most) => Math.floor((seed = (seed * 48271) % 2147483647) / 2147483647 * most); // Lehmer's
  for (let step = 0; step < 20_000; step += 1) {
    const list = chance(plain.length);
    const own = plain[list];
    if (chance(100) < 40 + list) {
      lists.push(list, 2 ** 32 - 1 - step);
      own.push(2 ** 32 - 1 - step);
    } else if (own.length) {
      const place = chance(own.length);
      lists.drop(list, place);
      own.splice(place, 1);
    }
  }
  assert.ok(plain.some((own) => own.length > 64) && plain.some((own) => own.length < 4));
  for (const [list, own] of plain.entries()) {
    assert.deepEqual([...lists.all(list)], own);
    assert.deepEqual([lists.length(list), lists.at(list, own.length), lists.at(list, 0)], [own.length, 0, own[0] ?? 0]);
  }
});

test("a value is found in an ascending list, or where it would stand", () => {
  const lists = createLists();
  for (const value of [3, 2 ** 31, 2 ** 32 - 1]) lists.push(5, value);
  assert.deepEqual([0, 3, 4, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1].map((value) => lists.seek(5, value)), [0, 0, 1, 1, 2, 2]);
  assert.deepEqual([lists.length(4), lists.length(9), [...lists.all(9)], lists.seek(9, 1)], [0, 0, [], 0]);
});
