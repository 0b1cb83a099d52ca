// What this browser remembers of the papers that were on screen, and the way to forget it. It asks once: nothing undoes it.

import {ask} from "../ask.js";

/** @type {(id: string) => HTMLElement} */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Fills the section and makes its buttons work. */
export async function openMemory() {
  at("forget").addEventListener("click", () => sure(true));
  at("forget-not").addEventListener("click", () => sure(false));
  at("forget-sure").addEventListener("click", async () => {
    await ask("seen.forget");
    sure(false);
    await show();
  });
  await show();
}

/** @param {boolean} asked whether the question stands */
function sure(asked) {
  at("forget").hidden = asked;
  for (const id of ["forget-sure", "forget-not"]) at(id).hidden = !asked;
  at(asked ? "forget-not" : "forget").focus();
}

async function show() {
  const count = await ask("seen.count").catch(() => null);
  const papers = count === 1 ? "1 paper" : `${count?.toLocaleString()} papers`;
  at("memory-words").textContent = count === null ? "The memory cannot be read just now." : count ? `${papers} remembered.` : "Nothing is remembered.";
  /** @type {HTMLButtonElement} */ (at("forget")).disabled = !count;
}
