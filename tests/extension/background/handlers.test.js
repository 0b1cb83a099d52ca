import assert from "node:assert/strict";
import test from "node:test";
import {background, OWN, PAGE} from "../asking.js";
import {accepted, raw, record} from "../replica.js";
import {MESSAGES} from "../../../extension/lib/messages.js";

test("a content script can never ask what only our own pages may", async () => {
  const {ask} = await background();
  const own = Object.entries(MESSAGES).filter(([, {tier}]) => tier === "own");
  assert.ok(own.length > 10);
  for (const [kind, {body}] of own) {
    const filled = Object.fromEntries(Object.entries(body).map(([name, type]) => [name, {string: "x", number: 1, object: {}}[type] ?? null]));
    await assert.rejects(ask(kind, filled, PAGE), {code: "not_allowed"}, kind);
  }
});

test("nobody but our own extension is answered", async () => {
  const {answer} = await background();
  assert.equal(answer({kind: "state", body: {}}, {id: "another", url: OWN.url}), null);
});

test("a content script on a site we do not know is refused", async () => {
  const {ask} = await background();
  await assert.rejects(ask("rows.look", {rows: []}, {...PAGE, url: "https://example.org/"}), {code: "not_allowed"});
});

test("a site that is switched off gets no rule, and its scripts no answers", async () => {
  const {ask} = await background();
  const {site, page} = await ask("page.hello", {url: PAGE.url}, PAGE);
  assert.deepEqual([site, page.kind], [{id: "arxiv", name: "arXiv", version: 3}, "listing"]);
  assert.equal((await ask("page.hello", {url: "https://arxiv.org/help"}, PAGE)).page, null);
  await ask("settings.set", {patch: {sites: {arxiv: false}}});
  const off = await ask("page.hello", {url: PAGE.url}, PAGE);
  assert.deepEqual([off.site, off.page], [null, null]);
  await assert.rejects(ask("rows.look", {rows: [["arxiv:2501.00001"]]}, PAGE), {code: "site_off"});
  await ask("settings.set", {patch: {sites: {arxiv: true}}});
  assert.deepEqual(await ask("rows.look", {rows: [["arxiv:2501.00001"]]}, PAGE), [null]);
});

test("a message that is not in the table, or not as it says, is refused with a sentence", async () => {
  const {ask} = await background();
  await assert.rejects(ask("toString"), {code: "bad_message"});
  await assert.rejects(ask("rows.look", {rows: "x"}), {code: "bad_message", message: '"rows" of "rows.look" must be string[][].'});
  await assert.rejects(ask("recent", {limit: 3, more: 1}), {code: "bad_message", message: '"recent" knows no "more".'});
});

test("saving tells everybody which paper changed, once", async () => {
  const {ask, changes} = await background();
  const saved = await ask("bookmark.save", {row: raw("2501.00001"), found_on: {url: PAGE.url, title: "New"}}, PAGE);
  await ask("bookmark.save", {row: raw("2501.00001"), found_on: null}, PAGE);
  assert.deepEqual(changes, [{ids: ["arxiv:2501.00001"], bookmarks: [saved.bookmark.id], all: false}]);
  assert.deepEqual(saved.undo, {kind: "bookmark.delete", body: {bookmark: saved.bookmark.id, base: 0}});
  assert.equal(saved.bookmark.found_on.title, "New");
});

test("what a paper's own page says counts as better known than what a list says", async () => {
  const {ask, replica} = await background();
  await ask("bookmark.save", {row: raw("2501.00001"), found_on: {url: "https://arxiv.org/abs/1", title: ""}}, PAGE);
  await ask("bookmark.save", {row: raw("2501.00002"), found_on: {url: "https://arxiv.org/list/cs/new", title: ""}}, PAGE);
  assert.deepEqual((await replica.outgoing({mutations: 9, bytes: 1e6})).map(({source}) => source), ["page", "listing"]);
});

test("rows are answered with their papers and what is known of each, null where a row is no paper", async () => {
  const {ask} = await background();
  const {bookmark} = await ask("bookmark.save", {row: raw("2501.00001"), found_on: null}, PAGE);
  const rows = [raw("2501.00002"), raw("x", {url: "https://arxiv.org/help"}), raw("2501.00001", {url: "https://huggingface.co/papers/2501.00001"}), {url: {}}];
  const told = await ask("rows.read", {rows}, PAGE);
  assert.deepEqual(told.map((/** @type {any} */ one) => one && [one.paper.key, one.view?.id ?? null]),
    [["arxiv:2501.00002", null], null, ["arxiv:2501.00001", bookmark.id], null]);
  assert.deepEqual(Object.keys(told[0].paper), ["key", "ids", "title", "links", "version", "revised", "replaced", "withdrawn", "venue"]);
  await assert.rejects(ask("rows.read", {rows: Array(401).fill({})}, PAGE), {code: "bad_message"});
});

test("a row that names no paper cannot be saved", async () => {
  const {ask} = await background();
  await assert.rejects(ask("bookmark.save", {row: raw("x"), found_on: null}, PAGE), {code: "not_a_paper"});
  await assert.rejects(ask("bookmark.save", {row: {url: 7, key: "arxiv:2501.00001", ids: ["arxiv:2501.00001"]}, found_on: {url: {}}}, PAGE), {code: "not_a_paper"});
});

test("other tabs are answered while the rows of one take their time", async () => {
  const {ask} = await background();
  const abstract = Array.from({length: 900}, (_, n) => `see https://x${n}.github.io/a`).join(" ");
  let over = false;
  const slow = ask("rows.read", {rows: Array(20).fill(raw("2501.00001", {abstract}))}, PAGE).then((told) => (over = true, told));
  await ask("rows.read", {rows: [raw("2501.00002")]}, PAGE);
  assert.equal(over, false);
  assert.equal((await slow).length, 20);
});

test("the popup sees the papers of a tab with what is known of each, and can save what it sees", async () => {
  const {ask} = await background();
  const {bookmark} = await ask("bookmark.save", {row: raw("2501.00001"), found_on: null}, PAGE);
  const {rows} = await ask("page.papers", {tab: 7});
  assert.deepEqual(rows.map((/** @type {any} */ one) => [one.paper.title, one.bookmark?.id ?? null]), [["On 2501.00001", bookmark.id], ["On 2501.00002", null]]);
  assert.equal((await ask("bookmark.save", {row: rows[1].row, found_on: null})).bookmark.key, "arxiv:2501.00002");
  assert.deepEqual(await ask("page.papers", {tab: 8}), {report: null, found_on: null, rows: []});
});

test("the health of a page is told while the tab is on that page, and not after", async () => {
  const {ask} = await background();
  const health = {site: "arxiv", page: "listing", version: 1, rows: 2, keys: 2, annotated: 1, gave_up: 0};
  await ask("page.report", {url: PAGE.url, ...health}, PAGE);
  assert.equal((await ask("page.papers", {tab: 7})).report.annotated, 1);
  await ask("page.report", {url: "https://arxiv.org/list/cs.CL/new", ...health}, PAGE);
  assert.equal((await ask("page.papers", {tab: 7})).report, null);
});

test("pairing sends what was saved before, and the token is never told", async () => {
  /** @type {any[]} */
  const sent = [];
  const api = {
    pair: async () => ({token: "secret", device: "dev_1", library: "default"}),
    sync: async (/** @type {string} */ server, /** @type {string} */ token, /** @type {any} */ request) => {
      sent.push([server, token, request.device, request.mutations.length]);
      return {status: 200, json: accepted(request), holdOff: 0};
    },
  };
  const {ask} = await background({api});
  await ask("bookmark.save", {row: raw("2501.00001"), found_on: null});
  const state = await ask("pair", {server: "127.0.0.1:7373/", code: "ABCD-EFGH"});
  assert.deepEqual(sent, [["http://127.0.0.1:7373", "secret", "dev_1", 1]]);
  assert.deepEqual([state.paired, state.server, state.library, state.pending, state.error], [true, "http://127.0.0.1:7373", "default", 0, null]);
  assert.ok(!JSON.stringify([state, await ask("settings.get"), await ask("unpair")]).includes("secret"));
});

test("a device is called what the server calls it, where another has the name it asked for", async () => {
  const api = {
    pair: async () => ({token: "secret", device: "dev_1", library: "default", name: "Firefox (2)"}),
    sync: async (/** @type {string} */ _server, /** @type {string} */ _token, /** @type {any} */ request) => ({status: 200, json: accepted(request), holdOff: 0}),
  };
  const {ask} = await background({api});
  assert.equal((await ask("pair", {server: "127.0.0.1:7373/", code: "ABCD-EFGH", device: "Firefox"})).device, "Firefox (2)");
});

test("looking at pages asks the server nothing", async () => {
  const untouchable = new Proxy({}, {get: (_, name) => assert.fail(`the server was asked: ${String(name)}`)});
  const {ask} = await background({api: untouchable});
  await ask("page.hello", {url: PAGE.url}, PAGE);
  await ask("rows.read", {rows: [raw("2501.00001")]}, PAGE);
  await ask("rows.look", {rows: [["arxiv:2501.00001"]]}, PAGE);
  await ask("tags.complete", {prefix: ""}, PAGE);
  await ask("recent", {});
  await ask("search", {query: "x"});
});

test("a deleted paper comes back by the message that its deletion answered", async () => {
  const {ask} = await background();
  const {bookmark} = await ask("bookmark.save", {row: raw("2501.00001"), found_on: null}, PAGE);
  const gone = await ask("bookmark.delete", {bookmark: bookmark.id}, PAGE);
  assert.equal(gone.bookmark, null);
  assert.deepEqual(await ask("rows.look", {rows: [["arxiv:2501.00001"]]}, PAGE), [null]);
  assert.equal((await ask(gone.undo.kind, gone.undo.body, PAGE)).bookmark.id, bookmark.id);
});

test("the last words of a tab that is closing are kept", async () => {
  const {ask} = await background();
  const {bookmark} = await ask("bookmark.save", {row: raw("2501.00001"), found_on: null}, PAGE);
  const closing = {id: PAGE.id, url: PAGE.url};
  assert.equal((await ask("note.edit", {bookmark: bookmark.id, base_text: "", text: "last words"}, closing)).bookmark.note, "last words");
});

test("a version of a note is kept and the other dropped in one edit, and undo gives the first back", async () => {
  const {ask, replica} = await background();
  await replica.setMeta({device: "dev_1", device_names: {dev_2: "The laptop"}});
  const copies = [{id: "nc_1", text: "theirs", at: 5, by: "dev_2"}, {id: "nc_2", text: "older", at: 4, by: "dev_3"}, {id: "nc_3", text: "my own", at: 3, by: "dev_1"}];
  await replica.absorb({rows: [record("bm_1", {note: {text: "mine", rev: 1}, note_copies: copies})], results: [], more: false, cursor: "c", head: 1, serverTime: 0, fresh: false});
  const [shown] = /** @type {any[]} */ (await replica.show(["bm_1"]));
  assert.deepEqual(shown.note_copies.map((/** @type {any} */ copy) => copy.device), ["The laptop", "another device", "this device"]);
  const {bookmark, undo} = await ask("note.resolve", {bookmark: "bm_1", copy: "nc_1", base_text: "mine", text: "theirs"}, PAGE);
  assert.deepEqual([bookmark.note, bookmark.note_copies.length, (await replica.counts()).pending], ["theirs", 2, 1]);
  assert.equal((await ask(undo.kind, undo.body, PAGE)).bookmark.note, "mine");
});

test("undoing the discarding of a version brings its words back below the note", async () => {
  const {ask, replica} = await background();
  await replica.absorb({rows: [record("bm_1", {note: {text: "mine", rev: 1}, note_copies: [{id: "nc_1", text: "theirs", at: 5, by: "dev_2"}]})], results: [], more: false, cursor: "c", head: 1, serverTime: 0, fresh: false});
  const {bookmark, undo} = await ask("note.resolve", {bookmark: "bm_1", copy: "nc_1"}, PAGE);
  assert.deepEqual([bookmark.note, bookmark.note_copies], ["mine", []]);
  assert.equal((await ask(undo.kind, undo.body, PAGE)).bookmark.note, "mine\n\ntheirs");
});

test("a refused edit that was given up comes back on the list by undo", async () => {
  const {ask, replica} = await background();
  const {bookmark} = await ask("bookmark.save", {row: raw("2501.00001"), found_on: null}, PAGE);
  const refusal = {mid: "m1", mutation: {op: "note.edit", mid: "m1", at: 1, bookmark: bookmark.id, base_text: "", text: "long words"}, code: "too_long", message: "Too long.", at: 2};
  await ask("refused.keep", {refusal});
  assert.equal((await replica.show([bookmark.id]))[0]?.sync, "refused");
  const {undo, refused} = await ask("refused.drop", {mid: "m1"});
  assert.equal(refused, 0);
  assert.equal((await ask(undo.kind, undo.body)).refused, 1);
  assert.deepEqual(await ask("refused.list"), [{...refusal, title: "On 2501.00001"}]);
});

test("the history is the server's, and without one the sentence says so", async () => {
  const items = [{field: "status", value: "reading", at: "2026-11-23T17:10:51.123Z", by: "dev_2", device: "The laptop", reason: "replaced", rev: 4}];
  /** @type {any[]} */
  const asked = [];
  const {ask, replica} = await background({api: {history: async (/** @type {any[]} */ ...how) => (asked.push(how), {items, next: null})}});
  const {bookmark} = await ask("bookmark.save", {row: raw("2501.00001"), found_on: null}, PAGE);
  await assert.rejects(ask("bookmark.history", {bookmark: bookmark.id}), {code: "not_paired"});
  await replica.setMeta({server: "http://127.0.0.1:7373", token: "secret"});
  const told = await ask("bookmark.history", {bookmark: bookmark.id});
  assert.deepEqual([told.items, told.bookmark.id], [items, bookmark.id]);
  assert.deepEqual(asked, [["http://127.0.0.1:7373", "secret", "arxiv:2501.00001", null]]);
});

test("a page may have the history of a bookmark opened, and nothing else", async () => {
  const {ask, browser} = await background();
  browser.openTab = async (/** @type {string} */ path) => void browser.told.push(path);
  assert.equal(await ask("pages.open", {page: "history", bookmark: "bm_abc-_1"}, PAGE), null);
  await ask("pages.open", {page: "refused"}, PAGE);
  assert.deepEqual(browser.told, ["pages/history.html#bm_abc-_1", "pages/options.html#refused"]);
  for (const bookmark of ["", "bm_1&code=x", "../options.html#server=http://evil"]) {
    await assert.rejects(ask("pages.open", {page: "history", bookmark}, PAGE), {code: "bad_message"});
  }
});

test("a row is new until it was on screen, and the memory of it is no edit", async () => {
  const {ask, memory, replica, changes} = await background();
  const read = async () => (await ask("rows.read", {rows: [raw("2501.00001")]}, PAGE))[0].isNew;
  assert.equal(await read(), true);
  await ask("rows.seen", {rows: [["arxiv:2501.00001"]]}, PAGE);
  assert.equal(await read(), true, "half an hour has not passed: the marks stay");
  assert.equal(await memory.count(), 1);
  assert.deepEqual([changes, (await replica.counts()).pending], [[], 0]);
});

test("what is seen in a private window is not remembered", async () => {
  const {ask, memory} = await background();
  await ask("rows.seen", {rows: [["arxiv:2501.00001"]]}, {...PAGE, tab: {id: 7, incognito: true}});
  assert.equal(await memory.count(), 0);
});

test("where the memory cannot be read, no row is called new", async () => {
  const {ask, memory} = await background();
  memory.close();
  assert.equal((await ask("rows.read", {rows: [raw("2501.00001")]}, PAGE))[0].isNew, false);
});

test("the memory is forgotten by our own pages only", async () => {
  const {ask} = await background();
  await ask("rows.seen", {rows: [["arxiv:2501.00001"]]}, PAGE);
  await assert.rejects(ask("seen.forget", {}, PAGE), {code: "not_allowed"});
  assert.equal(await ask("seen.count"), 1);
  await ask("seen.forget");
  assert.equal(await ask("seen.count"), 0);
});

test("a row is dismissed and brought back without having been saved", async () => {
  const {ask} = await background();
  const {bookmark} = await ask("bookmark.dismiss", {row: raw("2501.00001"), found_on: {url: PAGE.url, title: "New"}}, PAGE);
  assert.deepEqual([bookmark.status, bookmark.found_on.url], ["dismissed", PAGE.url]);
  const back = await ask("bookmark.bring_back", {bookmark: bookmark.id}, PAGE);
  assert.equal(back.bookmark, null);
  assert.equal((await ask(back.undo.kind, back.undo.body, PAGE)).bookmark.status, "dismissed");
});

test("the web library is opened by a link that only the server knows", async () => {
  /** @type {any[]} */
  const asked = [];
  const {ask, replica, browser} = await background({api: {signIn: async (/** @type {any[]} */ ...how) => (asked.push(how), "http://127.0.0.1:7373/sign-in/ABCD-EFGH")}});
  browser.openTab = async (/** @type {string} */ path) => void browser.told.push(path);
  await assert.rejects(ask("library.open"), {code: "not_paired"});
  await replica.setMeta({server: "http://127.0.0.1:7373", token: "secret"});
  await ask("library.open");
  assert.deepEqual([asked, browser.told], [[["http://127.0.0.1:7373", "secret"]], ["http://127.0.0.1:7373/sign-in/ABCD-EFGH"]]);
});

test("a newer version met on a page is kept without setting a sync off", async () => {
  const {ask, replica, browser, changes} = await background();
  const {bookmark} = await ask("bookmark.save", {row: raw("2501.00001"), found_on: null}, PAGE);
  browser.alarms.clear();
  changes.length = 0;
  await ask("rows.read", {rows: [raw("2501.00001", {version: ["3"]})]}, PAGE);
  const sent = await replica.outgoing({mutations: 100, bytes: 1e6});
  assert.deepEqual(sent.map(({op, meta}) => [op, meta?.version]), [["bookmark.create", undefined], ["bookmark.meta", 3]]);
  assert.deepEqual([[...browser.alarms], changes], [[], []]);
  assert.equal((await replica.show([bookmark.id]))[0]?.known, null);
});

test("a paper's own page brings what it says of itself, and what it names another paper for is left", async () => {
  const {ask} = await background();
  const about = {url: "https://arxiv.org/abs/2501.00001", title: "Another title", authors: ["Bo Ek"], abstract: "We light lamps.", venue: "Lamps", published: "2025-01-02", ids: ["doi:10.5555/a"], addresses: [], links: [], sources: {title: "citation"}};
  const row = raw("2501.00001", {about});
  const [{paper}] = await ask("rows.read", {rows: [row]}, PAGE);
  assert.deepEqual([paper.key, paper.ids, paper.title, paper.venue], ["arxiv:2501.00001", ["arxiv:2501.00001", "doi:10.5555/a"], "On 2501.00001", "Lamps"]);
  const {bookmark} = await ask("bookmark.save", {row, found_on: {url: about.url, title: ""}}, PAGE);
  assert.deepEqual([bookmark.abstract, bookmark.published, bookmark.authors], ["We light lamps.", "2025-01-02", ["Ada Lovelace"]]);
  const [other] = await ask("rows.read", {rows: [raw("2501.00002", {about})]}, PAGE);
  assert.deepEqual([other.paper.ids, other.paper.venue], [["arxiv:2501.00002"], ""]);
  for (const hostile of [7, [], {sources: {}}, {sources: {}, url: {}, ids: 3}]) {
    const [same] = await ask("rows.read", {rows: [raw("2501.00003", {about: hostile})]}, PAGE);
    assert.deepEqual(same.paper.ids, ["arxiv:2501.00003"]);
  }
});
