import assert from "node:assert/strict";
import test from "node:test";
import {fakeBrowser} from "../browser.js";
import {accepted, newStore, save} from "../replica.js";
import {openSyncer} from "../../../extension/background/syncer.js";
import {ManiculeError} from "../../../extension/lib/errors.js";

/** @param {(request: any) => any} reply */
async function device(reply) {
  const replica = await newStore();
  await replica.setMeta({token: "t", server: "http://127.0.0.1:7373", device: "dev_1"});
  const clock = {now: 1_000_000};
  const asked = {count: 0};
  const api = /** @type {any} */ ({sync: async (/** @type {string} */ _s, /** @type {string} */ _t, /** @type {any} */ request) => {
    asked.count++;
    return {status: 200, json: await reply(request), holdOff: 0};
  }});
  const browser = fakeBrowser();
  const syncer = openSyncer({store: async () => replica, api, browser: /** @type {any} */ (browser), now: () => clock.now, random: () => 0.5});
  const wait = async () => (await replica.meta(["backoff"])).backoff.until - clock.now;
  return {replica, syncer, clock, asked, browser, wait};
}

const down = () => {
  throw new ManiculeError("not_running", "Nothing answers.");
};

test("after a failure the device waits longer each time, says why, and keeps every edit", async () => {
  const {replica, syncer, clock, asked, wait} = await device(down);
  await save(replica, "arxiv:1");
  const waits = [];
  for (let i = 0; i < 8; i++) {
    await syncer.run("alarm");
    waits.push(await wait());
    clock.now += await wait();
  }
  assert.deepEqual(waits.map((ms) => ms / 1000), [30, 60, 120, 240, 480, 900, 900, 900]);
  assert.equal(asked.count, 8);
  assert.deepEqual((await replica.meta(["error"])).error, {code: "not_running", message: "Nothing answers."});
  assert.equal((await replica.counts()).pending, 1);
});

test("while it waits the clock is not enough to try, an edit or a hand is", async () => {
  const {syncer, asked} = await device(down);
  for (const reason of /** @type {const} */ (["start", "alarm", "edit", "hand"])) await syncer.run(reason);
  assert.equal(asked.count, 3);
});

test("a server that asks for time gets it, unless the user says now", async () => {
  const {syncer, asked, wait, browser} = await device(() => {
    throw new ManiculeError("server_error", "Busy.", {retryAfter: 600_000});
  });
  for (const reason of /** @type {const} */ (["start", "alarm", "edit", "online"])) await syncer.run(reason);
  assert.equal(asked.count, 1);
  assert.equal(await wait(), 600_000);
  assert.deepEqual(browser.alarms.get("retry"), {minutes: 10});
  await syncer.run("hand");
  assert.equal(asked.count, 2);
});

test("a device whose clock is set back waits no longer for it than any server may ask", async () => {
  for (const trouble of [{}, {retryAfter: 3_600_000}]) {
    const {syncer, asked, clock} = await device(() => {
      throw new ManiculeError("server_error", "Busy.", trouble);
    });
    await syncer.run("start");
    clock.now -= 20 * 365 * 24 * 3_600_000; // it had been years ahead
    await syncer.run("alarm");
    await syncer.run("edit");
    assert.equal(asked.count, 3 - ("retryAfter" in trouble ? 1 : 0));
  }
});

test("a device whose storage is full tries again later, though it cannot write down why it failed", async () => {
  const {replica, syncer, browser} = await device(down);
  replica.setMeta = async () => {
    throw new ManiculeError("storage_full", "The storage is full.");
  };
  await syncer.run("hand");
  assert.ok(browser.alarms.has("retry"));
});

test("a success forgets the failure", async () => {
  let works = false;
  const {replica, syncer} = await device((request) => (works ? accepted(request) : down()));
  await syncer.run("start");
  works = true;
  await syncer.run("edit");
  assert.deepEqual(await replica.meta(["error", "backoff", "last_sync_at"]), {error: null, backoff: null, last_sync_at: 1_000_000});
});

test("an edit made while a sync runs is sent right after it", async () => {
  /** @type {any} */
  let parts;
  const sent = /** @type {number[]} */ ([]);
  parts = await device(async (request) => {
    sent.push(request.mutations.length);
    if (sent.length === 1) {
      await save(parts.replica, "arxiv:2");
      void parts.syncer.run("edit");
    }
    return accepted(request, {cursor: `c${sent.length}`});
  });
  await save(parts.replica, "arxiv:1");
  await parts.syncer.run("edit");
  assert.equal((await parts.replica.counts()).pending, 0);
  assert.deepEqual(sent.slice(0, 2), [1, 1]);
});

test("an edit sets an alarm, so that it is sent even if the worker dies at once", async (t) => {
  t.mock.timers.enable({apis: ["setTimeout"]});
  const {syncer, browser} = await device(accepted);
  await syncer.edited();
  assert.ok(browser.alarms.has("edit"));
});

test("without a token nothing is asked and no alarm is set", async () => {
  const {replica, syncer, asked, browser} = await device(accepted);
  await replica.setMeta({token: null});
  await syncer.edited();
  await syncer.run("hand");
  assert.deepEqual([asked.count, browser.alarms.size], [0, 0]);
});
