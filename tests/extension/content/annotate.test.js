import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";
import {stage, until, view} from "./stage.js";

const {annotate} = await import("../../../extension/content/annotate.js");
const {createFace} = await import("../../../extension/content/row.js");
const {openPage} = await import("../../../extension/lib/rows.js");
const {pageOf, paperOf} = await import("../../../extension/lib/papers.js");
const {readFile} = await import("node:fs/promises");

const keys = JSON.parse(await readFile(new URL("../../../extension/sites/keys.json", import.meta.url), "utf8"));
const rule = {
  id: "list", name: "A list", version: 1, updated: "2026-11-01", matches: ["https://list.example/*"],
  pages: [{
    kind: "listing", path: "^/papers", row: {select: "article"},
    fields: {url: {select: "a", attr: "href"}, title: {select: "a"}}, mount: {select: "p", where: "inside-end"},
  }],
};
const article = (id, title = `Paper ${id}`) => `<article><a href="https://arxiv.org/abs/2606.0000${id}">${title}</a><p>Authors</p></article>`;

/** @type {AbortController} */
let ending;
let clock = 0;
let health;
let looked;
let answer;

beforeEach(() => {
  clock = 1_000_000;
  health = null;
  looked = [];
  answer = async (rows) => {
    const papers = rows.map((raw) => paperOf(raw, keys));
    looked.push(...papers.map((paper) => paper?.key ?? null));
    return papers.map((paper) => paper && {paper, view: null});
  };
});

/** A visit to the page as it stands; resolves when the first round is over. */
async function visit(document) {
  const url = "https://list.example/papers";
  ending = new AbortController();
  const visited = annotate({
    document, page: pageOf(rule, url), context: openPage(document, url, pageOf(rule, url)), signal: ending.signal, now: () => clock,
    read: (rows) => answer(rows),
    dress: (mark) => createFace(mark.paper, "light", () => {}),
    paint: (mark) => mark.face.show({view: mark.view}),
    settled: (told) => (health = told),
  });
  await until(() => health);
  return visited;
}
const faces = (document) => [...document.querySelectorAll("manicule-row")];
const shown = (document) => faces(document).map((host) => host.dataset.key);
/** Runs a change of the page, and waits for the round that follows. */
async function after(change) {
  health = null;
  change();
  await until(() => health);
}

test("each row gets one face, last in its place, and nothing of the site is moved", async () => {
  const document = stage(article(1) + article(2));
  const before = document.body.innerHTML;
  await visit(document);
  assert.deepEqual(shown(document), ["arxiv:2606.00001", "arxiv:2606.00002"]);
  assert.equal(document.querySelector("p").lastChild, faces(document)[0]);
  assert.deepEqual(health, {rows: 2, keys: 2, annotated: 2, gave_up: 0});
  ending.abort();
  assert.equal(document.body.innerHTML, before);
});

test("a row that arrives late is annotated, and only that one is asked about", async () => {
  const document = stage(article(1));
  await visit(document);
  await after(() => document.body.insertAdjacentHTML("beforeend", article(2)));
  assert.deepEqual(shown(document), ["arxiv:2606.00001", "arxiv:2606.00002"]);
  assert.deepEqual(looked, ["arxiv:2606.00001", "arxiv:2606.00002"]);
  ending.abort();
});

test("a row that becomes another paper gets that paper's face", async () => {
  const document = stage(article(1));
  await visit(document);
  await after(() => (document.querySelector("a").href = "https://arxiv.org/abs/2606.00007"));
  assert.deepEqual(shown(document), ["arxiv:2606.00007"]);
  ending.abort();
});

test("a row that is no paper any more loses its face", async () => {
  const document = stage(article(1));
  await visit(document);
  await after(() => (document.querySelector("a").href = "https://list.example/about"));
  assert.deepEqual(shown(document), []);
  ending.abort();
});

test("a row that turns out to be no paper never gets a face, and is asked about once", async () => {
  const document = stage(article(1) + article(2).replace("arxiv.org/abs", "list.example/about"));
  await visit(document);
  await after(() => document.body.append(document.createElement("hr")));
  assert.deepEqual(shown(document), ["arxiv:2606.00001"]);
  assert.deepEqual(looked, ["arxiv:2606.00001", null]);
  assert.deepEqual(health, {rows: 2, keys: 1, annotated: 1, gave_up: 0});
  ending.abort();
});

test("what stands among the rows without an address is none that could not be read, unless all are so", async () => {
  const document = stage(article(1) + "<article><h3>Sponsored</h3></article>");
  await visit(document);
  assert.deepEqual(health, {rows: 1, keys: 1, annotated: 1, gave_up: 0});
  await after(() => document.querySelector("a").removeAttribute("href"));
  assert.deepEqual(health, {rows: 2, keys: 0, annotated: 0, gave_up: 0});
  ending.abort();
});

test("rows whose answer failed are asked about again", async () => {
  const document = stage(article(1));
  const works = answer;
  answer = async () => {
    answer = works;
    throw new Error("the background was asleep");
  };
  await visit(document);
  assert.deepEqual(shown(document), ["arxiv:2606.00001"]);
  ending.abort();
});

test("an answer that comes after the visit ended puts nothing into the page", async () => {
  const document = stage(article(1));
  const works = answer;
  answer = async (rows) => {
    ending.abort();
    health = "over";
    return works(rows);
  };
  await visit(document);
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(shown(document), []);
});

test("what is known of a paper stands on its face when that comes into the page", async () => {
  const document = stage(article(1));
  const works = answer;
  answer = async (rows) => (await works(rows)).map((one) => ({...one, view: view({status: "reading"})}));
  const words = [];
  const observer = new MutationObserver((records) => {
    for (const host of records.flatMap(({addedNodes}) => [...addedNodes])) words.push(host.shadowRoot?.querySelector(".main")?.textContent);
  });
  observer.observe(document.querySelector("p"), {childList: true});
  await visit(document);
  assert.deepEqual(words, ["Reading"]);
  ending.abort();
});

test("changes inside a row leave its face alone", async () => {
  const document = stage(article(1));
  await visit(document);
  const [face] = faces(document);
  await after(() => (document.querySelector("a").innerHTML = "<i>Paper</i> <b>one</b>"));
  assert.deepEqual(faces(document), [face]);
  ending.abort();
});

test("a copy of a row made by the page ends with a face of its own, not a dead one", async () => {
  const document = stage(article(1));
  await visit(document);
  await after(() => document.body.append(document.querySelector("article").cloneNode(true)));
  assert.equal(faces(document).length, 2);
  assert.ok(faces(document).every((host) => host.shadowRoot));
  ending.abort();
});

test("a face that the page takes away comes back five times a minute, then stays away", async () => {
  const document = stage(article(1));
  await visit(document);
  for (let time = 1; time <= 6; time += 1) {
    assert.equal(faces(document).length, 1, `before removal ${time}`);
    await after(() => faces(document)[0].remove());
  }
  assert.deepEqual(shown(document), []);
  assert.equal(health.gave_up, 1);
  ending.abort();
});

test("a face taken away now and then always comes back", async () => {
  const document = stage(article(1));
  await visit(document);
  for (let time = 1; time <= 8; time += 1) {
    clock += 30_000;
    await after(() => faces(document)[0].remove());
    assert.equal(faces(document).length, 1, `after removal ${time}`);
  }
  ending.abort();
});

test("a page that builds the whole row anew each time is not fought with", async () => {
  const document = stage(`<main>${article(1)}</main>`);
  await visit(document);
  for (let time = 1; time <= 8; time += 1) await after(() => (document.querySelector("main").innerHTML = article(1)));
  assert.deepEqual(shown(document), []);
  assert.equal(health.gave_up, 1);
  ending.abort();
});

test("a title full of markup stays text", async () => {
  const hostile = "&lt;img src=x onerror=alert(1)&gt; \u202Eevil";
  const document = stage(article(1, hostile));
  await visit(document);
  const {shadowRoot} = faces(document)[0];
  assert.equal(shadowRoot.querySelector("img"), null);
  assert.match(shadowRoot.querySelector("button").getAttribute("aria-label"), /^Save: <img src=x onerror=alert\(1\)>/);
  ending.abort();
});
