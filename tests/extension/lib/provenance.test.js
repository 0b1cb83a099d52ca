import assert from "node:assert/strict";
import test from "node:test";
import {foundText, wordsOf} from "../../../extension/lib/provenance.js";

test("the words of a search are what its address asked for", () => {
  const words = (/** @type {string} */ url) => wordsOf({url, title: ""});
  assert.equal(words("https://arxiv.org/search/?query=low+rank%20adapters&searchtype=all&abstracts=show"), "low rank adapters");
  assert.equal(words("https://arxiv.org/search/advanced?terms-0-term=margin&terms-0-field=title&terms-1-term=notes"), "margin notes");
  assert.equal(words("https://scholar.example/scholar?hl=en&q=%22state%20space%22"), '"state space"');
  assert.equal(words("https://huggingface.co/papers/date/2026-11-20"), "");
  assert.equal(words("no address"), "");
});

test("host, list, day, title and words say where a paper was found", () => {
  const text = foundText({url: "https://arxiv.org/list/cs.CL/new?q=margins", title: "Computation and Language", at: Date.UTC(2026, 10, 20)});
  assert.equal(text, "arxiv.org /list/cs.CL/new Computation and Language 2026-11-20 margins");
});
