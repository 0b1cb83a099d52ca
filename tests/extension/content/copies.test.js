import assert from "node:assert/strict";
import {test} from "node:test";
import {stage, until, view} from "./stage.js";

const {createNote} = await import("../../../extension/content/note.js");
const COPIES = [{id: "nc_1", text: "their words", at: 1_795_000_000_000, device: "The laptop"}];

/** The note of a card, with a background that keeps what it is told. */
async function opened(more = {}) {
  const document = stage("");
  const kept = {now: view({note: "my words", note_copies: COPIES, ...more})};
  const asked = [];
  const keep = (text, copy) => {
    kept.now = {...kept.now, note: text ?? kept.now.note, note_copies: kept.now.note_copies.filter(({id}) => id !== copy)};
    note.update(kept.now);
    return kept.now;
  };
  const note = createNote(kept.now, {
    save: async (base, text, before, copy) => (asked.push({save: {base, text, before, copy}}), keep(text, copy)),
    resolve: async (body, done) => (asked.push({resolve: body, done}), keep(body.text, body.copy)),
  });
  document.body.append(note.element);
  const part = await until(() => note.element.querySelector(".copies"));
  const button = (word) => [...part.querySelectorAll("button")].find((one) => one.textContent === word);
  await until(() => button("Merge"));
  return {asked, note, part, button, field: note.element.querySelector("textarea")};
}

test("a version says who wrote it and when, and every act is a named button", async () => {
  const {part} = await opened();
  assert.equal(part.getAttribute("aria-label"), "2 versions of the note");
  assert.match(part.querySelector(".copy").getAttribute("aria-label"), /^Written on The laptop, .*20\d\d/);
  assert.deepEqual([...part.querySelectorAll("button")].map((one) => one.textContent), ["Keep the note", "Keep this", "Merge", "Discard"]);
});

test("keeping the other version makes it the note", async () => {
  const {asked, button, field, part} = await opened();
  button("Keep this").click();
  await until(() => part.hidden);
  assert.deepEqual(asked[0].resolve, {copy: "nc_1", base_text: "my words", text: "their words"});
  assert.equal(field.value, "their words");
});

test("keeping the note or discarding the other drops the other alone", async () => {
  for (const word of ["Keep the note", "Discard"]) {
    const {asked, button, field, part} = await opened();
    button(word).click();
    await until(() => part.hidden);
    assert.deepEqual(asked.map((one) => one.resolve), [{copy: "nc_1"}]);
    assert.equal(field.value, "my words");
  }
});

test("a merge waits for its author, then is one edit that can be undone as one", async () => {
  const {asked, button, field, part} = await opened();
  button("Merge").click();
  await until(() => button("Save the merged note"));
  assert.equal(field.value, "my words\n\ntheir words");
  field.value = "my words and their words";
  field.dispatchEvent(new window.Event("input"));
  field.dispatchEvent(new window.Event("blur"));
  assert.deepEqual(asked, []);
  button("Save the merged note").click();
  await until(() => part.hidden);
  assert.deepEqual(asked, [{save: {base: "my words", text: "my words and their words", before: "my words", copy: "nc_1"}}]);
});

test("who does not merge after all has the note as it was", async () => {
  const {asked, button, field} = await opened();
  button("Merge").click();
  await until(() => button("Do not merge"));
  button("Do not merge").click();
  await until(() => button("Merge"));
  assert.equal(field.value, "my words");
  assert.deepEqual(asked, []);
});

test("closing the card in the middle of a merge saves both texts", async () => {
  const {asked, button, note, part} = await opened();
  button("Merge").click();
  await until(() => button("Save the merged note"));
  assert.equal(await note.flush(), true);
  await until(() => part.hidden);
  assert.deepEqual(asked[0].save.text, "my words\n\ntheir words");
});
