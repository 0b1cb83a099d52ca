import assert from "node:assert/strict";
import {test} from "node:test";
import {stage, until, view} from "./stage.js";

const {createFace} = await import("../../../extension/content/row.js");
const row = {key: "arxiv:2606.00001", ids: ["arxiv:2606.00001"], title: "A paper", links: []};

function face(document, state, of = row) {
  const acts = [];
  const made = createFace(of, "light", (act) => acts.push(act));
  document.body.append(made.host);
  made.show(state);
  return {...made, acts, root: made.host.shadowRoot, text: () => made.host.shadowRoot.querySelector(".bar").textContent};
}

test("an unsaved row is one button named after the paper", () => {
  const {root, acts} = face(stage(""), {view: null});
  const button = root.querySelector("button");
  assert.equal(button.textContent, "Save");
  assert.equal(button.getAttribute("aria-label"), "Save: A paper");
  button.click();
  assert.deepEqual(acts, ["save"]);
});

test("a button that is pressed stays until it is let go, and then the row shows what has become of it", async () => {
  const document = stage("");
  const {root, show, text} = face(document, {view: null});
  const button = root.querySelector(".save");
  const pointer = (type) => new document.defaultView.MouseEvent(type, {bubbles: true, composed: true});
  button.dispatchEvent(pointer("pointerdown"));
  show({view: null, isNew: true});
  show({view: view()});
  assert.ok(button.isConnected, "it would hear no click");
  button.dispatchEvent(pointer("pointerup"));
  assert.ok(button.isConnected, "the click comes after");
  await until(() => text() === "To read");
  show({view: null});
  assert.equal(text(), "SaveDismiss");
});

test("a saved row says status, tags, the note's first line and links in words", () => {
  const links = [{id: "lnk_1", url: "https://code.example/a", kind: "code", title: "", origin: "mine"}];
  const {text} = face(stage(""), {view: view({status: "reading", tags: ["a", "b", "c", "d", "e"], note: "First\nSecond", line: "First", links})});
  assert.equal(text(), "Readingabc+2CodeFirst");
});

test("waiting and refused edits are said", () => {
  const waiting = face(stage(""), {view: view({sync: "waiting"})});
  assert.match(waiting.text(), /Waiting to sync$/);
  waiting.show({view: view({sync: "here"})});
  assert.match(waiting.text(), /Saved here$/);
  waiting.show({view: view({sync: "refused"})});
  assert.match(waiting.text(), /Not accepted/);
});

test("only web addresses become links", () => {
  const links = [
    {url: "javascript:alert(1)", kind: "code", title: "", origin: "mine"},
    {url: "https://code.example/", kind: "project", title: "", origin: "mine"},
  ];
  const {root} = face(stage(""), {view: view({links})});
  const found = [...root.querySelectorAll("a")];
  assert.deepEqual(found.map((one) => one.href), ["https://code.example/"]);
  assert.ok(found.every((one) => one.rel.includes("noopener") && one.target === "_blank"));
});

test("keys and clicks inside never reach the page", () => {
  const document = stage("");
  const heard = [];
  for (const kind of ["keydown", "keyup", "keypress", "click", "input", "paste"]) document.addEventListener(kind, () => heard.push(kind));
  const {root} = face(document, {view: null});
  for (const kind of ["keydown", "keyup", "keypress", "click", "input", "paste"]) {
    root.querySelector("button").dispatchEvent(new window.Event(kind, {bubbles: true, composed: true}));
  }
  assert.deepEqual(heard, []);
});

test("a hostile note and tags stay text", () => {
  const {root} = face(stage(""), {view: view({note: "<script>alert(1)</script>", line: "<script>alert(1)</script>", tags: ["<b>bold</b>"]})});
  assert.equal(root.querySelector("script, b"), null);
  assert.equal(root.querySelector(".note").textContent, "<script>alert(1)</script>");
});

test("the focus stays on the row's main button when it changes from save to status", () => {
  const {root, show, button} = face(stage(""), {view: null});
  button().focus();
  show({view: view()});
  assert.equal(root.activeElement.textContent, "To read");
});

test("versions of a note are counted in a button that opens the editor", () => {
  const copies = [{id: "nc_1", text: "theirs", at: 1, device: "The laptop"}];
  const {root, acts} = face(stage(""), {view: view({note: "mine", note_copies: copies})});
  const button = root.querySelector(".versions");
  assert.equal(button.textContent, "2 versions of the note");
  button.click();
  assert.deepEqual(acts, ["open"]);
});

test("the links that the page has stay when its paper is saved, each once", () => {
  const paper = {...row, links: [{url: "https://github.com/a/b", kind: "code", title: "a/b", origin: "found", resource: "github.com/a/b"}, {url: "https://a.github.io/", kind: "project", title: "a.github.io", origin: "found"}]};
  const mine = {id: "lnk_1", url: "https://www.github.com/a/b.git", kind: "code", title: "", origin: "mine", resource: "github.com/a/b"};
  const {root} = face(stage(""), {view: view({links: [mine]})}, paper);
  assert.deepEqual([...root.querySelectorAll(".link")].map((one) => one.href), [mine.url, "https://a.github.io/"]);
});

test("a link that died is marked on the row, and still leads where it did", () => {
  const url = "https://github.com/oda/lanterns";
  const link = {id: "lnk_1", url, kind: "code", title: "", origin: "mine"};
  const dead = {why: "gone", since: "2026-11-20", archive: `https://web.archive.org/web/2026/${url}`};
  const classes = (one) => [...face(stage(""), {view: view({links: [one]})}).root.querySelectorAll(".link")].map((shown) => [shown.className, shown.href]);
  assert.deepEqual([classes(link), classes({...link, dead})], [[["link", url]], [["link dead", url]]]);
});

for (const [title, shown] of [
  ["Titans: Learning to memorize", "Titans"],
  ["Addendum: The lamp in the fog", "Addendum: The lamp in the fog"],
  ["Reply to Ek: The lamp in the fog", "Reply to Ek: The lamp in the fog"],
]) {
  test(`a hint calls a paper by what people call it: ${title}`, async () => {
    const hints = [{bookmark: "bm_2", key: "arxiv:2606.00002", title, url: "", score: 1, why: {words: ["lamp", "fog"], tags: [], note: ""}}];
    const {root} = face(stage(""), {view: null, hints});
    assert.equal((await until(() => root.querySelector(".hint i"))).textContent, shown);
  });
}
