import assert from "node:assert/strict";
import test from "node:test";
import {RULES} from "../replica.js";
import {linkedPapers} from "../../../extension/lib/linked.js";

/** @param {unknown} links */
function read(links) {
  const reading = linkedPapers(links, RULES);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

test("each paper once, in the order of the page, with the words of the link that names it", () => {
  const found = read([
    ["https://example.org/about", "About us"],
    ["https://arxiv.org/pdf/2501.00002", "PDF"],
    ["https://doi.org/10.1145/3292500.3330701", "A framework for tuning what is never tuned"],
    ["https://arxiv.org/abs/2501.00002v3", "On the tides of lakes"],
    ["https://huggingface.co/papers/2501.00002", "discussion"],
  ]);
  assert.deepEqual(found, [
    {url: "https://arxiv.org/pdf/2501.00002", title: "On the tides of lakes"},
    {url: "https://doi.org/10.1145/3292500.3330701", title: "A framework for tuning what is never tuned"},
  ]);
});

test("words that say what a link leads to are no title", () => {
  for (const text of ["PDF", "arXiv", "Read the full paper", "arXiv:2501.00001", "https://arxiv.org/abs/2501.00001", "[12]", "View on arXiv", ""]) {
    assert.deepEqual(read([["https://arxiv.org/abs/2501.00001", text]]), [{url: "https://arxiv.org/abs/2501.00001", title: ""}], text);
  }
  const same = read([1, 2].map((n) => [`https://arxiv.org/abs/2501.0000${n}`, "Show me everything"]));
  assert.deepEqual(same.map(({title}) => title), ["", ""]);
});

test("a title is without the marks that pages put around it", () => {
  const cases = [
    ["On the tides of lakes [pdf]", "On the tides of lakes"],
    ["[R] On the tides of lakes", "On the tides of lakes"],
    ["“On the tides of lakes”", "On the tides of lakes"],
    ["\"On the tides of lakes\"", "On the tides of lakes"],
    ["[PDF][HTML] On the tides of lakes", "On the tides of lakes"],
    ["[Re] On the tides of lakes", "[Re] On the tides of lakes"],
    ["\"Tides\" and \"lakes\"", "\"Tides\" and \"lakes\""],
    ["Matrices of the form [a b]", "Matrices of the form [a b]"],
    ["[pdf]", ""],
  ];
  for (const [text, title] of cases) assert.equal(read([["https://arxiv.org/abs/2501.00001", text]])[0].title, title, text);
});

test("whatever a page sends gives papers or nothing", () => {
  for (const links of [null, 7, "x", {}, [null, 7, [], [7, 7], [{}, {}], ["javascript:alert(1)", "A title of some length"], ["https://arxiv.org/abs/2501.00001"]]]) {
    assert.ok(read(links).every(({url, title}) => url.startsWith("https://") && title === ""));
  }
  const many = read(Array.from({length: 3000}, (_, n) => [`https://arxiv.org/abs/2501.${String(n + 1).padStart(5, "0")}`, "x".repeat(100_000)]));
  assert.equal(many.length, 400);
});
