// The client of the sync protocol, without browser, storage or network: these are handed in, so that node runs exactly
// what the extension runs. The protocol: push the outbox, pull what changed, page by page, until nothing is left.

import {ManiculeError} from "./errors.js";
import {question} from "./failsafe.js";
import {WHOLE} from "./recovery.js";
import {isResult, isWhole} from "./wire.js";

/** @typedef {import("./replay.js").Mutation} Mutation */
/** @typedef {Mutation & {seq: number}} Sent */
/** @typedef {{status: string, code?: string, message?: string, bookmark?: string, tag?: string}} Said */
/** @typedef {Said & {mid: string, was?: Said}} Result `was`: of a duplicate, what was said the first time */
/** @typedef {{server_time: number, head: number, more: boolean, cursor: string, results: Result[], changes: any[]}} Answer */
/** @typedef {{reason: string, cursor: string | null, head?: number, renewed: boolean, pulled: boolean,
 *   question?: import("./failsafe.js").Toll | null, keep?: "mine" | "theirs"}} Recovery `question`: asked of the user, `keep`: the answer */
/** @typedef {{device: string | null, cursor: string | null, recovery: Recovery | null}} SyncState */
/** @typedef {{rows: any[], results: Result[], more: boolean, cursor: string, head: number, serverTime: number, fresh: boolean}} Plan */
/**
 * What sync needs of a storage. Every method is one transaction.
 * @typedef {{
 *   syncState(): Promise<SyncState>,
 *   outgoing(limits: {mutations: number, bytes: number}): Promise<Sent[]>,
 *   absorb(plan: Plan): Promise<void>,
 *   beginRecovery(reason: string): Promise<void>,
 *   renewDevice(made: {device: string, token: string}): Promise<void>,
 *   weighRecovery(): Promise<import("./failsafe.js").Toll | null>,
 *   finishRecovery(): Promise<void>,
 * }} SyncStore
 */
/**
 * What it needs of the network. Both throw ManiculeError; `send` with one of RECOVERIES as code for a 409.
 * @typedef {{send(request: object): Promise<unknown>, register(): Promise<{device: string, token: string}>}} Transport
 */

const PROTOCOL = 1;
export const RECOVERIES = ["cursor_unknown", "device_unknown", "seq_gap", "device_forked"];

/** What one request may carry: the server takes 1 MiB, of which some is left to the envelope. */
export const LIMITS = {mutations: 100, bytes: 1_000_000, rows: 500};

/** A recovery that has to begin again this often in one sync is not going to end by itself. */
const MAX_RECOVERIES = 3;

/**
 * One whole sync: returns when the server has all edits and this replica has all changes. Each step is kept before the
 * next begins: wherever it stops, the next sync goes on from there.
 * @param {SyncStore} store
 * @param {Transport} transport
 */
export async function sync(store, transport) {
  let recoveries = 0;
  const limits = {...LIMITS}; // less, once a proxy took less
  for (;;) {
    const step = await next(store, transport, limits);
    if (step === "done") return;
    if (step === "recovering" && ++recoveries > MAX_RECOVERIES) {
      throw new ManiculeError("server_error", "The server and this device do not agree on their history. Every edit is kept here; `manicule doctor` may say more.");
    }
  }
}

/** @typedef {{mutations: number, bytes: number}} Limits of one request */

/**
 * @param {SyncStore} store
 * @param {Transport} transport
 * @param {Limits} limits
 * @returns {Promise<"done" | "more" | "recovering">}
 */
async function next(store, transport, limits) {
  const state = await store.syncState();
  if (state.recovery && !state.recovery.renewed) {
    await store.renewDevice(await transport.register());
    return "more";
  }
  try {
    if (!state.recovery?.pulled) return await exchange(store, transport, state, limits);
    await checkHistory(transport, state);
  } catch (error) {
    if (!(error instanceof ManiculeError) || !RECOVERIES.includes(error.code)) throw error;
    await store.beginRecovery(error.code);
    return "recovering";
  }
  const toll = await store.weighRecovery();
  if (toll) throw new ManiculeError("would_remove", question(toll));
  await store.finishRecovery();
  return "more";
}

/**
 * Of a recovery that takes the server's history for whole: whether all that was pulled is of the history that was seen
 * before. The server may have been restored since the recovery began, and only the cursor from before tells.
 * @param {Transport} transport
 * @param {SyncState} state
 */
async function checkHistory(transport, {device, cursor, recovery}) {
  if (cursor === null || !WHOLE.includes(recovery?.reason ?? "")) return;
  checkAnswer(await transport.send({...request(device, cursor, []), limit: 1}), cursor, []);
}

/**
 * One request and its answer.
 * @param {SyncStore} store
 * @param {Transport} transport
 * @param {SyncState} state
 * @param {Limits} limits made smaller where the request was too large
 * @returns {Promise<"done" | "more">}
 */
async function exchange(store, transport, state, limits) {
  const fresh = state.recovery !== null;
  const cursor = state.recovery ? state.recovery.cursor : state.cursor;
  const mutations = fresh ? [] : await store.outgoing(limits);
  const said = await transport.send(request(state.device, cursor, mutations)).catch((error) => {
    if (error?.code !== "too_large" || limits.mutations === 1 || mutations.length < 2) throw error;
    limits.mutations = Math.ceil(Math.min(limits.mutations, mutations.length) / 2);
  });
  if (said === undefined) return "more";
  const answer = checkAnswer(said, cursor, mutations);
  await store.absorb({
    rows: answer.changes, results: answer.results, more: answer.more, cursor: answer.cursor, head: answer.head, serverTime: answer.server_time, fresh,
  });
  const left = answer.more || fresh || (await store.outgoing({mutations: 1, bytes: 1})).length > 0;
  return left ? "more" : "done";
}

/**
 * @param {string | null} device
 * @param {string | null} cursor
 * @param {Sent[]} mutations
 */
export function request(device, cursor, mutations) {
  return {protocol: PROTOCOL, device, cursor, limit: LIMITS.rows, mutations};
}

/**
 * The answer, when it is one to this request: a captive portal or another program on the port may say anything.
 * @param {any} answer
 * @param {string | null} cursor that was sent
 * @param {Sent[]} mutations that were sent
 * @returns {Answer}
 */
function checkAnswer(answer, cursor, mutations) {
  const shaped = answer && Array.isArray(answer.changes) && Array.isArray(answer.results) && typeof answer.cursor === "string"
    && typeof answer.more === "boolean" && Number.isFinite(answer.server_time) && answer.changes.every(isRow) && answer.results.every(isResult);
  if (!shaped) throw new ManiculeError("not_manicule", "What answered is not a Manicule server. Check the address and the port.");
  if (!answer.changes.every(isWhole)) {
    throw new ManiculeError("old_server", "The server sent a paper or tag that this extension cannot read, so its whole answer was left out. Update the older of the two; your edits are kept here.");
  }
  const told = new Set(answer.results.map((/** @type {Result} */ result) => result.mid));
  const silent = mutations.some((mutation) => !told.has(mutation.mid));
  if (silent || (answer.more && (answer.cursor === cursor || !answer.changes.length))) {
    throw new ManiculeError("server_error", "The server's answer makes no progress. Your edits are kept; try again later.");
  }
  return answer;
}

/** @param {any} row */
function isRow(row) {
  return typeof row?.id === "string" && Number.isInteger(row.rev) && (row.kind === "tag" || Array.isArray(row.ids) || row.kind !== "bookmark");
}
