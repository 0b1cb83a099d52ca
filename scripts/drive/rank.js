// The JavaScript side of scripts/rank: node rank.js MODE K LIBRARY QUERIES OUT
import {closeSync, openSync, readFileSync, writeSync} from "node:fs";
import {shares} from "../../extension/lib/rarity.js";
import {Index} from "../../extension/lib/related.js";
import {names, NEIGHBOURS, suggest} from "../../extension/lib/suggest.js";
import {count} from "../../extension/lib/terms.js";

/** @typedef {{id: string, title: string, abstract?: string, tags?: string[], note?: string}} Paper */
/** @typedef {Paper & {exclude?: string[], keywords?: string[]}} Query */

const [mode, most, libraryFile, queriesFile, outFile] = process.argv.slice(2);
const table = shares(JSON.parse(readFileSync(new URL("../../extension/words/background.json", import.meta.url), "utf8")));
/** @type {Paper[]} */
const library = lines(libraryFile);
/** @type {Query[]} */
const queries = lines(queriesFile);
const index = new Index(table);
for (const paper of library) index.add(paper.id, counts(paper));
const tagged = new Map(library.map(({id, tags}) => [id, tags ?? []]));
const known = names(new Set([...tagged.values()].flat()));

const out = openSync(outFile, "w");
for (const query of queries) {
  const found = mode === "tags" ? tags(query) : related(query, Number(most));
  for (const [answer, score] of found) writeSync(out, `${query.id}\t${answer}\t${score.toFixed(6)}\n`);
}
closeSync(out);

/** @param {string} path */
function lines(path) {
  return readFileSync(path, "utf8").split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line));
}

/** @param {Paper} paper */
function counts({title, abstract, tags: own, note}) {
  return count(title, abstract ?? "", (own ?? []).join(" "), note ?? "");
}

/** @param {Query} query @param {number} limit @returns {[string, number][]} */
function related(query, limit) {
  return index.related(counts(query), limit, new Set(query.exclude ?? [])).map(({id, score}) => [id, score]);
}

/** @param {Query} query @returns {[string, number][]} */
function tags(query) {
  const neighbours = related(query, NEIGHBOURS).map(([id, score]) => ({tags: tagged.get(id) ?? [], score}));
  const text = `${query.title}\n${query.abstract ?? ""}`;
  return suggest(text, neighbours, known, query.keywords, Number(most)).map(({name, score}) => [name, score]);
}
