import assert from "node:assert/strict";
import {test} from "node:test";
import {background, person, stage, until, view} from "./stage.js";

const {createDesk, dress, paint, refresh} = await import("../../../extension/content/desk.js");
const {createFace} = await import("../../../extension/content/row.js");
const row = {key: "arxiv:2606.00001", ids: ["arxiv:2606.00001"], title: "A paper", links: []};

/** A page with one saved row, and its card open. `kept` is the bookmark as the background has it. */
async function opened(more = {}) {
  const document = stage("<article></article>");
  const kept = {now: view(more)};
  const change = (how) => (body) => ({bookmark: (kept.now = {...kept.now, ...how(body)}), undo: {kind: "undo", body: {}}});
  background.answers = {
    "bookmark.set": change(({field, value}) => ({[field]: value})),
    "tag.add": change(({name}) => ({tags: [...kept.now.tags, name]})),
    "tag.remove": change(({name}) => ({tags: kept.now.tags.filter((tag) => tag !== name)})),
    "note.edit": change(({text}) => ({note: text})),
    "link.add": change((link) => ({links: [...kept.now.links, {id: "lnk_1", origin: "mine", ...link}]})),
    "bookmark.delete": () => ({bookmark: null, undo: {kind: "bookmark.restore", body: {}}}),
    "tags.complete": ({prefix}) => ["theory", "thesis"].filter((name) => name.startsWith(prefix)).map((name) => ({name, count: 2})),
    "tags.suggest": () => ({tags: [{name: "theory", mine: true}, {name: "proofs", mine: false}].filter(({name}) => !kept.now.tags.includes(name)), whole: true}),
    "relations.list": () => ({whole: true, relations: kept.now.links.flatMap(({id, title, bookmark}) => (bookmark ? [{relation: title, direction: "to", link: id, bookmark, title: "Titans", url: "https://arxiv.org/abs/2501.1"}] : []))
      .concat([{relation: "uses", direction: "from", link: "lnk_9", bookmark: "bm_9", title: "Miras", url: ""}])}),
    "relations.find": ({text}) => (["titans", "t"].includes(text) ? [{bookmark: "bm_2", title: "Titans", about: "Oda, 2025"}, {bookmark: "bm_3", title: "Titans again", about: ""}].slice(0, text.length > 1 ? 1 : 2) : []),
    "relation.add": change(({other, relation}) => ({links: [...kept.now.links, {id: "lnk_2", url: "https://arxiv.org/abs/2501.1", kind: "page", title: relation, origin: "mine", bookmark: other}]})),
    "link.remove": change(({link}) => ({links: kept.now.links.filter(({id}) => id !== link)})),
    "rows.look": ({rows}) => rows.map(() => kept.now),
    undo: () => ({bookmark: (kept.now = view(more)), undo: null}),
  };
  const desk = createDesk();
  const mark = {elements: [document.querySelector("article")], hit: {raw: {url: "https://arxiv.org/abs/2606.00001"}}, paper: row, view: kept.now, face: null};
  desk.papers = () => [mark];
  mark.face = dress(desk, mark);
  paint(desk, mark);
  mark.elements[0].append(mark.face.host);
  mark.face.button().click();
  const host = await until(() => desk.card && document.querySelector("manicule-card"));
  await until(() => document.activeElement === host);
  return {document, desk, kept, mark, host, root: host.shadowRoot, find: (selector) => host.shadowRoot.querySelector(selector), footer: (word) => [...host.shadowRoot.querySelectorAll("footer button")].find((one) => one.textContent === word)};
}
const press = (node, key) => node.dispatchEvent(new window.KeyboardEvent("keydown", {key, bubbles: true, composed: true, cancelable: true}));
const type = (node, text) => {
  press(node, text.at(-1));
  node.value = text;
  node.dispatchEvent(new window.Event("input", {bubbles: true, composed: true}));
};
const asked = (kind) => background.asked.filter((one) => one.kind === kind).map((one) => one.body);

/** What the page of these tests says of versions. */
const TOLD = {version: undefined, revised: undefined, withdrawn: undefined, venue: undefined};

test("opening moves the focus to the status that is set, Escape closes and gives it back to the row", async () => {
  const {document, find, mark, root} = await opened({status: "reading"});
  assert.equal(root.activeElement.value, "reading");
  press(find("textarea"), "Escape");
  await until(() => !document.querySelector("manicule-card"));
  assert.equal(document.activeElement, mark.face.host);
});

test("pressed twice while its files are loaded, one editor opens", async () => {
  const {document, find, mark} = await opened();
  press(find("textarea"), "Escape");
  await until(() => !document.querySelector("manicule-card"));
  mark.face.button().click();
  mark.face.button().click();
  await until(() => document.querySelector("manicule-card"));
  await new Promise((done) => setTimeout(done, 50));
  assert.equal(document.querySelectorAll("manicule-card").length, 1);
});

test("choosing a status shows on the row at once and can be undone", async () => {
  const {find, mark, root} = await opened();
  root.querySelector("input[value=read]").click();
  await until(() => mark.face.button().textContent === "Read");
  assert.match(find(".message").textContent, /Marked as Read/);
  find(".undo").click();
  await until(() => mark.face.button().textContent === "To read");
});

test("Enter adds the typed tag, a comma several, Backspace takes the last away", async () => {
  const {find, kept} = await opened();
  type(find("#tag"), "new tag");
  press(find("#tag"), "Enter");
  await until(() => kept.now.tags.length === 1);
  type(find("#tag"), "one, two");
  await until(() => kept.now.tags.length === 3);
  assert.deepEqual(kept.now.tags, ["new tag", "one", "two"]);
  press(find("#tag"), "Backspace");
  await until(() => kept.now.tags.length === 2);
});

test("tags suggest themselves, one press away; a keyword of the page is marked", async () => {
  const {root, kept} = await opened();
  const chips = () => [...root.querySelectorAll(".chip")].map((chip) => chip.textContent);
  await until(() => chips().length === 2);
  assert.deepEqual(chips(), ["+ theory", "+ proofs from the page"]);
  root.querySelector(".chip").click();
  await until(() => chips().length === 1);
  assert.deepEqual(kept.now.tags, ["theory"]);
  assert.deepEqual(asked("tags.suggest")[0], {bookmark: "bm_1", keywords: []});
});

test("the arrow keys choose from my own tags", async () => {
  const {find, kept} = await opened();
  type(find("#tag"), "the");
  await until(() => find("[role=option]"));
  press(find("#tag"), "ArrowDown");
  press(find("#tag"), "ArrowDown");
  assert.equal(find("#tag").getAttribute("aria-activedescendant"), find("[aria-selected=true]").id);
  press(find("#tag"), "Enter");
  await until(() => kept.now.tags.includes("thesis"));
  assert.equal(find("#tag").getAttribute("aria-expanded"), "false");
});

test("Escape with the list of tags open closes the list, not the card", async () => {
  const {document, find} = await opened();
  type(find("#tag"), "the");
  await until(() => find("[role=option]"));
  press(find("#tag"), "Escape");
  assert.equal(find("#completions").hidden, true);
  assert.ok(document.querySelector("manicule-card"));
});

test("closing saves the note first, with the text that was seen", async () => {
  const {document, find} = await opened({note: "old"});
  type(find("textarea"), "new");
  press(find("textarea"), "Escape");
  await until(() => !document.querySelector("manicule-card"));
  assert.deepEqual(asked("note.edit"), [{bookmark: "bm_1", base_text: "old", text: "new", told: TOLD}]);
});

test("undo takes back all that was typed into the note, over several saves", async () => {
  const {find, kept} = await opened({note: "old"});
  find("textarea").focus();
  for (const text of ["old a", "old a b"]) {
    type(find("textarea"), text);
    find("textarea").dispatchEvent(new window.Event("blur"));
    await until(() => kept.now.note === text && find(".undo"));
  }
  find(".undo").click();
  await until(() => find("textarea").value === "old");
  assert.deepEqual(asked("note.edit").at(-1), {bookmark: "bm_1", base_text: "old a b", text: "old"});
});

test("undo takes back what was typed, and nothing that came from elsewhere while the note was open", async () => {
  const {desk, find, kept} = await opened({note: "old"});
  find("textarea").focus();
  kept.now = {...kept.now, note: "old, and theirs"};
  await refresh(desk, {ids: row.ids, bookmarks: []});
  assert.equal(find("textarea").value, "old, and theirs");
  type(find("textarea"), "old, and theirs, and mine");
  await until(() => asked("note.edit").length === 1);
  const undo = await until(() => find(".undo"));
  undo.click();
  await until(() => asked("note.edit").length === 2);
  assert.deepEqual(asked("note.edit").at(-1), {bookmark: "bm_1", base_text: "old, and theirs, and mine", text: "old, and theirs"});
});

test("a note that cannot be saved keeps the card open once, and says why", async () => {
  const {document, find} = await opened();
  background.answers["note.edit"] = () => {
    throw new Error("A note can hold 256 KiB.");
  };
  type(find("textarea"), "too long");
  press(find("textarea"), "Escape");
  await until(() => find(".message").textContent === "A note can hold 256 KiB.");
  assert.match(find("section:has(#note) .head").textContent, /A note can hold 256 KiB\.$/, "the reason stands where its author types");
  assert.equal(find("textarea").value, "too long");
  assert.ok(document.querySelector("manicule-card"));
});

test("a broadcast shows other changes but keeps what is being typed", async () => {
  const {desk, find, kept} = await opened({note: "old"});
  type(find("textarea"), "old and more");
  kept.now = {...kept.now, note: "theirs", tags: ["theirs"]};
  await refresh(desk, {ids: row.ids, bookmarks: []});
  assert.equal(find("textarea").value, "old and more");
  assert.equal(find(".label bdi").textContent, "theirs");
});

test("a row that is re-rendered takes no typing with it", async () => {
  const {desk, find, mark} = await opened();
  type(find("textarea"), "half a thought");
  mark.face.host.remove();
  mark.face = createFace(row, "light", () => {});
  mark.elements[0].append(mark.face.host);
  await refresh(desk);
  assert.equal(find("textarea").value, "half a thought");
});

test("removing the bookmark closes the card and offers to undo on the row", async () => {
  const {document, find, mark} = await opened();
  find("footer .quiet").click();
  await until(() => !document.querySelector("manicule-card"));
  assert.match(mark.face.host.shadowRoot.textContent, /Removed Undo/);
});

test("a change of everything, such as a renamed tag, is asked about for every row", async () => {
  const {desk, kept, mark} = await opened({tags: ["old name"]});
  kept.now = {...kept.now, tags: ["new name"]};
  await refresh(desk, {ids: [], bookmarks: [], all: true});
  assert.deepEqual(mark.view.tags, ["new name"]);
});

test("the card says how far its edits have come, and opens the history", async () => {
  const {find, footer} = await opened({sync: "waiting"});
  assert.equal(find("footer .sync").textContent, "Waiting to sync");
  footer("History").click();
  await until(() => asked("pages.open").length);
  assert.deepEqual(asked("pages.open"), [{page: "history", bookmark: "bm_1"}]);
});

test("only a web address can be added as a link", async () => {
  const {find, kept} = await opened();
  type(find("[type=url]"), "javascript:alert(1)");
  find("form").requestSubmit();
  assert.match(find(".bad[role=alert]").textContent, /http/);
  type(find("[type=url]"), "https://code.example/a");
  find("form").requestSubmit();
  await until(() => kept.now.links.length === 1);
  assert.equal(kept.now.links[0].url, "https://code.example/a");
});

test("a dead link keeps its address, says since when, and offers the archive", async () => {
  const url = "https://lab.example/code";
  const {root} = await opened({links: [{id: "lnk_1", url, kind: "code", title: "Code", origin: "mine", dead: {why: "gone", since: "2026-11-20", archive: `https://web.archive.org/web/20260101/${url}`}}]});
  const item = root.querySelector(".linklist li");
  await until(() => item.querySelector(".dead"));
  assert.match(item.textContent, /^Code.*not found since .*20.*2026.*web archive/);
  assert.deepEqual([...item.querySelectorAll("a")].map((one) => one.href), [url, `https://web.archive.org/web/20260101/${url}`]);
});

test("keys typed in the card never reach the page", async () => {
  const {document, find} = await opened();
  const heard = [];
  document.addEventListener("keydown", (event) => heard.push(event.key));
  for (const key of ["j", "k", "/", "Escape"]) press(find("textarea"), key);
  assert.deepEqual(heard, []);
});

const LAMP = {title: "A Small Lamp", authors: ["Ada Okafor"], venue: "", published: "2026", url: ""};
/** @param {(text: string) => Promise<void>} writeText */
const clipboard = (writeText) => Object.defineProperty(globalThis, "navigator", {value: {clipboard: {writeText}}, configurable: true});

test("a citation is copied from the card, as the bookmark is now, and that is said", async () => {
  const copied = [];
  clipboard(async (text) => void copied.push(text));
  const {find, footer} = await opened(LAMP);
  background.answers["bookmark.cite"] = () => ({key: "okafor2026small-xyz"});
  footer("Cite").click();
  await until(() => find(".message").textContent === "BibTeX copied: okafor2026small-xyz");
  assert.match(copied[0], /^@misc\{okafor2026small-xyz,\n {2}author = \{Ada Okafor\}/);
});

test("where the page allows no copying the citation is there to be copied by hand", async () => {
  clipboard(() => Promise.reject(new Error("denied")));
  const {find, footer} = await opened(LAMP);
  background.answers["bookmark.cite"] = () => ({key: null});
  footer("Cite").click();
  assert.match((await until(() => find(".message textarea"))).value, /^@misc\{okafor2026small,/);
});

/** The section of relations: what it tells, its fields. */
async function related(card) {
  const other = await until(() => card.find("[aria-controls=others]"));
  const told = () => [...card.root.querySelectorAll("[aria-label='To my other papers'] li")].map((item) => item.textContent);
  return {other, relation: card.find(".relation"), told, options: () => [...card.root.querySelectorAll("#others li")], trouble: () => other.form.querySelector("[role=alert]").textContent, links: () => [...card.root.querySelectorAll("[aria-label=Links] li")].map((item) => item.textContent)};
}

test("what a paper is to my others is typed: the word, a few of the title, Enter; told there, not among the links", async () => {
  const card = await opened({links: [{id: "lnk_1", url: "https://x.example/", kind: "page", title: "Blog", origin: "mine"}]});
  const {other, relation, told, links} = await related(card);
  await until(() => told().length === 1);
  assert.deepEqual(told(), ["Miras" + "uses this"]);
  relation.value = "extends";
  type(other, "titans");
  other.form.requestSubmit();
  await until(() => told().length === 2);
  assert.deepEqual([told()[0], links()], ["extendsTitans", ["Blog"]]);
  assert.deepEqual(asked("relation.add"), [{bookmark: "bm_1", other: "bm_2", relation: "extends"}]);
  assert.deepEqual([other.value, relation.value], ["", ""]);
  card.root.querySelector("[aria-label='Remove: extends Titans']").click();
  await until(() => told().length === 1);
  assert.deepEqual(asked("link.remove"), [{bookmark: "bm_1", link: "lnk_2"}]);
});

test("where several papers may be meant the card asks, and the arrow keys choose", async () => {
  const card = await opened();
  const {other, options, trouble} = await related(card);
  type(other, "t");
  await until(() => options().length === 2);
  other.form.requestSubmit();
  await until(trouble);
  assert.match(trouble(), /Which of these/);
  press(other, "ArrowDown");
  press(other, "ArrowDown");
  assert.equal(other.getAttribute("aria-activedescendant"), options()[1].id);
  other.form.requestSubmit();
  await until(() => asked("relation.add").length);
  assert.equal(asked("relation.add")[0].other, "bm_3");
});

test("what is not found is said, stays in its field, and Escape closes the list before the card", async () => {
  const card = await opened();
  const {other, options, trouble} = await related(card);
  type(other, "<b>nothing");
  other.form.requestSubmit();
  await until(trouble);
  assert.deepEqual([trouble(), other.value, asked("relation.add")], ["“<b>nothing” finds none of your other papers.", "<b>nothing", []]);
  type(other, "t");
  await until(() => options().length === 2);
  press(other, "Escape");
  assert.deepEqual([options().length, Boolean(card.desk.card)], [0, true]);
});

test("what could not be related is still in its fields", async () => {
  const card = await opened();
  const {other, relation} = await related(card);
  background.answers["relation.add"] = () => {
    throw new Error("No address.");
  };
  relation.value = "uses";
  type(other, "titans");
  other.form.requestSubmit();
  await until(() => card.desk.trouble && other.value);
  assert.deepEqual([other.value, relation.value], ["titans", "uses"]);
});

test("a script of the site presses, fills in and sends in vain", async () => {
  const {desk, document, find, footer, mark, root} = await opened({note: "mine"});
  const before = background.asked.length;
  person.there = false;
  try {
    for (const one of [...root.querySelectorAll("input, button"), ...mark.face.host.shadowRoot.querySelectorAll("button")]) one.click();
    for (const key of ["d", "x", "Enter"]) press(mark.face.button(), key);
    type(find("textarea"), "stolen");
    find("[type=url]").value = "https://evil.example/";
  } finally {
    person.there = true;
  }
  find("form").requestSubmit(); // a real event, which nobody brought about
  find("textarea").dispatchEvent(new window.Event("input", {bubbles: true})); // as execCommand makes one
  find("textarea").dispatchEvent(new window.Event("blur"));
  assert.ok(footer("Remove"));
  await desk.card.close();
  await until(() => !document.querySelector("manicule-card"));
  assert.deepEqual(background.asked.slice(before).filter(({kind}) => !/^(rows|tags)\./.test(kind)), []);
});

test("relations are shown as far as they are known, and the others as they are found", async (t) => {
  const wait = globalThis.setTimeout;
  t.after(() => (globalThis.setTimeout = wait));
  globalThis.setTimeout = /** @type {any} */ ((work, ms) => wait(work, ms > 1000 ? 0 : ms)); // the pause until it asks again
  const [one, two] = ["Miras", "Titans"].map((title) => ({relation: "uses", direction: "from", link: title, bookmark: title, title, url: ""}));
  const answers = [{relations: [one], whole: false}, {relations: [one], whole: false}, {relations: [one, two], whole: true}];
  const card = await opened();
  const section = card.find("[aria-label='To my other papers']").parentNode;
  const said = () => [section.querySelector(".head .hint").hidden, section.querySelectorAll("li").length];
  assert.deepEqual(said(), [true, 1]);
  const shown = [];
  background.answers["relations.list"] = () => answers[shown.push(said()) - 1];
  card.kept.now = {...card.kept.now, links: [{id: "lnk_7", url: "https://example.org/", kind: "page", title: "", origin: "mine"}]};
  card.desk.card.update(card.kept.now);
  await until(() => section.querySelectorAll("li").length === 2);
  assert.deepEqual([shown, said()], [[[true, 1], [false, 1], [false, 1]], [true, 2]]);
});
