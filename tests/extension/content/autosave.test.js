import assert from "node:assert/strict";
import {mock, test} from "node:test";
import {createAutosave} from "../../../extension/content/autosave.js";

/** A field with what was sent from it; `answer` may be replaced. */
function field(seen) {
  const one = {text: seen, sent: [], said: [], answer: async (base, text) => text};
  one.auto = createAutosave({
    seen,
    read: () => one.text,
    write: (text) => (one.text = text),
    send: (base, text) => (one.sent.push([base, text]), one.answer(base, text)),
    say: (word) => one.said.push(word),
  });
  one.type = (text) => ((one.text = text), one.auto.typed());
  return one;
}
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

test("typing is saved once it pauses, with the text that was seen before", async () => {
  mock.timers.enable({apis: ["setTimeout"]});
  const one = field("old");
  one.type("n");
  mock.timers.tick(599);
  one.type("new");
  mock.timers.tick(599);
  assert.deepEqual(one.sent, []);
  mock.timers.tick(1);
  await settled();
  assert.deepEqual(one.sent, [["old", "new"]]);
  assert.deepEqual(one.said, ["saving", "saved"]);
  mock.timers.reset();
});

test("the next save builds on the one before", async () => {
  const one = field("");
  one.text = "first";
  await one.auto.flush();
  one.text = "first and second";
  await one.auto.flush();
  assert.deepEqual(one.sent, [["", "first"], ["first", "first and second"]]);
});

test("what is typed while a save is under way is saved after it", async () => {
  const one = field("");
  let answer = () => {};
  one.answer = (base, text) => new Promise((done) => (answer = () => done(text)));
  one.text = "a";
  const flushed = one.auto.flush();
  one.text = "ab";
  answer();
  await settled();
  answer();
  assert.equal(await flushed, true);
  assert.deepEqual(one.sent, [["", "a"], ["a", "ab"]]);
});

test("a change from elsewhere never replaces what is being typed", async () => {
  const one = field("shared");
  one.text = "shared, and mine";
  one.auto.arrived("changed elsewhere");
  assert.equal(one.text, "shared, and mine");
  await one.auto.flush();
  assert.deepEqual(one.sent, [["shared", "shared, and mine"]]);
});

test("a change from elsewhere is shown where nothing is being typed", () => {
  const one = field("shared");
  one.auto.arrived("changed elsewhere");
  assert.equal(one.text, "changed elsewhere");
  assert.equal(one.auto.dirty(), false);
});

test("a merged answer is shown, unless more was typed meanwhile", async () => {
  const one = field("a");
  one.answer = async (base, text) => `${text} + theirs`;
  one.text = "b";
  await one.auto.flush();
  assert.equal(one.text, "b + theirs");
});

test("a save that fails keeps the words and is tried again with the same base", async () => {
  const one = field("old");
  one.answer = async () => {
    throw new Error("full");
  };
  one.text = "new";
  assert.equal(await one.auto.flush(), false);
  assert.deepEqual(one.said, ["saving", "failed"]);
  assert.equal(one.text, "new");
  one.answer = async (base, text) => text;
  assert.equal(await one.auto.flush(), true);
  assert.deepEqual(one.sent, [["old", "new"], ["old", "new"]]);
});

test("a page that goes away says what was typed at once", () => {
  const one = field("old");
  one.type("new");
  one.auto.farewell();
  assert.deepEqual(one.sent, [["old", "new"]]);
});
