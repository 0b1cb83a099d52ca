// The extension's own store and sync in node, over a database that is all in memory: what the client's code costs without
// a browser's disk. Prints {rows, requests, ms}. Arguments: server, token, device, after how many rows to stop.

import "../../../tests/node_modules/fake-indexeddb/auto/index.mjs";
import {openApi} from "../../../extension/background/api.js";
import {openStore} from "../../../extension/background/store.js";
import {sync} from "../../../extension/lib/sync.js";

const [server, token, device, most] = process.argv.slice(2);
const told = {rows: 0, requests: 0, ms: 0};

class Enough extends Error {}

const api = openApi({mayReach: async () => true});
const store = await openStore({rules: {}, onAbsorbed: () => {}});
await store.pairedWith({server, token, device, library: null});
const transport = {
  register: () => Promise.reject(new Error("This device is known.")),
  send: async (/** @type {object} */ request) => {
    if (told.rows >= Number(most)) throw new Enough();
    const {json} = await api.sync(server, token, request);
    told.rows += json.changes.length;
    told.requests += 1;
    return json;
  },
};
const began = performance.now();
await sync(store, transport).catch((error) => {
  if (!(error instanceof Enough)) throw error;
});
told.ms = performance.now() - began;
store.close();
console.log(JSON.stringify(told));
