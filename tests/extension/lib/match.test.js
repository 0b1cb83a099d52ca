// A query finds in the replica what the server's index finds: the vectors of both.
import assert from "node:assert/strict";
import {test} from "node:test";
import {identify} from "../../../extension/lib/keys.js";
import {holds, openPaper} from "../../../extension/lib/match.js";
import {parse, undismissed} from "../../../extension/lib/query.js";
import {json, rules, vectors} from "./rules.js";

const VECTORS = vectors("query");
const ids = (/** @type {string} */ text) => identify(text, rules)?.ids ?? [];

/** @param {any} paper @returns {any} its record, as a replica holds it */
function recordOf({ids: own, meta, note, status, starred, links = [], found_on = null, saved_at}) {
  const typed = {...(status ? {status: {v: status}} : {}), ...(starred ? {starred: {v: starred}} : {})};
  const linked = Object.fromEntries(links.map((/** @type {any} */ v, /** @type {number} */ n) => [`lnk_${n}`, {v}]));
  return {ids: own, meta, fields: typed, note: {text: note}, tags: {}, links: linked, found_on, saved_at};
}

const papers = Object.entries(VECTORS.papers).map(([name, paper]) => ({name, paper: openPaper(recordOf(paper), /** @type {any} */ (paper).tags, rules)}));

/** @param {any} tree */
const found = (tree) => papers.filter(({paper}) => holds(tree, paper)).map(({name}) => name).sort();

test("every query finds the same as on the server", () => {
  for (const [query, names] of Object.entries(VECTORS.found)) assert.deepEqual(found(parse(query, ids).tree), names, query);
});

test("dismissed papers are left out unless a status is asked for", () => {
  assert.deepEqual(found(undismissed(parse("parsing", ids).tree)), []);
  assert.deepEqual(found(undismissed(parse("parsing status:dismissed", ids).tree)), ["resume"]);
  assert.equal(json("tests/vectors/query.json").papers.resume.status, "dismissed");
});
