// What relating a row costs in JavaScript: {library, rows, most} on standard input; ms a row, ms of it for tokenising,
// and MB of the index for 1,000 papers as a JSON list on standard output.
import {readFileSync} from "node:fs";
import {shares} from "../../../extension/lib/rarity.js";
import {Index} from "../../../extension/lib/related.js";
import {count} from "../../../extension/lib/terms.js";

/** @typedef {{id: string, title: string, abstract?: string, tags?: string[]}} Paper */
/** @type {{library: Paper[], rows: Paper[], most: number}} */
const {library, rows, most} = JSON.parse(readFileSync(0, "utf8"));
const table = shares(JSON.parse(readFileSync(new URL("../../../extension/words/background.json", import.meta.url), "utf8")));

const empty = used();
const index = new Index(table);
for (const {id, title, abstract, tags} of library) index.add(id, count(title, abstract, (tags ?? []).join(" ")));
const size = used() - empty;

run();
const {read, related} = run();
console.log(JSON.stringify([(read + related) / rows.length, read / rows.length, size / 1000 / library.length]));

/** Milliseconds of the processor for tokenising all rows, and for relating them. */
function run() {
  const began = process.cpuUsage();
  const counts = rows.map(({title, abstract}) => count(title, abstract));
  const between = process.cpuUsage(began);
  for (const one of counts) index.related(one, most);
  const all = process.cpuUsage(began);
  const [read, whole] = [between, all].map(({user, system}) => (user + system) / 1000);
  return {read, related: whole - read};
}

/** Bytes in use after everything that can go has gone. */
function used() {
  /** @type {any} */ (globalThis).gc();
  return process.memoryUsage().heapUsed;
}
