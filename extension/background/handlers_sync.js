// What our own pages ask of the server's part: pairing, syncing, what it refused, and how all that stands.

import {serverAddress} from "./api.js";
import {changeSettings} from "./sites.js";
import {deviceName} from "./syncer.js";
import {ManiculeError} from "../lib/errors.js";

/** @typedef {import("./handlers.js").Parts} Parts */

/**
 * @param {Parts} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function syncHandlers(parts) {
  const {store, syncer, api, browser, changed} = parts;
  const state = () => stateOf(parts);
  /** @param {string} mid @param {boolean} resend */
  const settle = async (mid, resend) => {
    const {refusal, ...touched} = await (await store()).settleRefused(mid, {resend});
    changed(touched);
    if (resend) await syncer.edited();
    return {...(await state()), ...(resend ? {} : {undo: {kind: "refused.keep", body: {refusal}}})};
  };
  return {
    state,
    "sync.now": async () => {
      await syncer.run("hand");
      return state();
    },
    "sync.check": async () => {
      await syncer.run("check");
      return state();
    },
    "recovery.answer": async ({keep}) => {
      if (keep !== "mine" && keep !== "theirs") throw new ManiculeError("bad_value", "Say `mine` or `theirs`.");
      if (await (await store()).answerRecovery(keep)) await syncer.run("hand");
      return state();
    },
    pair: async ({server, code, device}) => {
      const replica = await store();
      const address = serverAddress(server);
      if (device) await changeSettings(replica, {device_name: device});
      const asked = await deviceName(replica, browser);
      const made = await api.pair(address, code.trim(), asked);
      if (typeof made.name === "string" && made.name !== asked) await changeSettings(replica, {device_name: made.name}); // another has it
      await replica.pairedWith({server: address, token: made.token, device: made.device, library: made.library ?? null});
      await syncer.wind();
      await syncer.run("hand");
      return state();
    },
    unpair: async () => {
      await (await store()).setMeta({token: null, error: null, backoff: null});
      changed({ids: [], bookmarks: [], all: false});
      return state();
    },
    "server.check": async ({server}) => {
      const stored = await (await store()).meta(["server", "token"]);
      const address = server ? serverAddress(server) : stored.server;
      if (!address) return {code: "not_paired", message: "Manicule is not paired with a server yet."};
      return api.check(address, address === stored.server ? stored.token : null);
    },
    "refused.list": async () => (await store()).refusedWithTitles(),
    "refused.resend": ({mid}) => settle(mid, true),
    "refused.drop": ({mid}) => settle(mid, false),
    "refused.keep": async ({refusal}) => {
      changed(await (await store()).refuseAgain(refusal));
      return state();
    },
  };
}

/**
 * @param {Pick<Parts, "store" | "syncer" | "browser">} parts
 * @returns {Promise<object>} the answer to `state`; never the token
 */
export async function stateOf({store, syncer, browser}) {
  const replica = await store();
  const meta = await replica.meta(["token", "server", "library", "last_sync_at", "error", "checked", "recovery"]);
  return {
    paired: Boolean(meta.token), server: meta.server, library: meta.library, device: await deviceName(replica, browser), ...(await replica.counts()),
    syncing: syncer.syncing(), last_sync_at: meta.last_sync_at, checked: meta.checked,
    question: (meta.token && meta.recovery?.question) || null, error: meta.token ? meta.error : null, version: browser.version(),
  };
}
