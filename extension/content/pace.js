// Long work in short turns, so that scrolling and typing never wait for us.

const SLICE = 8; // ms: half a frame, the rest is the page's
const GLIMPSE = 100; // ms: a tab in the background never tells what is in view

/**
 * Does `work` on every item, giving the browser a turn whenever a slice of time is used up.
 * @template T
 * @param {Iterable<T>} items
 * @param {(item: T) => void} work
 * @param {AbortSignal} signal stops between two items
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

/**
 * The same rows, those in view first. Asks the browser instead of measuring, which would force a layout.
 * @param {Element[][]} rows
 * @returns {Promise<Element[][]>}
 */
export async function inViewFirst(rows) {
  if (rows.length < 20 || typeof IntersectionObserver === "undefined") return rows;
  const seen = await inView(rows.map(([first]) => first));
  const [near, far] = [/** @type {Element[][]} */ ([]), /** @type {Element[][]} */ ([])];
  for (const row of rows) (seen.has(row[0]) ? near : far).push(row);
  return [...near, ...far];
}

/**
 * @param {Element[]} elements
 * @returns {Promise<Set<Element>>}
 */
function inView(elements) {
  return new Promise((done) => {
    const observer = new IntersectionObserver((entries) => {
      observer.disconnect();
      done(new Set(entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target)));
    });
    for (const element of elements) observer.observe(element);
    setTimeout(() => {
      observer.disconnect();
      done(new Set());
    }, GLIMPSE);
  });
}

/** Lets the browser handle input and draw. */
function turn() {
  const {scheduler} = /** @type {any} */ (globalThis);
  if (scheduler?.yield) return scheduler.yield();
  return new Promise((done) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(undefined);
    };
    port2.postMessage(null);
  });
}

/**
 * Resolves when the frameworks of the page have taken over what the server sent: a node put in before that is thrown
 * away or blanks the page (sveltejs/svelte#15819). Plain pages are ready at once.
 * @param {Document} document
 * @param {AbortSignal} signal
 */
export async function hydrated(document, signal) {
  if (!document.querySelector(".SVELTE_HYDRATER, [data-reactroot], #__next, #__nuxt, astro-island")) return;
  if (document.readyState !== "complete") {
    await new Promise((done) => window.addEventListener("load", done, {once: true, signal}));
  }
  await new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done, {timeout: 500}));
}
