// What a person sees of a bookmark: the record as last pulled, with the edits not yet acknowledged replayed over it.
// The server merges (backend/manicule/core/mutations.py); this only repeats its answer for edits nobody contradicts,
// and tests/vectors/replay.json holds the two to the same view.

/** @typedef {{url: string, kind: string, title: string, origin: string}} LinkValue */
/** @typedef {LinkValue & {id?: string, resource?: string, dead?: Dead & {archive: string}}} Link */
/** What a link died of and the day since when, as the server found (core/link_health.py). @typedef {{why: string, since: string}} Dead */
/** @typedef {{v: any, rev: number | null, at: number, by: string, before?: string | null}} Field `rev`: the revision its author saw or made; `before`: of a status that is `dismissed`, the one it replaced */
/** @typedef {{id: string, text: string, at: number, by: string, device?: string}} NoteCopy `device`: in views, its name */
/** @typedef {{url: string, title: string, at: number, words?: string}} Place `words`: in views, what was searched for */
/**
 * A bookmark as it travels; members of a newer server are kept.
 * @typedef {{kind: "bookmark", id: string, rev: number, alive: boolean, alias_of: string | null, ids: string[],
 *   id_sources?: Record<string, string>, meta: Record<string, any>, meta_sources?: Record<string, string>, fields: Record<string, Field>, note: {text: string, rev: number}, note_copies: NoteCopy[],
 *   tags: Record<string, Record<string, number>>, links: Record<string, {v: LinkValue, rev: number | null, at: number, by: string, dead?: Dead}>,
 *   found_on: Place | null, saved_at: number, updated_at: number, doc?: number}} BookmarkRecord `doc`: the revision that made it, where it was pulled
 */
/** @typedef {{kind: "tag", id: string, rev: number, alive: boolean, name: string, alias_of: string | null}} TagRecord */
/**
 * One edit as it travels, but for `seq`, which its place in the outbox gives.
 * @typedef {{op: string, mid: string, at: number, bookmark?: string, tag?: string, [member: string]: any}} Mutation
 */
/**
 * A bookmark as shown. Times are ms since 1970.
 * @typedef {{id: string, key: string | null, ids: string[], id_sources: Record<string, string>, title: string, authors: string[], abstract: string, venue: string,
 *   published: string, url: string, status: string, rating: number | null, starred: boolean,
 *   known: import("./revised.js").Known | null, tags: string[], note: string, line: string, links: Link[],
 *   details: Record<string, any>, note_copies: NoteCopy[], found_on: Place | null, saved_at: number, updated_at: number, rev: number, deleted: boolean,
 *   sync: "here" | "waiting" | "synced" | "refused"}} View `line`: what a list shows of the note; `here`: waiting, but no library is connected
 */

/** What id_sources says of an id that the user took off; as DETACHED in backend/manicule/core/records.py. */
const DETACHED = "detached";

/** Stands for this device in what is not yet acknowledged. */
export const HERE = "here";

/**
 * @param {BookmarkRecord | null} record as pulled; not changed
 * @param {Mutation[]} mutations of this bookmark and of its aliases, in order
 * @returns {BookmarkRecord | null} null when nothing here makes the bookmark
 */
export function replay(record, mutations) {
  let state = record && structuredClone(record);
  for (const mutation of mutations) {
    if (!state?.saved_at && mutation.op !== "bookmark.create") continue; // made or buried elsewhere: the server will say
    state = OPERATIONS[mutation.op]?.(/** @type {BookmarkRecord} */ (state), mutation) ?? state;
    if (state) state.updated_at = Math.max(state.updated_at, mutation.at);
  }
  return state;
}

/** @type {Record<string, (state: BookmarkRecord, mutation: Mutation) => BookmarkRecord | void>} */
const OPERATIONS = {
  "bookmark.create": (state, m) => (state?.saved_at ? joined(state, m) : created(m)),
  "bookmark.set": (state, m) => {
    state.alive = true; // an edit brings a deleted bookmark back, as on the server
    const stored = state.fields[m.field];
    if (stored?.v === "dismissed" && m.value === "dismissed") return;
    state.fields[m.field] = {v: m.value, rev: m.base, at: m.at, by: HERE, ...before(m.field, m.value, statusOf(state))};
  },
  "bookmark.meta": (state, m) => {
    if (!state.alive) return;
    learn(state, m.meta, m.source);
    claim(state, m.ids ?? [], m.source);
  },
  "bookmark.attach": (state, m) => {
    state.alive = true;
    for (const id of m.ids) if (state.id_sources?.[id] === DETACHED) delete state.id_sources[id];
    claim(state, m.ids, "mine");
  },
  "bookmark.detach": (state, m) => {
    const gone = state.ids.filter((id) => m.ids.includes(id));
    const left = state.ids.filter((id) => !gone.includes(id));
    if (!state.alive || !left.some((id) => !id.startsWith("title:"))) return; // the server refuses to take off the last
    state.ids = left;
    state.id_sources = {...state.id_sources, ...Object.fromEntries(gone.map((id) => [id, DETACHED]))};
  },
  "bookmark.delete": (state) => {
    state.alive = false;
  },
  "bookmark.restore": (state) => {
    state.alive = true;
  },
  "bookmark.tag": (state, m) => {
    state.alive = true;
    const tag = String(m.tag);
    state.tags[tag] = {...state.tags[tag], [HERE]: state.rev};
  },
  "bookmark.untag": (state, m) => {
    for (const tag of m.tags) state.tags[tag] = unseen(state.tags[tag], m.base);
  },
  "note.edit": (state, m) => {
    state.alive = true;
    state.note = {...state.note, text: m.text};
  },
  "note.resolve": (state, m) => {
    state.note_copies = state.note_copies.filter((copy) => copy.id !== m.copy);
  },
  "link.put": (state, m) => {
    state.alive = true;
    const stored = state.links[m.link];
    const kept = stored?.dead && stored.v.url === m.value.url ? {dead: stored.dead} : {};
    state.links[m.link] = {v: m.value, rev: m.base, at: m.at, by: HERE, ...kept};
  },
  "link.delete": (state, m) => {
    delete state.links[m.link];
  },
};

/**
 * @param {Mutation} m
 * @returns {BookmarkRecord}
 */
function created(m) {
  /** @type {BookmarkRecord} */
  const record = {
    kind: "bookmark", id: String(m.bookmark), rev: 0, alive: true, alias_of: null, ids: [], meta: {}, fields: typed(m),
    note: {text: "", rev: 0}, note_copies: [], tags: {}, links: {},
    found_on: m.found_on ?? null, saved_at: m.at, updated_at: m.at,
  };
  learn(record, m.meta, m.source);
  claim(record, m.ids, "save");
  return record;
}

/**
 * The paper is there already, under this id or another: this copy of it adds what it knows.
 * @param {BookmarkRecord} state
 * @param {Mutation} m
 */
function joined(state, m) {
  const was = state.alive ? statusOf(state) : null;
  state.alive = true;
  claim(state, m.ids, "save");
  learn(state, m.meta, m.source);
  for (const [name, field] of Object.entries(typed(m))) {
    if (!(state.fields[name]?.at > m.at)) state.fields[name] = {...field, ...before(name, field.v, was)};
  }
  state.found_on ??= m.found_on ?? null;
}

const RISING = ["version", "revised"]; // of these the greatest is true, whoever says it

/** The better a source knows the paper, the higher; as SOURCE_RANK in backend/manicule/core/records.py. */
const SOURCE_RANK = /** @type {Record<string, number>} */ ({save: 0, import: 0, listing: 1, page: 2, api: 3});

/**
 * What a page says joins what pages said before: the better source wins, then the newer.
 * @param {BookmarkRecord} state
 * @param {Record<string, any>} [meta]
 * @param {string} [source]
 */
function learn(state, meta = {}, source = "listing") {
  const sources = {...state.meta_sources};
  for (const [name, value] of Object.entries(meta)) {
    const stored = state.meta[name];
    const rises = RISING.includes(name) && typeof value === typeof stored;
    const worse = rises ? value < stored : SOURCE_RANK[source] < (SOURCE_RANK[sources[name] ?? "save"] ?? 0);
    if (empty(value) || (!empty(stored) && worse)) continue;
    state.meta = {...state.meta, [name]: value};
    sources[name] = source;
  }
  state.meta_sources = sources;
}

/** @param {any} value */
function empty(value) {
  return value === null || value === undefined || value === "" || value.length === 0;
}

/**
 * @param {Mutation} m
 * @returns {Record<string, Field>}
 */
function typed(m) {
  const fields = Object.entries(m.fields ?? {});
  return Object.fromEntries(fields.map(([name, v]) => [name, {v, rev: 0, at: m.at, by: HERE, ...before(name, v, null)}]));
}

/**
 * What a dismissal remembers: the status that comes back with it, null for a paper that was never saved.
 * As backend/manicule/core/operations/dismissals.py.
 * @param {string} name of a field
 * @param {any} value
 * @param {string | null} was
 */
function before(name, value, was) {
  return name === "status" && value === "dismissed" ? {before: was} : {};
}

/**
 * The status it has, or had before it was dismissed; null where it was never saved.
 * @param {BookmarkRecord} state
 * @returns {string | null}
 */
export function statusOf({fields}) {
  const {status} = fields;
  if (!status) return "to_read";
  return status.v === "dismissed" ? (status.before === undefined ? "to_read" : status.before) : status.v;
}

/**
 * The dots that whoever removed the tag had not seen.
 * @param {Record<string, number> | undefined} dots
 * @param {number | null} base
 */
function unseen(dots = {}, base) {
  return Object.fromEntries(Object.entries(dots).filter(([device, rev]) => device !== HERE && base !== null && rev > base));
}

/**
 * The bookmark is given these ids, but for those that the user took off. Whoever else has one, only the server knows.
 * @param {BookmarkRecord} state
 * @param {string[]} ids
 * @param {string} [source] where they were learnt
 */
function claim(state, ids, source = "listing") {
  const fresh = [...new Set(ids)].filter((id) => !state.ids.includes(id) && state.id_sources?.[id] !== DETACHED);
  state.ids = [...state.ids, ...fresh];
  state.id_sources = {...state.id_sources, ...Object.fromEntries(fresh.map((id) => [id, source]))};
}

/**
 * @param {TagRecord | null} record as pulled; not changed
 * @param {Mutation[]} mutations of this tag, and those that put it on a bookmark, in order
 * @returns {TagRecord | null}
 */
export function replayTag(record, mutations) {
  let tag = record && {...record};
  for (const m of mutations) {
    if (m.op === "tag.create") tag ??= {kind: "tag", id: String(m.tag), rev: 0, alive: true, name: m.name, alias_of: null};
    if (!tag || m.tag !== tag.id) continue; // the `into` of a merge stays as it is
    if (m.op === "tag.rename") tag.name = m.name;
    if (m.op === "tag.merge") tag.alias_of = m.into;
    if (m.op === "tag.delete") tag.alive = false;
    if (m.op === "bookmark.tag" && !tag.alias_of) tag.alive = true; // who uses a deleted tag wants it back
  }
  return tag;
}
