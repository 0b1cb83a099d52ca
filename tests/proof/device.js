// One device of a history: the extension's store, its api over a network that fails as told, and its whims.

import {aborted, armAbort, disarmAbort, dump} from "./profile.js";

/** @typedef {{at: number, kind: string, [member: string]: any}} NetFault `at`: which request of the sync, from 0 */

const SERVER = "http://127.0.0.1:7373";
let made = 0;

export class Device {
  /** @param {any} world @param {number} number @param {number} skew ms that its clock is wrong */
  constructor(world, number, skew) {
    Object.assign(this, {world, number, skew});
    /** @type {any} */ this.store = null;
    this.name = `device-${++made}`;
    this.busy = false;
    /** @type {any} an editor left open: what it showed when it was opened */ this.editor = null;
    /** @type {any} */ this.undo = null;
    /** @type {any[]} */ this.deleted = [];
    /** @type {any} a copy of the profile */ this.kept = null;
    this.dead = null;
  }

  /** The worker starts, or starts again. */
  async open() {
    const {core} = this.world;
    this.store?.close();
    this.store = await core.openStore({name: this.name, rules: core.rules, now: () => this.world.now + this.skew});
  }

  /** A person pairs it by a code. */
  async pair() {
    const paired = await this.world.ask({control: "pair", name: `device ${this.number}`});
    await this.store.pairedWith({server: SERVER, ...paired});
    this.world.journal.count("paired again");
  }

  dump() {
    return dump(this.name);
  }

  /**
   * @param {{limit?: number, faults?: NetFault[], abort?: number}} how
   * @returns {Promise<string>} "done", or the code of the error
   */
  async sync({limit = 500, faults = [], abort = 0} = {}) {
    if (this.busy) return "busy";
    this.busy = true;
    const {LIMITS} = this.world.core;
    const others = LIMITS.rows; // another device may be in the middle of its pages
    LIMITS.rows = limit;
    if (abort) armAbort(abort);
    const died = new Promise((resolve) => (this.dead = resolve));
    const outcome = await Promise.race([this.attempt(faults), died]);
    LIMITS.rows = others;
    if (disarmAbort()) this.world.journal.count("client crash before commit");
    if (outcome !== "done") await this.open();
    this.busy = false;
    if (outcome === "wrong_token") await this.pair();
    return outcome;
  }

  /** @param {NetFault[]} faults */
  async attempt(faults) {
    const {core, journal} = this.world;
    const {store} = this;
    const net = new Network(this, faults);
    const api = core.openApi({mayReach: async () => true, fetch: (/** @type {string} */ url, /** @type {any} */ init) => net.fetch(url, init)});
    const token = async () => (await store.meta(["token"])).token;
    try {
      await core.sync(store, {
        send: async (/** @type {object} */ request) => (await api.sync(SERVER, await token(), request)).json,
        register: async () => api.register(SERVER, await token(), `device ${this.number}`),
      });
      return "done";
    } catch (error) {
      if (error instanceof core.ManiculeError) return /** @type {any} */ (error).code;
      if (aborted()) return "aborted";
      journal.journal.trouble.push(`the client failed: ${/** @type {any} */ (error)?.stack ?? error}`);
      return "failed";
    }
  }
}

class Network {
  /** @param {Device} device @param {NetFault[]} faults */
  constructor(device, faults) {
    Object.assign(this, {device, faults});
    this.requests = 0;
    this.down = false;
  }

  /** @param {string} url @param {any} init */
  async fetch(url, init) {
    const {world} = /** @type {any} */ (this).device;
    if (this.down || url.endsWith("/health")) throw new TypeError("fetch failed");
    const number = this.requests++;
    const fault = /** @type {any} */ (this).faults.find((/** @type {NetFault} */ one) => one.at === number);
    const request = {method: init.method, path: url.slice(SERVER.length), token: init.headers.Authorization?.slice(7), body: init.body ?? null};
    if (request.path.endsWith("/sync")) world.recorded.push(request);
    if (!fault) return answered(await world.http(request));
    world.journal.count(fault.kind === "meanwhile" ? `meanwhile ${fault.step.do}` : fault.kind);
    return FAULTS[fault.kind](this, request, fault);
  }

  fails() {
    this.down = true; // so that the api finds the server not running
    throw new TypeError("fetch failed");
  }
}

/** @param {{status: number, headers: Record<string, string>, body: string}} reply */
function answered({status, headers, body}) {
  return new Response(status === 204 ? null : body, {status, headers});
}

/** @param {number} status @param {Record<string, string>} [headers] */
const refusal = (status, headers = {}) => async () =>
  new Response(JSON.stringify({type: "x", title: "x", status, detail: "Not now."}), {status, headers});

/** @type {Record<string, (net: any, request: any, fault: any) => Promise<Response>>} */
const FAULTS = {
  "lost request": async (net) => net.fails(),
  "lost answer": async (net, request) => {
    await net.device.world.http(request);
    return net.fails();
  },
  "server crash": async (net, request, {after, when}) => {
    const reply = await net.device.world.http({...request, crash: {after, when}});
    return reply.status ? answered(reply) : net.fails();
  },
  "413": refusal(413), "429": refusal(429, {"Retry-After": "30"}), "503": refusal(503, {"Retry-After": "5"}),
  "html 200": async () => new Response("<html>Welcome! Please sign in.</html>", {status: 200, headers: {"Content-Type": "text/html"}}),
  "malformed": async (net, request, {which}) => {
    const {body} = await net.device.world.http(request);
    const whole = JSON.parse(body);
    const broken = [body.slice(0, body.length >> 1), "{}", "null", JSON.stringify({...whole, changes: [{kind: "bookmark"}]}), JSON.stringify({...whole, results: []})];
    const text = broken[which % broken.length];
    return new Response(which % broken.length === 4 && !whole.results?.length ? "[]" : text, {status: 200});
  },
  "reordered": async (net, request, {told}) => {
    const {world} = net.device;
    const body = request.body && JSON.parse(request.body);
    // No device sends an edit before the one it builds on; that of a copied profile could be taken for the next of the other.
    const copied = world.journal.journal.counts["profile copied"];
    if (copied || !body?.mutations || body.mutations.length < 2) return answered(await world.http(request));
    const tail = await world.http({...request, body: JSON.stringify({...body, mutations: body.mutations.slice(1)})});
    return answered(told ? tail : await world.http(request));
  },
  "worker death": async (net, request, {reached}) => {
    if (reached) await net.device.world.http(request);
    net.device.dead("died");
    return new Promise(() => {});
  },
  "abort": async (net, request, {writes}) => {
    const reply = await net.device.world.http(request);
    armAbort(writes);
    return answered(reply);
  },
  "meanwhile": async (net, request, {step, first}) => {
    const {world} = net.device;
    if (first) await world.step(step);
    const reply = await world.http(request);
    if (!first) await world.step(step);
    return answered(reply);
  },
};
