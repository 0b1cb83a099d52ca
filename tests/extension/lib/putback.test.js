import assert from "node:assert/strict";
import test from "node:test";
import {putBack} from "../../../extension/lib/putback.js";

const view = /** @type {any} */ ({
  id: "bm_1", note: "now", status: "read", rating: null, authors: ["Ada"], tags: [],
  links: [{id: "lnk_1", url: "https://code.example/a", resource: "code.example/a", kind: "code", title: "", origin: "mine"}, {url: "https://arxiv.org/pdf/1", kind: "pdf", title: "PDF", origin: "derived"}],
});

test("an old note is put back as an edit of the note that is there now", () => {
  assert.deepEqual(putBack({field: "note", value: "then"}, view), {kind: "note.edit", body: {bookmark: "bm_1", base_text: "now", text: "then"}});
});

test("an old field is put back as one, nothing where it is so already", () => {
  assert.deepEqual(putBack({field: "rating", value: 4}, view), {kind: "bookmark.set", body: {bookmark: "bm_1", field: "rating", value: 4}});
  for (const [field, value] of Object.entries({status: "read", authors: ["Ada"], note: "now"})) assert.equal(putBack({field, value}, view), null);
});

test("a removed link is put back, one that is there in any form is not", () => {
  const value = {url: "https://code.example/b", kind: "code", title: "B", origin: "found"};
  assert.deepEqual(putBack({field: "link", value}, view), {kind: "link.add", body: {bookmark: "bm_1", ...value}});
  assert.equal(putBack({field: "link", value: {...value, url: "http://www.code.example/a/", resource: "code.example/a"}}, view), null);
});

test("what a newer server remembers is shown, not put back", () => {
  assert.equal(putBack({field: "ids", value: {ids: []}}, view), null);
  assert.equal(putBack({field: "link", value: null}, view), null);
});
