// Answers of what the reader's own papers say about others: what a row relates to, and which tags fit. Nothing is asked of
// any server.

import {atMost, MOST_ROWS} from "./handlers_many.js";
import {recognised} from "./pages.js";
import {telling} from "./replica.js";
import {settingsOf} from "./sites.js";
import {SHOWN} from "../lib/related.js";
import {names, NEIGHBOURS, suggest} from "../lib/suggest.js";
import {count} from "../lib/terms.js";
import {why} from "../lib/why.js";

/** @typedef {import("./handlers.js").Parts} Parts */
/** @typedef {import("../lib/replay.js").View} View */
/** @typedef {import("../lib/types.js").Row} Row */
/** @typedef {{bookmark: string, score: number}} Close */

const HINTS = 3; // of a row
const TAGS = 5;
const ASKED = 3000; // ms for which an answer with tags waits for what the index takes in meanwhile
const MOST_TAGS = 5000; // of the reader's, the most used: more names take too long to fold
const MOST_KEYWORDS = 50;

/**
 * @param {Parts} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function relatedHandlers(parts) {
  const {store, relating} = parts;
  return {
    "rows.relate": async ({rows}, sender) => {
      atMost(rows, MOST_ROWS, "rows.relate");
      const {hints: setting} = settingsOf((await (await store()).meta(["settings"])).settings);
      const least = Object.hasOwn(SHOWN, setting) && SHOWN[/** @type {keyof typeof SHOWN} */ (setting)];
      if (!least) return rows.map(() => []);
      const found = await recognised(parts, rows);
      return hints(parts, found.map((one) => (one && !one.view ? one.paper : null)), least, {learns: !sender.tab?.incognito});
    },
    "hint.refuse": async ({bookmark, row}) => {
      await (await relating()).refuse(bookmark, telling(row).slice(0, 20));
      return {undo: {kind: "hint.allow", body: {bookmark, row}}};
    },
    "hint.allow": async ({bookmark, row}) => {
      await (await relating()).allow(bookmark, telling(row).slice(0, 20));
      return {undo: null};
    },
    "tags.suggest": ({bookmark, keywords}) => tagsFor(parts, bookmark, (keywords ?? []).slice(0, MOST_KEYWORDS)),
  };
}

/**
 * @param {Parts} parts
 * @param {(Row | null)[]} papers null where nothing is to be said
 * @param {number} least score
 * @param {{learns: boolean}} how whether the rows count towards what is common, once seen
 */
async function hints(parts, papers, least, {learns}) {
  const index = await parts.relating();
  await index.ready();
  const close = [];
  for (const paper of papers) {
    close.push(paper ? closeTo(index, paper, least, learns) : []);
    await index.turn();
  }
  const shown = await viewsOf(parts, close.flat());
  const answers = [];
  for (const [at, paper] of papers.entries()) {
    const answer = [];
    for (const one of close[at]) {
      answer.push(...told(/** @type {Row} */ (paper), one, shown, index.rarity));
      await index.turn();
    }
    answers.push(answer);
  }
  return answers;
}

/** @param {import("./relating.js").Relating} index @param {Row} paper @param {number} least @param {boolean} learns @returns {Close[]} */
function closeTo(index, {ids, title, abstract}, least, learns) {
  const counts = count(title, abstract);
  if (learns) index.meet(telling(ids), [...counts.keys()]);
  const found = index.related(counts, HINTS * 2, index.refusals.of(ids));
  return found.filter(({id, score}) => index.refusals.worth(id, score) >= least).slice(0, HINTS).map(({id, score}) => ({bookmark: id, score}));
}

/** @param {Parts} parts @param {Close[]} close @returns {Promise<Map<string, View>>} */
async function viewsOf({store}, close) {
  const ids = [...new Set(close.map(({bookmark}) => bookmark))];
  const views = await (await store()).show(ids);
  return new Map(views.flatMap((view, at) => (view && view.status !== "dismissed" ? [[ids[at], view]] : [])));
}

/**
 * What a page is told: no more of a bookmark than the hint shows.
 * @param {Row} paper @param {Close} close @param {Map<string, View>} views @param {(term: string) => number} weigh
 */
function told(paper, {bookmark, score}, views, weigh) {
  const view = views.get(bookmark);
  const reasons = view && why(paper, view, weigh);
  if (!reasons || !(reasons.words.length || reasons.tags.length || reasons.note)) return [];
  return [{bookmark: view.id, key: view.key, title: view.title, url: view.url, score, why: reasons}];
}

/**
 * Tags for a bookmark, out of the reader's own tagging and the page's keywords; none that it carries.
 * @param {Parts} parts @param {string} bookmark @param {string[]} keywords
 * @returns {Promise<import("../lib/suggested.js").Suggested>}
 */
async function tagsFor({store, relating}, bookmark, keywords) {
  const replica = await store();
  const [view] = await replica.show([bookmark]);
  if (!view) return {tags: [], whole: true};
  const index = await relating();
  await index.ready(ASKED);
  const whole = index.whole();
  const close = index.related(count(view.title, view.abstract), NEIGHBOURS, new Set([bookmark, view.id]));
  const views = await replica.show(close.map(({id}) => id));
  const neighbours = views.flatMap((one, at) => (one ? [{tags: one.tags, score: close[at].score}] : []));
  const known = names((await replica.complete("", MOST_TAGS)).map(({name}) => name));
  const fitting = suggest(`${view.title}\n${view.abstract}`, neighbours, known, keywords, TAGS + view.tags.length);
  const carried = new Set(view.tags.map((/** @type {string} */ tag) => tag.toLowerCase()));
  const tags = fitting.filter(({name}) => !carried.has(name.toLowerCase())).slice(0, TAGS).map(({name, mine}) => ({name, mine}));
  return {tags, whole};
}
