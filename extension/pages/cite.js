// A citation out of a list of papers. Loaded when it is asked for.

import {bibtex, citeKey} from "../lib/cite.js";

/**
 * @param {import("../lib/cite.js").Paper} view
 * @returns {Promise<string>} what to say
 */
export async function copyCitation(view) {
  try {
    await navigator.clipboard.writeText(bibtex(view));
    return `BibTeX copied: ${citeKey(view)}`;
  } catch {
    return "The browser did not let it be copied. The paper's page in your library has its citation.";
  }
}
