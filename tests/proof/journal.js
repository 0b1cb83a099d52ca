// What was typed, and what somebody who saw it took away: whatever was typed and not taken away must be there at the end.

const WORD = /w\d+_\d+/g;

/** @param {string} text */
export const wordsOf = (text) => new Set(text.match(WORD) ?? []);

export function openJournal() {
  const journal = {
    /** @type {Record<string, string>} word -> who typed it when */ typed: {},
    /** @type {Record<string, string>} word -> who took it away, having seen it */ gone: {},
    /** @type {Record<string, number | null>} word or paper id -> the device that must hold it; null: none must */ from: {},
    /** @type {Record<string, string>} word -> who wrote it twice, or a second time */ twice: {},
    /** @type {Record<string, string>} paper id -> who saved it */ saved: {},
    /** @type {Record<string, string>} paper id -> who deleted it */ deleted: {},
    /** @type {Record<string, string>} word or paper id -> the disaster after which nobody had it */ excused: {},
    /** @type {{bookmark: string, field: string, value: any, replaced: any, by: string}[]} */ sets: [],
    /** @type {{bookmark: string, tag: string, by: string}[]} */ tagged: [],
    /** @type {{bookmark: string, tags: string[] | null}[]} `null`: all of them */ untagged: [],
    /** @type {string[]} tags deleted or merged by name */ tagsGone: [],
    /** @type {string[]} refusals whose edit was sent again */ resent: [],
    /** whether papers were joined or taken apart by hand: then what a paper was may be two papers', or be there twice */ rearranged: false,
    /** @type {Record<string, number>} */ counts: {},
    /** @type {string[]} what should never happen, as it happened */ trouble: [],
    /** @type {string[]} */ told: [],
    disasters: 0,
  };
  return {
    ...journal,
    journal,
    count: (/** @type {string} */ what) => (journal.counts[what] = (journal.counts[what] ?? 0) + 1),
    /** @param {string} base what was seen @param {string} text what it became @param {string} by @param {number | null} device */
    wrote(base, text, by, device = null) {
      const [before, after] = [wordsOf(base), wordsOf(text)];
      for (const word of after) {
        if (before.has(word)) continue;
        if (word in journal.typed) journal.twice[word] ??= by; // out of a copy, or by an undo: two devices may do so at once
        [journal.typed[word], journal.from[word]] = [by, device];
      }
      for (const word of after) if (text.split(word).length > 2) journal.twice[word] ??= by;
      for (const word of before) if (!after.has(word)) journal.gone[word] ??= by;
    },
    /** @param {any} view as it was seen @param {string} by */
    deletedSeen(view, by) {
      const links = view.links.map((/** @type {any} */ link) => link.title);
      for (const text of [view.note, ...(view.note_copies ?? []).map((/** @type {any} */ copy) => copy.text), ...links]) {
        for (const word of wordsOf(text)) journal.gone[word] ??= by;
      }
      for (const id of view.ids) journal.deleted[id] ??= by;
    },
    /** @param {string} id of a paper @param {string} by @param {number | null} device */
    keeps(id, by, device = null) {
      if (id in journal.saved) return;
      [journal.saved[id], journal.from[id]] = [by, device];
    },
    joined: () => void (journal.rearranged = true),
    /** @param {string} id that was taken off a paper by somebody who saw it there @param {string} by */
    parted(id, by) {
      journal.rearranged = true;
      journal.deleted[id] ??= by;
    },
    /** @param {string} mid */
    resent: (mid) => void journal.resent.push(mid),
    /** A profile was put back: what was typed there since need be nowhere any more. @param {number} device */
    forgave(device) {
      for (const [what, holder] of Object.entries(journal.from)) if (holder === device) journal.from[what] = null;
    },
    /**
     * Whatever no device must hold and is in none of these texts went with a disk, and is nobody's fault.
     * @param {string} texts @param {string} why
     */
    excuse(texts, why) {
      const lost = (/** @type {string} */ what, /** @type {string} */ text) => journal.from[what] === null && !texts.includes(text);
      for (const word of Object.keys(journal.typed)) if (lost(word, word)) journal.excused[word] ??= why;
      for (const id of Object.keys(journal.saved)) if (lost(id, `"${id}"`)) journal.excused[id] ??= why;
      journal.disasters++;
    },
  };
}
/** @typedef {ReturnType<typeof openJournal>} Journal */
