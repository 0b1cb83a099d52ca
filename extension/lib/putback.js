// An old value of a bookmark's history, as the ordinary edit that puts it back.

/** @typedef {import("./replay.js").View} View */
/** @typedef {{field: string, value: any, at: string, by: string, device: string | null, reason: string, rev: number}} Superseded */

const FIELDS = ["status", "rating", "starred", "title", "authors", "abstract", "venue", "published", "url"];

/**
 * @param {Pick<Superseded, "field" | "value"> & {reason?: string}} old
 * @param {View} view the bookmark as it is now
 * @returns {{kind: string, body: object} | null} a message; null where it is so already, or cannot be put back
 */
export function putBack({field, value, reason}, view) {
  const bookmark = view.id;
  if (field === "ids") return idsBack(value, reason, view);
  if (field === "note") return value === view.note ? null : {kind: "note.edit", body: {bookmark, base_text: view.note, text: String(value ?? "")}};
  if (field === "link") return linkBack(value, view);
  if (!FIELDS.includes(field)) return null;
  const now = /** @type {any} */ (view)[field];
  return JSON.stringify(now) === JSON.stringify(value) ? null : {kind: "bookmark.set", body: {bookmark, field, value}};
}

/** What was joined is taken apart, what was taken off is put back. @param {any} value @param {string | undefined} reason @param {View} view */
function idsBack(value, reason, view) {
  /** @type {string[]} */
  const ids = Array.isArray(value?.ids) ? value.ids : [];
  const [here, missing] = [ids.filter((id) => view.ids.includes(id)), ids.filter((id) => !view.ids.includes(id))];
  if (reason === "detached") return missing.length ? {kind: "bookmark.attach", body: {bookmark: view.id, ids: missing}} : null;
  return here.length && here.length < view.ids.length ? {kind: "bookmark.detach", body: {bookmark: view.id, ids: here}} : null;
}

/** Both name what they lead to (found.js). @param {any} value @param {View} view */
function linkBack(value, view) {
  if (typeof value?.url !== "string") return null;
  const there = view.links.some((link) => link.id && (link.resource ?? link.url) === (value.resource ?? value.url));
  const {url, kind, title, origin} = value;
  return there ? null : {kind: "link.add", body: {bookmark: view.id, url, kind, title, origin}};
}
