// An editor that a person uses. Our roots are open: a site's script can press what is in them, fill it in, send its forms,
// or have the browser put words into a field. Nothing of that counts but what a person does, and what follows from it.

import {PRIVATE} from "./host.js";

const BY_HAND = /^(?:key|mouse|pointer|touch|click)/; // no script makes real ones
const AFTER = new Map([["beforeinput", Infinity], ["input", Infinity], ["change", Infinity], ["submit", 1000]]); // ms at most

/** Stops in a root, before they arrive, what was faked and what nobody brought about. @param {ShadowRoot} root */
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
