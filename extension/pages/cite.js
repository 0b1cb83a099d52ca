// A citation out of a list of papers. Loaded when it is asked for.

import {ask} from "../ask.js";
import {bibtex, citeKey} from "../lib/cite.js";

/**
 * @param {import("../lib/replay.js").View} view
 * @returns {Promise<string>} what to say
 */
export async function copyCitation(view) {
  const key = (await ask("bookmark.cite", {bookmark: view.id})).key ?? citeKey(view);
  try {
    await navigator.clipboard.writeText(bibtex(view, key));
    return `BibTeX copied: ${key}`;
  } catch {
    return "The browser did not let it be copied. The paper's page in your library has its citation.";
  }
}
