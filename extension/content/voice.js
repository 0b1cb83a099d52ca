// Tells screen readers what became of the user's own action, and of nothing else.

import {h} from "../lib/dom.js";
import {createHost} from "./host.js";

const CSS = `:host { all: initial !important; position: absolute !important; inline-size: 1px !important; block-size: 1px !important;
  overflow: hidden !important; clip-path: inset(50%) !important; white-space: nowrap !important; }`;

/** @param {Document} document */
export function createVoice(document) {
  const {host, root} = createHost("manicule-voice", CSS);
  const region = h("div", {role: "status", "aria-live": "polite"});
  root.append(region);
  return {
    /** @param {string} text */
    say(text) {
      if (!host.isConnected) document.body.append(host);
      region.textContent = "";
      setTimeout(() => (region.textContent = text), 50); // a region is only read when it changes
    },
    remove: () => host.remove(),
  };
}
