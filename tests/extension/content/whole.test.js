import assert from "node:assert/strict";
import {test} from "node:test";
import {stage} from "./stage.js";

const {whole} = await import("../../../extension/content/whole.js");
const TAGS = '<meta name="citation_title" content="A Small Lamp"><meta name="citation_doi" content="10.5555/a">';
const HERE = "https://list.example/papers";

test("a paper's own page is sent with what it says of itself", () => {
  stage("").head.innerHTML = TAGS;
  const [raw] = whole([/** @type {any} */ ({url: HERE})], HERE);
  assert.deepEqual([raw.url, raw.about?.title, raw.about?.ids], [HERE, "A Small Lamp", ["doi:10.5555/a"]]);
});

test("what stands in the head after a change of the page without a load is of the paper before", (t) => {
  stage("").head.innerHTML = TAGS;
  t.mock.method(performance, "getEntriesByType", () => [{name: "https://list.example/before#top"}]);
  assert.equal(whole([/** @type {any} */ ({url: HERE})], HERE)[0].about, undefined);
});
