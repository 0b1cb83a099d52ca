// What a row relates to, asked by message; on real pages where ../shared/pages is there.
import assert from "node:assert/strict";
import {existsSync, readdirSync, readFileSync} from "node:fs";
import test from "node:test";
import {JSDOM} from "jsdom";
import {background, PAGE} from "../asking.js";
import {site} from "../lib/rules.js";
import {raw} from "../replica.js";
import {pageOf} from "../../../extension/lib/papers.js";
import {createPostings} from "../../../extension/lib/postings.js";
import {Index} from "../../../extension/lib/related.js";
import {findRows, openPage, readRow} from "../../../extension/lib/rows.js";
import {STOP} from "../../../extension/lib/stopwords.js";
import {count} from "../../../extension/lib/terms.js";

const LANTERNS = {title: "Sparse lanterns: attention landmarks for long contexts", abstract: "Learnt landmarks hold long contexts in sparse attention."};
const NEAR = {title: "Landmarks in long contexts", abstract: "Sparse attention over learnt landmarks, as lanterns."};
const FAR = {title: "Shoaling of zebrafish", abstract: "Larvae in a tank."};
const REAL = new URL("../../../../shared/pages/", import.meta.url);
const noServer = new Proxy({}, {get: (_, name) => () => assert.fail(`asked a server: ${String(name)}`)});

/** A background that knows no server, with papers saved; the ids of the bookmarks. @param {object[]} papers */
async function library(...papers) {
  const own = await background({api: noServer});
  const ids = [];
  for (const [at, paper] of papers.entries()) {
    const {bookmark} = await own.ask("bookmark.save", {row: raw(`2401.${10_000 + at}`, paper), found_on: null}, PAGE);
    ids.push(bookmark.id);
  }
  await own.index.settled();
  return {...own, ids};
}
const relate = (ask, ...rows) => ask("rows.relate", {rows: rows.map((row, at) => raw(`2501.${20_000 + at}`, row))}, PAGE);

test("an unsaved row is told what it relates to and why; others, and saved ones, nothing", async () => {
  const {ask, ids} = await library(LANTERNS);
  const [near, far] = await relate(ask, NEAR, FAR);
  assert.deepEqual([near.length, near[0].bookmark, near[0].title, far], [1, ids[0], LANTERNS.title, []]);
  assert.ok(near[0].why.words.length);
  assert.deepEqual(await ask("rows.relate", {rows: [raw("2401.10000", LANTERNS)]}, PAGE), [[]]);
});

test("what was saved a moment ago is related to", async () => {
  const {ask} = await library({title: "Shoaling of zebrafish"});
  const {bookmark} = await ask("bookmark.save", {row: raw("2402.10000", LANTERNS), found_on: null}, PAGE);
  const [[near]] = await relate(ask, NEAR);
  assert.equal(near.bookmark, bookmark.id);
});

test("tags and the note count, and are said as reasons", async () => {
  const {ask, index, ids} = await library(LANTERNS);
  await ask("tag.add", {bookmark: ids[0], name: "landmarks"}, PAGE);
  await ask("note.edit", {bookmark: ids[0], base_text: "", text: "Not read yet. The learnt landmarks are the lanterns. Ask Oda."}, PAGE);
  await index.settled();
  const [[{why}]] = await relate(ask, NEAR);
  assert.deepEqual([why.tags, why.note], [["landmarks"], "The learnt landmarks are the lanterns."]);
});

test("an eager reader is told of more rows than a quiet one, and of all that a quiet one is told of", async () => {
  const {ask} = await library(LANTERNS);
  const others = Array.from({length: 60}, (_, at) => `zebrafish${at}`);
  const rows = others.map((_, many) => ({title: `Landmarks, lanterns and ${others.slice(0, many).join(" ")}`})); // ever further away
  /** @type {Record<string, number[]>} */
  const told = {};
  for (const hints of ["quiet", "normal", "eager"]) {
    await ask("settings.set", {patch: {hints}});
    told[hints] = (await relate(ask, ...rows)).flatMap((/** @type {object[]} */ found, /** @type {number} */ at) => (found.length ? [at] : []));
  }
  assert.ok(0 < told.quiet.length && told.quiet.length < told.normal.length && told.normal.length < told.eager.length && told.eager.length < rows.length, JSON.stringify(told));
  assert.deepEqual([told.normal.slice(0, told.quiet.length), told.eager.slice(0, told.normal.length)], [told.quiet, told.normal]);
});

test("hints are as many as the setting says, none when it is off or unknown", async () => {
  const {ask} = await library(LANTERNS);
  for (const hints of ["off", "constructor"]) {
    await ask("settings.set", {patch: {hints}});
    assert.deepEqual(await relate(ask, NEAR), [[]], hints);
  }
  await ask("settings.set", {patch: {hints: "eager"}});
  assert.equal((await relate(ask, NEAR))[0].length, 1);
});

test("what is not related is not shown on that paper again, whatever its ids, until that is undone", async () => {
  const {ask, ids} = await library(LANTERNS);
  const {undo} = await ask("hint.refuse", {bookmark: ids[0], row: ["arxiv:2501.20000", "doi:10.1/x"]}, PAGE);
  assert.deepEqual((await relate(ask, NEAR, NEAR)).map((hints) => hints.length), [0, 1]);
  await ask(undo.kind, undo.body, PAGE);
  assert.equal((await relate(ask, NEAR))[0].length, 1);
});

test("a bookmark that is refused often is hinted at ever less", async () => {
  const {ask, ids} = await library(LANTERNS);
  for (let at = 0; at < 40; at += 1) await ask("hint.refuse", {bookmark: ids[0], row: [`arxiv:2502.${10_000 + at}`]}, PAGE);
  assert.deepEqual(await relate(ask, NEAR), [[]]);
});

test("rows that were on screen make their words common, each once, and none of a private window", async () => {
  const {ask, index} = await library(LANTERNS);
  const before = index.rarity("zebrafish");
  const seen = [["arxiv:2501.20000"]];
  await ask("rows.relate", {rows: [raw("2501.20000", FAR)]}, {...PAGE, tab: {id: 7, incognito: true}});
  await ask("rows.seen", {rows: seen}, {...PAGE, tab: {id: 7, incognito: true}});
  assert.equal(index.rarity("zebrafish"), before);
  await relate(ask, FAR);
  await ask("rows.seen", {rows: seen}, PAGE);
  const once = index.rarity("zebrafish");
  assert.ok(once < before);
  await relate(ask, FAR);
  await ask("rows.seen", {rows: seen}, PAGE);
  assert.equal(index.rarity("zebrafish"), once);
});

test("nothing strange in a row or a library is an error or a hint", async () => {
  const long = {title: "Everything", abstract: "lorem ipsum dolor ".repeat(6000)};
  const strange = [{title: ""}, {title: "A b c"}, {title: "注意力机制综述"}, {title: "نماذج اللغة الكبيرة"}, {title: "$\\mathcal{O}(n^2)$ \\alpha"}, {title: "\ud800\u0000"}, long,
    {title: "What this is about, and how it was used", abstract: "We present a new method. It is shown to work."}, {title: "\u202eOf\u202c \u200fkings\u200e", abstract: "\ufeff\u200b\u0300".repeat(500)},
    {title: "king".repeat(2000), abstract: "x".repeat(100_000)}];
  for (const papers of [[], [LANTERNS], strange]) {
    const {ask, ids} = await library(...papers);
    const told = await relate(ask, ...strange, FAR);
    assert.deepEqual(told.at(-1), []);
    if (papers !== strange) assert.deepEqual(told.flat(), []);
    for (const bookmark of ids) assert.ok(Array.isArray((await ask("tags.suggest", {bookmark}, PAGE)).tags));
  }
});

test("papers of one title are each related to, also by a row of that title under another id", async () => {
  const {ask, ids} = await library(LANTERNS, LANTERNS);
  const [told] = await relate(ask, LANTERNS);
  assert.deepEqual(told.map(({bookmark}) => bookmark).sort(), [...ids].sort());
});

test("tags suggest themselves from my own tagging and from the text, keywords of the page are marked", async () => {
  const {ask, index, ids} = await library(LANTERNS, NEAR, FAR);
  await ask("tag.add", {bookmark: ids[0], name: "long reading"}, PAGE);
  await ask("tag.add", {bookmark: ids[2], name: "Attention"}, PAGE);
  await ask("tag.add", {bookmark: ids[1], name: "mine"}, PAGE);
  await index.settled();
  const told = await ask("tags.suggest", {bookmark: ids[1], keywords: ["landmarks", "unsaid"]}, PAGE);
  assert.deepEqual(new Set(told.tags.map(({name, mine}) => `${name} ${mine}`)), new Set(["long reading true", "Attention true", "landmarks false"]));
  assert.equal(told.whole, true);
});

test("the packed index answers as the plain one, however papers come and go", () => {
  const table = new Map([["topic", 0.2]]);
  const [packed, plain] = [createPostings(table), new Index(table)];
  const text = (/** @type {number} */ at) => count(`Topic ${at % 7} gadget${at % 5} thing${at % 11}`, `word${at % 3} other${at % 13} word${at % 2}`);
  for (let at = 0; at < 200; at += 1) {
    packed.add(`p${at % 120}`, packed.pack(text(at)));
    plain.add(`p${at % 120}`, text(at));
    if (at % 9 === 0) for (const index of [packed, plain]) index.remove(`p${(at * 3) % 120}`);
  }
  for (let at = 0; at < 30; at += 1) {
    const [one, other] = [packed, plain].map((index) => index.related(text(at), 10, new Set(["p3"])));
    assert.deepEqual(one.map(({score}) => score), other.map(({score}) => score));
  }
});

test("every reason is true on real pages: words stand in both texts, a tag in the row's, and the note says what the row does", {skip: !existsSync(REAL) && "../shared/pages is not here"}, async () => {
  const rows = ["arxiv", "huggingface"].flatMap((id) => rowsOf(id)).filter(({abstract}) => abstract);
  const papers = [...new Map(rows.map((row) => [row.url, row])).values()].slice(0, 240);
  const [saved, others] = [papers.filter((_, at) => at % 2), papers.filter((_, at) => at % 2 === 0)];
  const {ask, index, replica} = await background({api: noServer});
  for (const row of saved) {
    const {bookmark} = await ask("bookmark.save", {row, found_on: null}, PAGE);
    await ask("tag.add", {bookmark: bookmark.id, name: longest(row.title)}, PAGE);
    await ask("note.edit", {bookmark: bookmark.id, base_text: "", text: `Ask Oda. ${row.abstract.slice(0, 300)}\nAnd buy bread.`}, PAGE);
  }
  await ask("settings.set", {patch: {hints: "eager"}});
  await index.settled();
  const told = await ask("rows.relate", {rows: others}, PAGE);
  const given = {hints: 0, words: 0, tags: 0, note: 0};
  for (const [at, row] of others.entries()) {
    for (const {bookmark, why} of told[at]) {
      const [view] = await replica.show([bookmark]);
      const [here, there] = [`${row.title}\n${row.abstract}`, `${view.title}\n${view.abstract}`].map(plain);
      for (const word of why.words) assert.ok(stands(word, here) && stands(word, there), `“${word}” of ${row.url} and ${bookmark}`);
      for (const tag of why.tags) assert.ok(view.tags.includes(tag) && stands(tag, here), `the tag ${tag} of ${row.url} and ${bookmark}`);
      assert.ok(view.note.includes(why.note) && !why.note.includes("bread"));
      assert.ok(!why.note || telling(why.note).some((word) => telling(here).includes(word)), `“${why.note}” of ${row.url} and ${bookmark}`);
      assert.ok(why.words.length || why.tags.length || why.note);
      given.hints += 1;
      for (const kind of /** @type {const} */ (["words", "tags", "note"])) given[kind] += Number(why[kind].length > 0);
    }
  }
  assert.ok(given.hints > 5 && Object.values(given).every(Boolean), `on ${others.length} rows: ${JSON.stringify(given)}`);
});

/** Whether a text holds a phrase, whole words of it. @param {string} phrase @param {string} text */
function stands(phrase, text) {
  const written = plain(phrase).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${written}(?![\\p{L}\\p{N}])`, "u").test(text);
}

/** The words of a text that say something. @param {string} text */
const telling = (text) => (text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []).filter((word) => !STOP.has(word));

/** @param {string} title */
const longest = (title) => title.split(/[\s:,]+/).sort((one, two) => two.length - one.length)[0];

/** As texts are compared: without capitals, and white space as one space. @param {string} text */
const plain = (text) => text.toLowerCase().replace(/\s+/g, " ");

/** All rows of a site's real saved pages, as its rule reads them. @param {string} id */
function rowsOf(id) {
  const rule = site(id);
  const folders = readdirSync(new URL(`${id}/`, REAL), {recursive: true, withFileTypes: true}).filter((file) => file.isFile() && file.name.endsWith(".html"));
  return folders.slice(0, 14).flatMap((file) => {
    const {document} = new JSDOM(readFileSync(`${file.parentPath ?? file.path}/${file.name}`, "utf8")).window;
    const url = id === "arxiv" ? "https://arxiv.org/list/cs.CL/new" : "https://huggingface.co/papers";
    const page = pageOf(rule, url);
    const context = openPage(document, url, page);
    return findRows(document, page).flatMap((elements) => readRow(elements, context)?.raw ?? []);
  });
}
