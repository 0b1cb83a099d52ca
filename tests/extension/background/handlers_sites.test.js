import assert from "node:assert/strict";
import test from "node:test";
import {background, PAGE} from "../asking.js";
import {raw} from "../replica.js";

test("the popup learns of a page whether its site is known, allowed and on, and what to ask the user for", async () => {
  const {ask} = await background({rules: [{id: "lakes", name: "Lakes", version: 2, updated: "2026-11-25", matches: ["*://lakes.example/*"], pages: []}]});
  assert.equal(await ask("page.site", {url: "https://elsewhere.example/"}), null);
  const {site, page, on, ask: origins} = await ask("page.site", {url: "https://lakes.example/list"});
  assert.deepEqual([site, page, on, origins], [{id: "lakes", name: "Lakes", version: 2, updated: "2026-11-25"}, null, true, ["https://lakes.example/*"]]);
  assert.equal((await ask("page.site", {url: PAGE.url})).page, "listing");
  const {known} = await ask("settings.get");
  assert.deepEqual(known.map((/** @type {any} */ one) => [one.id, one.granted, one.fixed, one.elsewhere]), [["arxiv", ["https://arxiv.org/*"], true, false], ["lakes", [], false, false]]);
});

test("entering a tab switches its site on again", async () => {
  const {ask, browser, changes} = await background();
  await ask("settings.set", {patch: {sites: {arxiv: false}}});
  await ask("page.enter", {tab: 7, url: PAGE.url});
  assert.equal((await ask("settings.get")).sites.arxiv, true);
  assert.deepEqual([browser.entered, changes.at(-1).all], [["tab 7"], true]);
  await assert.rejects(ask("page.enter", {tab: 7, url: "https://elsewhere.example/"}), {code: "not_allowed"});
});

test("the papers that any page links to come with what is known of each, and are saved as the humblest of sources", async () => {
  const links = [["https://arxiv.org/abs/2501.00001", "On the tides of lakes"], ["https://elsewhere.example/", "Home"], ["https://arxiv.org/abs/2501.00002", "PDF"]];
  const {ask, replica} = await background({linked: {url: "https://blog.example/post", title: "A post", links}});
  const {bookmark} = await ask("bookmark.save", {row: raw("2501.00002"), found_on: null});
  assert.equal((await ask("page.linked", {tab: 7})).about, null);
  const page = await ask("page.linked", {tab: 7});
  assert.deepEqual(page.rows.map((/** @type {any} */ one) => [one.paper.key, one.paper.title, one.bookmark?.id]),
    [["arxiv:2501.00001", "On the tides of lakes", undefined], ["arxiv:2501.00002", "", bookmark.id]]);
  await ask("bookmark.save_many", {rows: page.rows.map((/** @type {any} */ one) => one.row), found_on: {url: page.url, title: page.title}});
  const sent = await replica.outgoing({mutations: 9, bytes: 1e6});
  assert.deepEqual(sent.map(({source, found_on}) => [source, found_on?.url]), [["listing", undefined], ["save", "https://blog.example/post"]]);
  await assert.rejects(ask("page.linked", {tab: 8}), {code: "closed_page"});
});

test("a page that says which paper it is about can be saved as that, and is none of its own links", async () => {
  const about = {url: "https://press.example/a", title: "On the tides of lakes", authors: ["Ada Lovelace"], abstract: "", venue: "", published: "", ids: ["doi:10.1000/tides"], addresses: [], links: [], sources: {title: "citation"}};
  const links = [["https://doi.org/10.1000/tides", "Cite as follows"], ["https://arxiv.org/abs/2501.00001", "A paper on ponds"]];
  const {ask, replica} = await background({linked: {url: about.url, title: "Press", about, links}});
  const page = await ask("page.linked", {tab: 7});
  assert.deepEqual([page.about.paper.key, page.about.bookmark, page.rows.map((/** @type {any} */ one) => one.paper.key)], ["doi:10.1000/tides", null, ["arxiv:2501.00001"]]);
  await ask("bookmark.save", {row: page.about.row, found_on: {url: page.url, title: page.title}});
  const [{source, meta}] = await replica.outgoing({mutations: 1, bytes: 1e6});
  assert.deepEqual([source, meta.title], ["page", "On the tides of lakes"]);
});
