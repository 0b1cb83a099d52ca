// Visits: finds out what page this is, annotates it, and starts anew when the site changes the page without a load.

import {alive, ask, listen} from "../ask.js";
import {openPage, pageOf} from "../lib/rows.js";
import {annotate, papers} from "./annotate.js";
import {createDesk, dress, refresh} from "./desk.js";
import {hydrated} from "./pace.js";
import {onThemeChange, themeOf} from "./theme.js";

/** @typedef {import("./annotate.js").Visit} Visit */
/** @typedef {import("./desk.js").Desk} Desk */

const desk = createDesk();
let ending = new AbortController();
let address = "";

/** Runs what the browser calls, so that nothing is ever thrown into the page. @param {() => unknown} work */
async function quietly(work) {
  try {
    await work();
  } catch (error) {
    if (!alive()) ending.abort();
    console.debug("Manicule:", error);
  }
}

/** Ends the visit before and begins one for the page as it is now. */
async function begin() {
  const here = location.href.split("#")[0];
  if (here === address) return;
  address = here;
  ending.abort();
  ending = new AbortController();
  const {signal} = ending;
  const {site, keys} = await ask("page.hello", {url: here});
  const page = site && pageOf(site, here);
  if (!page || signal.aborted) return;
  await hydrated(document, signal);
  if (!signal.aborted) visit({site, page, context: openPage(document, here, site, keys), signal});
}

/** @param {{site: any, page: any, context: any, signal: AbortSignal}} found */
function visit({site, page, context, signal}) {
  const about = {site: site.id, page: page.kind, version: site.version};
  /** @type {(health: object) => void} */
  const settled = (health) => void quietly(() => ask("page.report", {...about, ...health}));
  /** @type {(rows: string[][]) => Promise<any>} */
  const look = (rows) => ask("rows.look", {rows});
  const current = annotate({document, page, context, signal, look, settled, dress: (mark) => coloured(desk, mark)});
  desk.papers = () => papers(current);
  signal.addEventListener("abort", () => leave(), {once: true});
  onThemeChange(document, () => recolour(desk), signal);
}

function leave() {
  desk.papers = () => [];
  desk.voice.remove();
  void desk.card?.close({force: true});
}

/**
 * The first row decides the theme of all: measuring each would cost a style computation per row.
 * @param {Desk} desk
 * @param {import("./annotate.js").Mark} mark
 */
function coloured(desk, mark) {
  if (!desk.papers().some((other) => other.face)) desk.theme = themeOf(mark.hit.mount.element);
  return dress(desk, mark);
}

/** @param {Desk} desk */
function recolour(desk) {
  const [first] = desk.papers();
  if (!first) return;
  desk.theme = themeOf(first.hit.mount.element);
  for (const {face} of desk.papers()) if (face) face.host.dataset.theme = desk.theme;
  desk.card?.recolour(desk.theme);
}

listen({
  changed: (change) => quietly(() => refresh(desk, change)),
  "page.rows": () => desk.papers().map((mark) => mark.hit.row),
});

const {navigation} = /** @type {any} */ (window);
if (navigation) navigation.addEventListener("currententrychange", () => quietly(begin));
// Firefox before 147: a site that changes the page without a load changes its title too.
else new MutationObserver(() => quietly(begin)).observe(document.head, {childList: true, subtree: true, characterData: true});
window.addEventListener("popstate", () => quietly(begin));
window.addEventListener("pageshow", ({persisted}) => persisted && quietly(() => refresh(desk)));
void quietly(begin);
