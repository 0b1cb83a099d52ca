// The shapes that the modules of the page share. Only the type checker reads this file; no page loads it.

/**
 * @typedef {import("../lib/types.js").Paper} Paper
 * @typedef {import("../lib/types.js").Raw} Raw
 * @typedef {import("../lib/types.js").RowHit} RowHit
 */
/**
 * A bookmark as the background shows it.
 * @typedef {{id: string, ids: string[], title: string, status: string, tags: string[], note: string, line: string, saved_at: number,
 *   links: import("../lib/types.js").Link[],
 *   known?: import("../lib/revised.js").Known | null, venue?: string,
 *   found_on: {url: string, title: string, at?: number, words?: string} | null, note_copies?: Copy[],
 *   sync: "here" | "waiting" | "synced" | "refused"}} View
 */
/** What `device` wrote over the same words of the note. @typedef {{id: string, text: string, at: number, device: string}} Copy */
/** The bookmark that a row is probably the same paper as; `about`: its first author and year. @typedef {{bookmark: string, title: string, about: string}} Same */
/**
 * A bookmark that a row relates to, and why; each reason is true.
 * @typedef {{bookmark: string, key: string, title: string, url: string, score: number, why: {words: string[], tags: string[], note: string}}} Hint
 */
/**
 * What a row shows: what I know, what became of my last edit, what went wrong with it.
 * @typedef {{view: View | null, isNew?: boolean, same?: Same | null, hints?: Hint[], done?: string | null, trouble?: string | null, busy?: boolean}} State
 */
/**
 * What stands on a row: `host` is put into the page, `button` is where the focus returns to.
 * @typedef {{host: HTMLElement, show: (state: State) => void, button: () => HTMLElement | null}} Face
 */
/** @typedef {"save" | "open" | "undo" | "dismiss" | "back" | "seen" | "related" | "join" | "unlike"} Act */
/**
 * One row of the page. `hit` is what was read and asked about, `paper` null where that is none, `view` where it is not saved.
 * @typedef {{elements: Element[], hit: RowHit | null, paper: Paper | null, view: View | null, face: Face | null,
 *   placedAt: number, gaveUp: boolean, isNew?: boolean, asked?: boolean, hints?: Hint[], same?: Same | null}} Mark  `isNew`: not on my screen
 *   before this sitting; `asked`: what it relates to
 */
/**
 * What a visit needs: the page spec and context of lib/rows.js, the ways to ask and to make a face. `signal` removes all.
 * @typedef {object} Needs
 * @property {Document} document
 * @property {import("../lib/types.js").Page} page
 * @property {import("../lib/types.js").Context} context
 * @property {AbortSignal} signal
 * @property {(rows: Raw[]) => Promise<({paper: Paper, view: View | null, isNew?: boolean, same?: Same | null} | null)[]>} read which papers, and what is known
 * @property {(mark: Mark) => Face} dress makes the empty face of a row
 * @property {(mark: Mark) => void} paint shows on a face what is known
 * @property {(health: Health) => void} settled called after each round
 * @property {(mark: Mark | null) => void} [near] hears which row the pointer or the focus has come to
 * @property {() => number} [now] ms
 */
/** @typedef {{rows: number, keys: number, annotated: number, gave_up: number}} Health */
/** @typedef {Needs & ReturnType<typeof import("./annotate.js").blank>} Visit */
/** @typedef {{ids: string[], done: string, undo: {kind: string, body: object}, after?: () => void}} Last the edit that can be undone; `after`: what the page does then */
/**
 * What this page knows of edits: the rows that are papers, the last edit, what went wrong, keys being saved, the editor.
 * @typedef {object} Desk
 * @property {() => Mark[]} papers
 * @property {string} theme
 * @property {string} kind of page
 * @property {Last | null} last
 * @property {{ids: string[], text: string} | null} trouble
 * @property {Set<string>} busy
 * @property {Card | null} card
 * @property {Mark | null} near the row at hand
 * @property {Selecting | null} select
 * @property {AbortSignal | undefined} signal of the visit
 */
/**
 * The open editor.
 * @typedef {object} Card
 * @property {string[]} ids of the paper it edits
 * @property {(view: View | null) => void} update the bookmark changed; what is being typed stays
 * @property {(last: Last | null, trouble: Desk["trouble"]) => void} tell what became of the last edit
 * @property {() => Promise<void>} close saves the note first; stays open once if that fails
 * @property {(theme: string) => void} recolour
 */
/**
 * Tick boxes on the rows: `dress` puts one on a new face, `toggle` ticks a row, or all up to it.
 * @typedef {{dress: (mark: Mark, face: Face) => void, toggle: (mark: Mark, range: boolean) => void, end: () => void}} Selecting
 */
/**
 * A part of the card.
 * @typedef {{element: HTMLElement, update: (view: View) => void}} Part
 */

export {};
