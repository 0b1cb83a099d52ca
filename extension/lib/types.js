// Types only: nothing loads this file. Import them as `import("./types.js").Row`.

/**
 * @typedef {{key: string, ids: string[], version: string}} Identity  version: "" or a number such as "2"
 * @typedef {{host: string, path: string, params: Map<string, string>, query: string}} Address
 *
 * keys.json
 * @typedef {{is: string, value?: string, version?: string, scheme?: string, case?: string}} Form
 * @typedef {{is?: string, url: string, kind: string, title: string}} Template
 * @typedef {{clean?: [string, string][], forms?: Form[], links?: Template[]}} Scheme
 * @typedef {{host: string, path?: string, params?: string[], when?: [string, string], scheme: string, value?: string,
 *   kind: string, url?: string, title?: string}} AddressRule
 * @typedef {AddressRule & {as: string, case?: string}} SameRule
 * @typedef {{schemes: Record<string, Scheme>, bare: {is: string, scheme: string, value?: string}[], wrapped: string,
 *   proxies: {dashed: string, appended: string}, unwrap: AddressRule[], addresses: AddressRule[], tracking: string,
 *   pages: SameRule[], archive: string, same: SameRule[], resources: AddressRule[], mentioned: string, hints: [string, string][]}} Rules
 *
 * Site rules, described in tests/sites/README.md
 * @typedef {{select?: string, from?: string, attr?: string, drop?: string, keep?: string, many?: boolean, match?: string,
 *   as?: string, split?: string, if?: string, unless?: string}} Spec
 * @typedef {{select?: string, where: "inside-end" | "after" | "parent-end"}} Place
 * @typedef {{select: string, attr?: string, records: string[], key: string, in: string,
 *   fields: Record<string, string>, links?: Record<string, string>}} Data
 * @typedef {{kind: "listing" | "paper", path: string, query?: Record<string, string>,
 *   row: {select: string | string[], with?: string}, fields: Record<string, Spec | Spec[]>, data?: Data,
 *   mount: Place | Place[]}} Page
 * @typedef {{id: string, name: string, version: number, updated: string, matches: string[], pages: Page[]}} Rule
 *
 * What is read: the texts of a row as the page has them, `whole` the embedded title, links with their kinds; then its paper
 * @typedef {{url: string, by_address: string, by_title: string, title: string, whole: string, ids: string[], published: string, venue: string, abstract: string,
 *   links: string[][], authors: string[], version: string[], revised: string, replaced: string, withdrawn: string,
 *   about?: import("./metadata.js").Metadata}} Raw  what is absent is "" or []; `about`: what a paper's own page says of itself
 * @typedef {{url: string, kind: string, title: string, origin: string, id?: string, resource?: string, dead?: {why: string, since: string, archive: string}}} Link  `resource`: in views, what it leads to (found.js)
 * @typedef {{key: string, ids: string[], title: string, authors: string[], abstract: string, url: string,
 *   published: string, venue: string, links: Link[]} & Partial<Versions>} Row  what is absent is "" or [], a version not told null
 * @typedef {{version: number | null, revised: string, replaced: boolean, withdrawn: boolean}} Versions  what a row says of them
 * @typedef {{element: Element, where: "inside-end" | "after"}} Mount
 * @typedef {Pick<Row, "key" | "ids" | "title" | "links"> & import("./revised.js").Told} Paper  as much of it as a page needs
 * @typedef {{raw: Raw, elements: Element[], mount: Mount}} RowHit
 * @typedef {{document: Document, url: string, page: Page, records: Map<string, unknown>}} Context
 */

export {};
