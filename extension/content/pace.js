// Long work in short turns, so that scrolling and typing never wait for us.

const SLICE = 8; // ms: half a frame
const GLIMPSE = 100; // ms: a tab in the background never tells what is in view
const LOADING = 4000; // ms: no slow picture keeps the notes away for longer

/**
 * Does `work` on every item, giving the browser a turn after each slice of time, until the signal aborts.
 * @template T @param {Iterable<T>} items @param {(item: T) => void} work @param {AbortSignal} signal
 */
export async function inSlices(items, work, signal) {
  let end = performance.now() + SLICE;
  for (const item of items) {
    if (performance.now() > end) {
      await turn();
      end = performance.now() + SLICE;
    }
    if (signal.aborted) return;
    work(item);
  }
}

/** @param {number} time ms */
export const pause = (time) => new Promise((done) => setTimeout(done, time));

/** Lets the browser handle input and draw. */
const turn = () => /** @type {any} */ (globalThis).scheduler?.yield?.() ?? pause(0);

/**
 * The same rows, those in view first. Asks the browser: measuring would force a layout.
 * @template {{elements: Element[]}} T @param {T[]} rows @returns {Promise<T[]>}
 */
export async function inViewFirst(rows) {
  if (rows.length < 20 || typeof IntersectionObserver === "undefined") return rows;
  /** @type {Set<Element>} */
  const seen = await new Promise((done) => {
    const observer = new IntersectionObserver((entries) => {
      observer.disconnect();
      done(new Set(entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target)));
    });
    for (const {elements} of rows) observer.observe(elements[0]);
    setTimeout(() => (observer.disconnect(), done(new Set())), GLIMPSE);
  });
  return [true, false].flatMap((near) => rows.filter(({elements}) => seen.has(elements[0]) === near));
}

/**
 * Resolves when a framework has taken over what the server sent: a node put in before that is thrown away or blanks
 * the page (sveltejs/svelte#15819). Plain pages are ready at once. @param {Document} document
 */
export async function hydrated(document) {
  if (!document.querySelector(".SVELTE_HYDRATER, [data-reactroot], #__next, #__nuxt, astro-island")) return;
  const loaded = new Promise((done) => window.addEventListener("load", done, {once: true}));
  if (document.readyState !== "complete") await Promise.race([loaded, pause(LOADING)]);
  if (window.requestIdleCallback) await new Promise((done) => window.requestIdleCallback(done, {timeout: 500}));
}
