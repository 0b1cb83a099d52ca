// One history: the world, its devices, and each step of the plan; then everybody syncs until quiet.

import {ACTS} from "./acts.js";
import {openJournal} from "./journal.js";
import {Device} from "./device.js";
import {fill} from "./profile.js";
import {TERMINAL} from "./terminal.js";

const MAX_ROUNDS = 16;
const MAX_DEVICES = 5;

class World {
  /** @param {any} core @param {any} ask @param {any} order */
  constructor(core, ask, order) {
    Object.assign(this, {core, ask, papers: order.papers});
    this.now = order.now;
    this.journal = openJournal();
    /** @type {Device[]} */ this.devices = [];
    /** @type {any[]} requests as they were sent */ this.recorded = [];
    /** @type {any} a page of the web library left open */ this.web = {};
    this.depth = 0;
  }

  /** @param {any} request */
  async http({method, path, token, body, crash}) {
    return /** @type {any} */ (this).ask({http: {method, path, token, body, crash, now: this.now}});
  }

  /** @param {any} step */
  async step(step) {
    this.now += step.dt ?? 0;
    const act = STEPS[step.do] ?? person(step.do) ?? TERMINAL[step.do];
    const before = this.journal.told.length;
    await act(this, step);
    if (this.journal.told.length === before) this.tell(step, "");
  }

  /** @param {any} step @param {string} what */
  tell(step, what) {
    const {n, do: act, d, dt: _dt, ...rest} = step;
    this.journal.told.push(`${n}: ${d === undefined ? "" : `device ${d} `}${act} ${JSON.stringify(rest)}${what && ` → ${what}`}`);
  }

  /** @param {any} step */
  device(step) {
    return this.devices[step.d % this.devices.length];
  }

  /** What is left after a disaster: the words and papers that nobody has any more are nobody's fault. @param {string} why */
  async excuse(why) {
    const {texts} = await /** @type {any} */ (this).ask({control: "texts"});
    const dumps = await Promise.all(this.devices.map((device) => device.dump()));
    this.journal.excuse(texts + JSON.stringify(dumps), why);
  }
}

/** @param {string} name @returns {((world: any, step: any) => Promise<void>) | undefined} */
function person(name) {
  const act = ACTS[name];
  return act && (async (world, step) => world.tell(step, await act(world, world.device(step), step)));
}

/** @type {Record<string, (world: any, step: any) => Promise<void>>} what is neither typed by a person nor said to the server */
const STEPS = {
  async sync(world, step) {
    world.tell(step, "…");
    world.tell(step, await world.device(step).sync(step));
  },
  async clock(world, step) {
    world.device(step).skew = step.skew;
    world.journal.count("clock set");
  },
  async restart(world, step) {
    if (world.device(step).busy) return;
    await world.device(step).open();
    world.journal.count("worker restarted");
  },
  async duplicate(world, step) {
    const request = world.recorded[step.which % Math.max(1, world.recorded.length)];
    if (!request) return;
    const {status} = await world.http(request);
    world.journal.count("duplicate request, delayed");
    if (status >= 500) world.journal.journal.trouble.push(`a delayed duplicate answered ${status}`);
  },
  async backup(world) {
    await world.ask({control: "backup"});
  },
  async restore(world, step) {
    const {restored} = await world.ask({control: "restore", which: step.which});
    if (!restored) return;
    world.journal.count("server restored");
    await world.excuse(`server restored at ${step.n}`);
  },
  async revoke(world, step) {
    const device = world.device(step);
    if (device.busy) return;
    await world.ask({control: "revoke", device: (await device.store.meta(["device"])).device});
    world.journal.count("device revoked");
    world.journal.journal.disasters++; // who is paired anew sends again what it has seen, as after a restore
  },
  async keep_profile(world, step) {
    world.device(step).kept = await world.device(step).dump();
  },
  async restore_profile(world, step) {
    const device = world.device(step);
    if (!device.kept || device.busy) return;
    await fill(device.name, device.kept);
    await device.open();
    Object.assign(device, {editor: null, undo: null});
    world.journal.count("profile restored");
    world.journal.forgave(device.number);
    await world.excuse(`profile restored at ${step.n}`);
  },
  async copy_profile(world, step) {
    const device = world.device(step);
    if (world.devices.length >= MAX_DEVICES) return;
    const copy = new Device(world, world.devices.length, device.skew);
    await copy.open();
    await fill(copy.name, await device.dump());
    await copy.open();
    world.devices.push(copy);
    world.journal.count("profile copied");
    world.journal.journal.disasters++;
  },
};

/**
 * @param {any} core @param {any} ask
 * @param {{seed: number, now: number, papers: string[][], skews: number[], steps: any[]}} order
 */
export async function playHistory(core, ask, order) {
  const world = new World(core, ask, order);
  const {trouble} = world.journal.journal;
  for (const [number, skew] of order.skews.entries()) {
    const device = new Device(world, number, skew);
    await device.open();
    await device.store.pairedWith({server: "http://127.0.0.1:7373", ...(await ask({control: "pair", name: `device ${number}`, now: world.now}))});
    world.devices.push(device);
  }
  try {
    for (const step of order.steps) await world.step(step);
    await settle(world);
  } catch (error) {
    trouble.push(`the history stopped: ${/** @type {any} */ (error)?.stack ?? error}`);
  }
  const devices = await Promise.all(world.devices.map(async (device) => ({
    views: (await device.store.showAfter(null, 1_000)).flatMap(({view}) => view ?? []), rows: await device.dump(),
  })));
  for (const device of world.devices) device.store.close();
  return {...world.journal.journal, devices};
}

/** Everybody syncs, without faults, until a whole round changes nothing. @param {World} world */
async function settle(world) {
  let before = "";
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const device of world.devices) {
      world.now += 1_000;
      const outcome = await device.sync();
      if (outcome !== "done" && outcome !== "wrong_token") world.journal.journal.trouble.push(`a sync without faults ended with ${outcome}`);
    }
    const state = JSON.stringify(await Promise.all(world.devices.map((device) => device.store.meta(["cursor", "device", "recovery"]))));
    if (state === before) return;
    before = state;
  }
  world.journal.journal.trouble.push(`not quiet after ${MAX_ROUNDS} rounds`);
}
