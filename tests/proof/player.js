// Plays histories for the simulator: the extension's own core under node, its storage in memory, the server at the other
// end of stdin and stdout, one line of JSON each way. `node player.js FOLDER` takes the core from that folder.

import "../node_modules/fake-indexeddb/auto/index.mjs";
import {IDBFactory} from "../node_modules/fake-indexeddb/build/esm/index.js";
import {readFileSync} from "node:fs";
import {openLine} from "./line.js";
import {seedChance} from "./chance.js";
import {playHistory} from "./history.js";

const root = new URL(`file://${process.argv[2]}/`);
const load = (/** @type {string} */ path) => import(new URL(path, root).href);
const [{openStore}, {sync, LIMITS}, {openApi}, {ManiculeError}, {keeping, repeating}] = await Promise.all(
  ["background/store.js", "lib/sync.js", "background/api.js", "lib/errors.js", "background/many.js"].map(load),
);
const rules = JSON.parse(readFileSync(new URL("sites/keys.json", root), "utf8"));
const core = {openStore, sync, LIMITS, openApi, ManiculeError, keeping, repeating, rules};

const line = openLine();
for (let order = await line.next(); order; order = await line.next()) {
  Object.defineProperty(globalThis, "indexedDB", {value: new IDBFactory(), configurable: true, writable: true});
  seedChance(order.seed);
  line.write({played: await playHistory(core, line.ask, order)});
}
