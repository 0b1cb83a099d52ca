// When to sync, and what became of it. Viewing a page is never a reason: only a start, an edit, the network coming back,
// the clock and the user are.

import {checkup} from "./checkup.js";
import {ManiculeError, toWire} from "../lib/errors.js";
import {sync} from "../lib/sync.js";

/** @typedef {ReturnType<typeof openSyncer>} Syncer */
/** @typedef {{tries: number, until: number, asked: boolean}} Backoff `until` in ms; `asked`: the server wants it */

const PERIOD = 5; // minutes between looks for other devices' edits
const SAFETY_NET = 0.5; // minutes, the shortest alarm of Chromium: sends an edit whose worker died first
const TYPING = 300; // ms in which further edits join the first
const FIRST_WAIT = 15_000; // ms
const LONGEST_WAIT = 15 * 60_000; // ms
const FARTHEST = 3_600_000; // ms from now that a wait may end (api.js): one that ends later was noted by a clock since set back

/**
 * @param {{
 *   store: () => Promise<import("./store.js").Store>, api: import("./api.js").Api, browser: typeof import("./browser.js"),
 *   now?: () => number, random?: () => number, onState?: () => void,
 * }} parts `onState` hears that the state may be another
 */
export function openSyncer({store, api, browser, now = Date.now, random = Math.random, onState = () => {}}) {
  /** @type {Promise<void> | null} */
  let running = null;
  let again = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;

  /** Sees to it that the clock will ask again. */
  async function wind() {
    if (!(await browser.hasAlarm("sync"))) await browser.setAlarm("sync", {minutes: PERIOD, every: PERIOD});
  }

  /** An edit is in the outbox. Resolves once it is sure to be sent, even if the worker dies now. */
  async function edited() {
    if (!(await (await store()).meta(["token"])).token) return;
    await browser.setAlarm("edit", {minutes: SAFETY_NET});
    clearTimeout(soon);
    soon = setTimeout(() => run("edit").catch((error) => console.error("Manicule: while syncing an edit:", error)), TYPING);
  }

  /**
   * @param {"start" | "edit" | "online" | "alarm" | "hand" | "check"} reason `check` compares replica and server too
   * @returns {Promise<void>} when this device is in step, or the reason why not is kept
   */
  async function run(reason) {
    if (running) {
      again = true;
      return running;
    }
    running = guarded(reason).finally(() => {
      running = null;
      onState();
    });
    onState();
    await running;
    if (!again) return;
    again = false;
    await run("edit");
  }

  /** @param {string} reason */
  async function guarded(reason) {
    const replica = await store();
    const {token, server, backoff} = await replica.meta(["token", "server", "backoff"]);
    if (!token || !server || mustWait(backoff, reason)) return;
    await browser.alone("manicule-sync", () => once(replica, server, reason === "check"));
  }

  /**
   * @param {Backoff | null} backoff
   * @param {string} reason
   */
  function mustWait(backoff, reason) {
    const left = backoff ? backoff.until - now() : 0;
    if (!backoff || left <= 0 || left > FARTHEST || reason === "hand" || reason === "check") return false;
    return backoff.asked || reason === "alarm";
  }

  /**
   * @param {import("./store.js").Store} replica
   * @param {string} server
   * @param {boolean} force compares even if it was done today
   */
  async function once(replica, server, force) {
    clearTimeout(soon); // what waited for the typing to pause goes with this
    let holdOff = 0;
    const token = async () => (await replica.meta(["token"])).token;
    const transport = {
      send: async (/** @type {object} */ request) => {
        const reply = await api.sync(server, await token(), request);
        holdOff = Math.max(holdOff, reply.holdOff);
        await meetAuthors(replica, reply.json, async () => api.devices(server, await token()));
        return reply.json;
      },
      register: async () => api.register(server, await token(), await deviceName(replica, browser)),
    };
    try {
      await sync(replica, transport);
      const ask = async () => api.digest(server, await token());
      if ((await checkup(replica, {ask, now: now(), force})) === "differs") await sync(replica, transport);
      const backoff = holdOff ? {tries: 0, until: now() + holdOff, asked: true} : null;
      await replica.setMeta({last_sync_at: now(), error: null, backoff});
      await browser.clearAlarm("edit");
      await replica.countTags();
    } catch (error) {
      await failed(replica, error);
    }
  }

  /**
   * @param {import("./store.js").Store} replica
   * @param {unknown} error
   */
  async function failed(replica, error) {
    if (!(error instanceof ManiculeError)) console.error("Manicule: while syncing:", error);
    const asked = error instanceof ManiculeError ? (error.retryAfter ?? 0) : 0;
    const tries = ((await replica.meta(["backoff"])).backoff?.tries ?? 0) + 1;
    const own = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries) * (0.75 + random() / 2); // Spread: devices fail together.
    const wait = Math.max(asked, own);
    await browser.setAlarm("retry", {minutes: Math.max(SAFETY_NET, wait / 60_000)});
    try {
      await replica.setMeta({error: toWire(error), backoff: {tries, until: now() + wait, asked: asked > 0}});
    } catch (full) {
      console.error("Manicule: while noting why a sync failed:", full); // The alarm is set: it is tried again all the same.
    }
  }

  return {wind, edited, run, syncing: () => running !== null};
}

/**
 * Learns who wrote the note copies of an answer: their names are shown beside them.
 * @param {import("./store.js").Store} replica
 * @param {any} answer of a sync, or of whatever else answers there
 * @param {() => Promise<Record<string, string>>} devices
 */
async function meetAuthors(replica, answer, devices) {
  const copies = Array.isArray(answer?.changes) ? answer.changes.flatMap((/** @type {any} */ row) => row?.note_copies ?? []) : [];
  if (!copies.length) return;
  const {device, device_names: known} = await replica.meta(["device", "device_names"]);
  if (copies.every((/** @type {any} */ {by}) => by === device || known?.[by])) return;
  await devices().then((names) => replica.setMeta({device_names: names}), () => {}); // without a name it is "another device"
}

/**
 * What this device calls itself.
 * @param {import("./store.js").Store} replica
 * @param {Pick<typeof import("./browser.js"), "ownName">} browser
 * @returns {Promise<string>}
 */
export async function deviceName(replica, {ownName}) {
  return (await replica.meta(["settings"])).settings?.device_name || ownName();
}
