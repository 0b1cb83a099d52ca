// Tells screen readers what became of the user's own action, and of nothing else.

import {h} from "../lib/dom.js";

const HIDDEN = "position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";
/** @type {{host: HTMLElement, region: HTMLElement} | null} */
let voice = null;

/**
 * @param {string} text
 * @param {AbortSignal} [signal] takes the region away again
 */
export function say(text, signal) {
  voice ??= create();
  const {host, region} = voice;
  if (!host.isConnected) document.body.append(host);
  signal?.addEventListener("abort", () => host.remove(), {once: true});
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50); // a region is only read when it changes
}

function create() {
  const host = document.createElement("manicule-voice");
  host.style.cssText = HIDDEN;
  const region = h("div", {role: "status", "aria-live": "polite"});
  host.attachShadow({mode: "open"}).append(region);
  return {host, region};
}
