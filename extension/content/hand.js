// Only a person edits. Our shadow roots are open: a site's script can press our buttons, fill in and send our forms, or have
// the browser put words into a field. Only what a person does counts, and what follows from it.

import {PRIVATE} from "./host.js";

const BY_HAND = /^(?:key|mouse|pointer|touch|click)/; // no script makes real ones
const AFTER = new Map([["beforeinput", Infinity], ["input", Infinity], ["change", Infinity], ["submit", 1000]]); // ms at most

/** Stops events in a root, before they arrive, that were faked or that no action of a person led to. @param {ShadowRoot} root */
export function onlyByHand(root) {
  let last = NaN; // when a person was at work here
  for (const kind of PRIVATE) {
    root.addEventListener(kind, (event) => {
      const {isTrusted, timeStamp} = event;
      if (isTrusted && BY_HAND.test(kind)) last = timeStamp;
      if (isTrusted && (!AFTER.has(kind) || timeStamp - last < Number(AFTER.get(kind)))) return;
      event.stopImmediatePropagation();
      event.preventDefault();
    }, true);
  }
}
