import assert from "node:assert/strict";
import test from "node:test";
import {createPicks} from "../../../extension/lib/picks.js";

const ORDER = [..."abcdefg"];

function picking() {
  let changes = 0;
  const picks = createPicks(() => changes++);
  return {picks, ticked: () => ORDER.filter(picks.has).join(""), changes: () => changes};
}

test("a range goes from the last ticked to this one, upwards too, and becomes as that is", () => {
  const {picks, ticked} = picking();
  picks.toggle("b");
  picks.extend(ORDER, "d");
  assert.equal(ticked(), "bcd");
  picks.toggle("f");
  picks.extend(ORDER, "e");
  assert.equal(ticked(), "bcdef");
  picks.toggle("c");
  picks.extend(ORDER, "e");
  assert.equal(ticked(), "bf");
});

test("a range from a row that is gone ticks the one row", () => {
  const {picks, ticked} = picking();
  picks.toggle("gone");
  picks.extend(ORDER, "c");
  assert.equal(ticked(), "c");
});

test("all and none say so once", () => {
  const {picks, ticked, changes} = picking();
  picks.all(ORDER);
  assert.equal(picks.size(), ORDER.length);
  picks.none();
  assert.deepEqual([ticked(), changes()], ["", 2]);
});
