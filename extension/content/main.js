// Visits: finds out what page this is, annotates it, and starts anew when the site changes the page without a load.

import {alive, ask, listen} from "../ask.js";
import {openPage} from "../lib/rows.js";
import {annotate} from "./annotate.js";
import {createDesk, dim, dress, near, paint, refresh} from "./desk.js";
import {prepare} from "./host.js";
import {hydrated} from "./pace.js";
import {watchSeen} from "./seen.js";
import {onThemeChange, themeOf} from "./theme.js";

const desk = createDesk();
let ending = new AbortController();
let address = "";

/** Nothing is ever thrown into the page. @param {() => unknown} work */
async function quietly(work) {
  try {
    await work();
  } catch (error) {
    if (!alive() || /** @type {any} */ (error)?.code === "site_off") leaveSite();
    console.debug("Manicule:", error);
  }
}

/** Takes all marks away; what switches the site on again begins anew. */
function leaveSite() {
  ending.abort();
  address = "";
}

/** Ends the visit before and begins one for the page as it is now. */
async function begin() {
  const here = location.href.split("#")[0];
  if (here === address) return;
  address = here;
  ending.abort();
  ending = new AbortController();
  const {signal} = ending;
  const {site, page} = await ask("page.hello", {url: here});
  if (signal.aborted) return;
  if (!site) return leaveSite();
  if (!page) return;
  await Promise.all([hydrated(document), prepare("row.css")]);
  if (!signal.aborted) visit(site, openPage(document, here, page), signal);
}

/** @param {{id: string, version: number}} site @param {import("../lib/types.js").Context} context @param {AbortSignal} signal */
function visit(site, context, signal) {
  const {page, url} = context;
  const watched = watchSeen(signal);
  const about = {url, site: site.id, page: page.kind, version: site.version};
  const current = annotate({
    document, page, context, signal,
    read: async (rows) => ask("rows.read", {rows: page.kind === "paper" ? (await import("./whole.js")).whole(rows, url) : rows}),
    settled(health) {
      void quietly(() => ask("page.report", {...about, ...health}));
      dim(desk);
      void quietly(async () => (await import("./hints.js")).hint(desk));
    },
    dress(mark) {
      const face = coloured(mark);
      watched(face.host, mark.paper?.ids ?? []);
      return face;
    },
    near: (mark) => near(desk, mark),
    paint: (mark) => paint(desk, mark),
  });
  Object.assign(desk, {signal, kind: page.kind, papers: () => [...current.marks.values()].filter((mark) => mark.paper)});
  signal.addEventListener("abort", leave, {once: true});
  onThemeChange(document, recolour, signal);
}

function leave() {
  Object.assign(desk, {papers: () => [], theme: "", near: null});
  dim(desk);
  void desk.card?.close();
}

/** The first row decides the theme of all: to measure each is slow. @param {import("./types.js").Mark} mark */
function coloured(mark) {
  if (mark.hit && !desk.theme) desk.theme = themeOf(mark.hit.mount.element);
  return dress(desk, mark);
}

function recolour() {
  const [first] = desk.papers();
  if (!first?.hit) return;
  desk.theme = themeOf(first.hit.mount.element);
  for (const {face} of desk.papers()) if (face) face.host.dataset.theme = desk.theme;
  desk.card?.recolour(desk.theme);
}

listen({
  changed: (change) => quietly(async () => {
    if (!address) return begin();
    await refresh(desk, change);
    if (change.all) await (await import("./hints.js")).hintAnew(desk);
  }),
  select: () => desk.papers().length > 0 && import("./select.js").then(({begin: select}) => select(desk)).then(() => true),
  "page.rows": () => ({
    url: address, title: document.title,
    rows: desk.papers().map((mark) => mark.hit?.raw), isNew: desk.papers().map((mark) => mark.isNew === true),
  }),
});

const {navigation} = /** @type {any} */ (window);
if (navigation) navigation.addEventListener("currententrychange", () => quietly(begin));
// Firefox before 147: a site that changes the page without a load changes its title too.
else new MutationObserver(() => quietly(begin)).observe(document.head, {childList: true, subtree: true, characterData: true});
window.addEventListener("popstate", () => quietly(begin));
window.addEventListener("pageshow", ({persisted}) => persisted && quietly(() => refresh(desk)));
void quietly(begin);
