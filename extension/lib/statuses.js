// The words people read for what the records say.

/** @type {Record<string, string>} in the order they are offered */
export const STATUSES = {to_read: "To read", reading: "Reading", read: "Read", dismissed: "Dismissed"};

/** How far my edits of a bookmark have come. @type {Record<string, string>} */
export const SYNCED = {here: "Saved here", waiting: "Waiting to sync", synced: "Synced", refused: "Not accepted"};

/** @type {Record<string, string>} */
const KINDS = {
  pdf: "PDF", code: "Code", project: "Project", data: "Data", model: "Model",
  review: "Reviews", talk: "Talk", discussion: "Discussion", page: "Page",
};

/** The kinds of link a person can choose from. */
export const LINK_KINDS = Object.entries(KINDS);

/** @param {string} address */
export function hostOf(address) {
  try {
    return new URL(address).hostname.replace(/^www\./, "");
  } catch {
    return "";
  }
}

/**
 * What a link is called in little room.
 * @param {{kind: string, url: string, title?: string}} link
 */
export function linkName({kind, url, title}) {
  return kind === "page" ? title || hostOf(url) : KINDS[kind] ?? hostOf(url);
}
