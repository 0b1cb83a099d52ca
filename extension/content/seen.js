// Which rows have really been on screen, told to the background in batches. It stays in this browser.

import {ask} from "../ask.js";

const GLANCE = 1000; // ms in view: whoever scrolls past a row has not seen it
const HALF = 0.5; // of its face

/**
 * @param {AbortSignal} signal
 * @returns {(host: Element, ids: string[]) => void} watches the face of a paper
 */
export function watchSeen(signal) {
  if (typeof IntersectionObserver === "undefined") return () => {};
  /** @type {WeakMap<Element, string[]>} */
  const papers = new WeakMap();
  /** @type {Map<Element, number>} since when each is in view */
  const inView = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const observer = new IntersectionObserver((entries) => {
    for (const {target, intersectionRatio} of entries) {
      if (intersectionRatio < HALF) inView.delete(target);
      else if (!inView.has(target)) inView.set(target, performance.now());
    }
    wake();
  }, {threshold: HALF});

  const wake = () => {
    if (inView.size && !document.hidden && !signal.aborted) timer ??= setTimeout(count, GLANCE);
  };
  const count = () => {
    timer = undefined;
    const seen = [...inView].filter(([, since]) => performance.now() - since >= GLANCE - 1).map(([host]) => host);
    for (const host of seen) {
      inView.delete(host);
      observer.unobserve(host);
    }
    if (seen.length && !signal.aborted) void ask("rows.seen", {rows: seen.map((host) => papers.get(host))}).catch(() => {});
    wake();
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    timer = undefined;
    for (const host of inView.keys()) inView.set(host, performance.now()); // a tab behind others is not looked at
    wake();
  }, {signal});
  signal.addEventListener("abort", () => observer.disconnect(), {once: true});

  return (host, ids) => {
    papers.set(host, ids);
    observer.observe(host);
  };
}
