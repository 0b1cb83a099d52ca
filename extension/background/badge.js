// What the toolbar button says: how many edits wait, or that something needs the user.

const WAITING = "#8a5a00";
const TROUBLE = "#b3261e";

/**
 * @param {{pending: number, refused: number, error: {code: string, message: string} | null, paired: boolean}} state
 * @param {(key: string, ...values: (string | number)[]) => string} text of _locales
 * @returns {{text: string, title: string, color: string}}
 */
export function badgeOf({pending, refused, error, paired}, text) {
  const name = text("extName");
  if (refused) return {text: "!", title: `${name}: ${text("badgeRefused", refused)}`, color: TROUBLE};
  if (pending && paired) {
    return {text: pending > 999 ? "999+" : String(pending), title: `${name}: ${text("badgeWaiting", pending)}`, color: error ? TROUBLE : WAITING};
  }
  if (paired && error) return {text: "!", title: `${name}: ${error.message}`, color: TROUBLE};
  return {text: "", title: name, color: WAITING};
}
