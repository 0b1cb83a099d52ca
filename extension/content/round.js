// Within a dialog of ours Tab goes round: what follows it in the document is the end of the page.

/** @param {HTMLElement} panel @param {KeyboardEvent} event a Tab */
export function turnAround(panel, event) {
  const stops = [...panel.querySelectorAll("a, button, input:not([type=radio]), input:checked, textarea, select, summary")];
  const [from, to] = event.shiftKey ? [stops[0], stops[stops.length - 1]] : [stops[stops.length - 1], stops[0]];
  if (event.target !== from) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (to).focus();
}
