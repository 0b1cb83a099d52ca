// Terms, weights, relations, reasons and tags: the vectors both languages read, and texts no one expects.
import assert from "node:assert/strict";
import {test} from "node:test";
import {learn, shares, unseen} from "../../../extension/lib/rarity.js";
import {Index, SHOWN} from "../../../extension/lib/related.js";
import {named, names, suggest} from "../../../extension/lib/suggest.js";
import {STOP, STOP_PAIRS} from "../../../extension/lib/stopwords.js";
import {count, spelled, words} from "../../../extension/lib/terms.js";
import {why} from "../../../extension/lib/why.js";
import {json, vectors} from "./rules.js";

/** @typedef {{id: string, title: string, abstract: string, tags: string[], note: string}} Paper */

const VECTORS = vectors("terms");
const TABLE = shares(json("extension/words/background.json"));
/** @type {Map<string, Paper>} */
const PAPERS = new Map(VECTORS.papers.map((/** @type {Paper} */ paper) => [paper.id, paper]));
/** @type {Paper[]} */
const ROWS = VECTORS.rows;

function filled() {
  const index = new Index(TABLE);
  for (const {id, title, abstract, tags, note} of PAPERS.values()) index.add(id, count(title, abstract, tags.join(" "), note));
  return index;
}

/** @param {Index} index */
const ranked = (index) =>
  ROWS.map((row) => index.related(count(row.title, row.abstract), 10).map(({id, score}) => [id, score]));

/** @param {string} id */
const paperOf = (id) => PAPERS.get(id) ?? assert.fail(id);

/** @param {Index} index @param {[string, number][]} expected */
function sameWeights(index, expected) {
  for (const [term, weight] of expected) assert.ok(Math.abs(index.rarity()(term) - weight) < 1e-8, term);
}

test("words are found where they stand, as in Python", () => {
  for (const [text, expected] of VECTORS.words) {
    assert.deepEqual(words(text).map(({term, start, end}) => [text.slice(start, end), term]), expected, text);
  }
});

test("counts, stop words and names are as the vectors say", () => {
  for (const [{title, abstract, tags, note}, expected] of VECTORS.count) {
    assert.deepEqual([...count(title, abstract, tags, note)], expected);
  }
  assert.equal([...STOP].sort().join(" "), VECTORS.stop);
  assert.equal([...STOP_PAIRS].sort().join(" "), VECTORS.pairs);
  for (const [name, expected] of VECTORS.spelled) assert.deepEqual(spelled(name), expected);
});

test("scores are as the vectors say, also after learning and forgetting", () => {
  const index = filled();
  assert.deepEqual(ranked(index), VECTORS.related);
  sameWeights(index, VECTORS.rarity);
  for (const place of VECTORS.after.learned) index.learn(count(ROWS[place].title, ROWS[place].abstract).keys());
  for (const id of VECTORS.after.removed) index.remove(id);
  assert.deepEqual(ranked(index), VECTORS.after.related);
  sameWeights(index, VECTORS.after.rarity);
});

test("tags and reasons are as the vectors say", () => {
  const known = names(new Set([...PAPERS.values()].flatMap(({tags}) => tags)));
  const weigh = filled().rarity();
  for (const [place, row] of ROWS.entries()) {
    /** @type {[string, number][]} */
    const near = VECTORS.related[place];
    const neighbours = near.map(([id, score]) => ({tags: paperOf(id).tags, score}));
    const found = suggest(`${row.title}\n${row.abstract}`, neighbours, known, row.tags);
    const told = found.map(({name, score, mine}) => [name, Math.round(score * 1e9) / 1e9, mine]);
    assert.deepEqual(told, VECTORS.suggest[place]);
    assert.deepEqual(near.slice(0, 2).map(([id]) => why(row, paperOf(id), weigh)), VECTORS.why[place]);
  }
});

test("a phrase is a reason only where both say it in whole words", () => {
  const row = paper("A memory of long context", "长上下文记忆");
  const told = (/** @type {string} */ there) => why(row, paper(there, ""), () => 3).words.sort();
  assert.deepEqual(told("Long contexts: a context that is long"), ["context", "long"]);
  assert.deepEqual(told("Headlong context; as long, any context"), ["context", "long"]);
  assert.deepEqual(told("Long contexts, and long context"), ["long context"]);
  assert.deepEqual(told("模型的长上下文记忆模块"), ["长上下文记忆"]);
});

test("papers that share a language alone do not relate", () => {
  for (const [one, other] of VECTORS.strangers) {
    const index = new Index(TABLE);
    index.add("one", count(one.title, one.abstract));
    assert.ok(index.related(count(other.title, other.abstract), 3).every(({score}) => score < 0.05), other.title);
    assert.equal(index.related(count(other.title, one.abstract), 3).length, 1);
  }
});

test("a paper added and removed leaves no trace", () => {
  const index = filled();
  const postings = structuredClone(index.postings);
  index.add("more", count("Memory of dwarf galaxies"));
  index.add("more", count("Something else"));
  index.remove("more");
  index.remove("unknown");
  assert.deepEqual(index.postings, postings);
  assert.deepEqual(ranked(index), VECTORS.related);
});

test("an empty library, one of a single paper, and a title of three words give no error and no nonsense", () => {
  const index = new Index(TABLE);
  const row = count("Neural memory at test time", "A memory module forgets.");
  assert.deepEqual(index.related(row, 3), []);
  index.add("only", row);
  assert.ok(index.related(row, 3)[0].score > SHOWN.quiet);
  assert.deepEqual(index.related(row, 3, new Set(["only"])), []);
  for (const title of ["Attention is everything", "Memory", "记忆", "الذاكرة"]) {
    assert.ok(filled().related(count(title), 3).every(({score}) => score < SHOWN.eager), title);
  }
});

test("a very long abstract is read up to a limit", () => {
  const long = ["memory of a word ".repeat(6000), "注意力".repeat(34000), "\\alpha{".repeat(15000), "é-".repeat(50000)];
  for (const abstract of long) {
    assert.ok(words(abstract).length <= 3000);
    assert.ok(why(paper("A", abstract), {...paper("B", ""), note: abstract}, () => 3).note.length < 250);
  }
});

test("a tag is found by its name among fifty thousand, and none is invented", () => {
  const known = names([...Array.from({length: 50_000}, (_, at) => `subject ${at}`), "Graph_Theory", "of", "to_read"]);
  assert.deepEqual(named("On graph theory, and subject 77 to read", known), ["Graph_Theory", "subject 77", "to_read"]);
  const found = suggest("Sparse memory and state spaces", [], names(["memory"]), ["state spaces", "Memory", "robots"]);
  assert.deepEqual(found.map(({name, mine}) => [name, mine]), [["memory", true], ["state spaces", false]]);
});

test("what was seen long ago fades", () => {
  const seen = unseen();
  learn(seen, ["once"]);
  for (let row = 0; row < 2001; row += 1) learn(seen, ["often"]);
  assert.ok(seen.rows <= 2000 && !seen.df.has("once"));
});

/** @param {string} title @param {string} abstract */
const paper = (title, abstract) => ({title, abstract, tags: [], note: ""});

test("fifty thousand tags, half of them of one name, suggest themselves as few do", () => {
  const many = Array.from({length: 25_000}, (_, n) => [`tag ${n}`, `Sparse${"!".repeat(n % 50)}-${"_".repeat(n % 499)}memory`]).flat();
  const known = names([...many, "state spaces"]);
  assert.equal(known.size, 25_002);
  assert.equal(known.get("sparse memory")?.length, 25_000);
  assert.deepEqual(suggest("Memory of state spaces", [], known), [{name: "state spaces", score: 0.05, mine: true}]);
  assert.equal(suggest("Sparse memory", [], known).length, 5);
});
