// The popup: the papers of the page in front, the last ones, a quick search, and how syncing goes.

import {ask, listen} from "../ask.js";
import {fill, h, steady} from "../lib/dom.js";
import {frontTab, openOptions} from "./door.js";
import {showFound as showLinked} from "./found.js";
import {paperItem} from "./paper.js";
import {questionOf} from "./question.js";
import {showRefused} from "./refused.js";
import {showSite} from "./site.js";
import {createUndo} from "./undo.js";
import {countsOf, failure, healthOf, syncWords, waitingWords} from "./words.js";

const RECENT = 8;
const FOUND = 30;
const REFUSED = 3;

/** @type {(id: string) => HTMLElement} */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const query = /** @type {HTMLInputElement} */ (at("query"));
const done = createUndo(at("done"), () => showLists());
const tab = await frontTab().catch(() => null);

/** Shows suggested tags again in a list that was made anew, once they were asked for. @type {(list: Element) => void} */
let retag = () => {};

/**
 * Puts a list into a section; a section without anything to say is hidden.
 * @param {string} id
 * @param {string} say
 * @param {HTMLElement[]} items
 */
const list = (id, say, items) => LISTS[id]({say, items});

/** @param {string} id @returns {(of: {say: string, items: HTMLElement[]}) => void} */
function listIn(id) {
  const section = at(id);
  const [words, list] = /** @type {HTMLElement[]} */ ([...section.querySelectorAll("p, ul")]);
  return steady(list, ({say, items}) => {
    words.textContent = say;
    fill(list, ...items);
    retag(list);
    section.hidden = !say && !items.length;
  });
}

const LISTS = Object.fromEntries(["here", "recent", "results"].map((id) => [id, listIn(id)]));

/** @type {ReturnType<typeof showLinked> | null} what the links of the page lead to, once that was asked */
let linked = null;

async function showHere() {
  const nothing = {report: null, found_on: null, rows: []};
  const page = tab === null ? nothing : await ask("page.papers", {tab: tab.id}).catch(() => nothing);
  const {report, found_on, rows} = page;
  const told = linked || (tab && (await showSite(at("site"), tab, page, actsOn(tab.id))));
  list("here", told ? "" : healthOf(report, countsOf(rows)), (linked ? [] : rows).map((/** @type {any} */ one) => here(one, found_on)));
}

/** @param {number} id of the tab */
const actsOn = (id) => ({find: () => findLinked(id), save: () => savePage(id), entered: showHere, say: (/** @type {string} */ words) => done.show(words, null)});

/** @param {number} id of the tab */
async function findLinked(id) {
  const page = await ask("page.linked", {tab: id});
  const again = async () => linked?.update((await ask("page.linked", {tab: id})).rows);
  at("site").hidden = at("here").hidden = true;
  linked = showLinked(at("found"), page, again);
}

/** The page itself, as the paper that it says it is about. @param {number} id of the tab */
async function savePage(id) {
  const {url, title, about} = await ask("page.linked", {tab: id});
  if (!about) return done.show("This page does not say which paper it is about.", null);
  if (about.bookmark && about.bookmark.status !== "dismissed") return done.show(`Saved already: ${about.bookmark.title || about.paper.key}`, null);
  const {undo, bookmark} = await ask("bookmark.save", {row: about.row, found_on: {url, title}});
  done.show(`Saved: ${bookmark.title || about.paper.key}`, undo);
  await showRecent();
}

/** @param {{row: any, paper: any, bookmark: any, isNew: boolean}} found @param {object | null} found_on */
function here({row, paper, bookmark, isNew}, found_on) {
  /** @param {string} kind @param {object} body @param {string} words */
  const act = (kind, body, words) => async () => {
    const {undo} = await ask(kind, body);
    done.show(words, undo);
    await showHere();
  };
  const save = act("bookmark.save", {row, found_on}, "Saved");
  const bringBack = act("bookmark.bring_back", {bookmark: bookmark?.id}, "Brought back");
  return paperItem(paper, bookmark, {isNew, cite, tag, act: bookmark?.status === "dismissed" ? {word: "Bring back", run: bringBack} : !bookmark && {word: "Save", icon: "hand", run: save}});
}

/** @param {any} view */
const cite = (view) => void import("./cite.js").then(async ({copyCitation}) => done.show(await copyCitation(view), null));

/** @type {import("./paper.js").Tagging} */
const tag = (view, button) => void import("./suggest.js").then(({suggestTags, resume}) => {
  retag = resume;
  return suggestTags(view, button, done.show);
});

async function showRecent() {
  const views = await ask("recent", {limit: RECENT}).catch(() => []);
  list("recent", views.length ? "" : "Nothing saved yet. Press Save on any paper of a list.", views.map(saved));
}

/** @param {any} view */
const saved = (view) => paperItem(view, view, {cite, tag});

async function showFound() {
  const words = query.value.trim();
  for (const id of ["here", "recent"]) at(id).hidden = Boolean(words);
  if (!words) {
    list("results", "", []);
    return showLists();
  }
  const {bookmarks, notices} = await ask("search", {query: words, limit: FOUND}).catch(() => ({bookmarks: [], notices: []}));
  const say = [...notices, ...(bookmarks.length ? [] : ["Nothing in your library matches."])];
  if (query.value.trim() === words) list("results", say.join(" "), bookmarks.map(saved));
}

async function showLists() {
  await Promise.all([showHere(), showRecent()]);
}

/** @param {any} state */
function showState(state) {
  at("sync").textContent = syncWords(state);
  at("sync-now").hidden = at("library").hidden = !state.paired;
  at("waiting").textContent = waitingWords(state);
  const notice = noticeOf(state);
  at("notice").hidden = !notice;
  at("notice").classList.toggle("error", Boolean(state.paired && state.error));
  fill(at("notice"), ...(notice ?? []));
  void showRefused(at("refused"), {state: showState, done: done.show}, REFUSED);
}

/** @param {any} state */
function noticeOf(state) {
  const go = (/** @type {string} */ word, /** @type {string} */ hash) => h("a", {class: "button", href: `options.html#${hash}`, target: "_blank"}, word);
  const asked = questionOf(state, showState);
  if (asked) return asked;
  if (!state.paired) return [h("span", {}, "Not connected to your library. What you save is kept here."), go("Connect", "connection")];
  if (state.error) return [h("span", {}, failure(state.error)), go("Help", "connection")];
  return null;
}

/**
 * Up and down go through everything that can be opened or saved, from the search box on.
 * @param {KeyboardEvent} event
 */
function walk(event) {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!step || event.target instanceof HTMLTextAreaElement) return;
  const stops = /** @type {HTMLElement[]} */ ([query, ...document.querySelectorAll("section:not([hidden]) :is(a, button)")]);
  const next = stops[stops.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

query.addEventListener("input", () => void showFound());
document.addEventListener("keydown", walk);
at("settings").addEventListener("click", () => void openOptions().then(() => window.close()));
at("sync-now").addEventListener("click", async () => showState(await ask("sync.now").catch(() => ask("state"))));
at("library").addEventListener("click", async () => {
  const trouble = await ask("library.open").then(() => null, (error) => error.message);
  if (!trouble) return window.close();
  at("notice").hidden = false;
  at("notice").classList.add("error");
  fill(at("notice"), trouble);
});
listen({reported: ({tab: of}) => of === tab?.id && showHere(), progress: (how) => linked?.progress(how), state: showState, changed: () => (query.value.trim() ? showFound() : showLists())});
await Promise.all([ask("state").then(showState), showLists()]);
