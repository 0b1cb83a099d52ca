import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";
import {stage, until} from "./stage.js";

const {annotate} = await import("../../../extension/content/annotate.js");
const {createFace} = await import("../../../extension/content/row.js");
const {openPage, pageOf} = await import("../../../extension/lib/rows.js");
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

beforeEach(() => {
  clock = 1_000_000;
  health = null;
  looked = [];
});

/** A visit to the page as it stands; resolves when the first round is over. */
async function visit(document) {
  const url = "https://list.example/papers";
  ending = new AbortController();
  const visited = annotate({
    document, page: pageOf(rule, url), context: openPage(document, url, rule, keys), signal: ending.signal, now: () => clock,
    look: async (rows) => (looked.push(...rows.flat()), rows.map(() => null)),
    dress: (mark) => createFace(mark.hit.row, "light", () => {}),
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
