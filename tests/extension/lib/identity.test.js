// Taking joined papers apart from the history, and rows of a paper whose id was taken off here.
import assert from "node:assert/strict";
import {test} from "node:test";
import {putBack} from "../../../extension/lib/putback.js";

const view = /** @type {any} */ ({id: "bm_1", ids: ["arxiv:1", "doi:10.5555/x"]});

test("what was joined can be taken apart while both are here", () => {
  const joined = {field: "ids", value: {before: ["arxiv:1"], ids: ["doi:10.5555/x"]}, reason: "united"};
  assert.deepEqual(putBack(joined, view), {kind: "bookmark.detach", body: {bookmark: "bm_1", ids: ["doi:10.5555/x"]}});
  assert.equal(putBack(joined, {...view, ids: ["arxiv:1"]}), null);
});

test("a bookmark keeps the ids that say which paper it is", () => {
  assert.equal(putBack({field: "ids", value: {ids: ["arxiv:1", "doi:10.5555/x"]}, reason: "united"}, view), null);
});

test("what was taken off can be put back", () => {
  const taken = {field: "ids", value: {ids: ["pmid:7"]}, reason: "detached"};
  assert.deepEqual(putBack(taken, view), {kind: "bookmark.attach", body: {bookmark: "bm_1", ids: ["pmid:7"]}});
});
