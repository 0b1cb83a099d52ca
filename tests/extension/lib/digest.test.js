import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import test from "node:test";
import {agree, createDigest} from "../../../extension/lib/digest.js";
import {mustAsk} from "../../../extension/lib/failsafe.js";

const rows = Array.from({length: 50}, (_, n) => ({kind: n % 5 ? "bookmark" : "tag", id: `bm_${n}`, rev: n * 7}));

test("the sum is that of the server: the first 8 bytes of each SHA-256, modulo 2^64", async () => {
  const sum = createDigest();
  await sum.add(rows.slice(20));
  await sum.add(rows.slice(0, 20));
  const expected = rows.reduce((total, {kind, id, rev}) => (total + createHash("sha256").update(`${kind}|${id}|${rev}`).digest().readBigUInt64BE(0)) % 2n ** 64n, 0n);
  assert.deepEqual(sum.digest(343), {head: 343, bookmarks: 40, tags: 10, sum: String(expected)});
});

test("one revision that differs is seen", async () => {
  const [one, other] = [createDigest(), createDigest()];
  await one.add(rows);
  await other.add(rows.map((row, n) => (n === 31 ? {...row, rev: row.rev + 1} : row)));
  assert.ok(!agree(one.digest(1), other.digest(1)));
  assert.ok(agree(one.digest(1), one.digest(1)));
});

test("only more than twenty papers and more than a fifth of all need a question", () => {
  const asked = /** @type {[number, number][]} */ ([[20, 20], [21, 21], [21, 105], [21, 104], [5000, 100_000], [20_001, 100_000]]);
  assert.deepEqual(asked.map(([gone, of]) => mustAsk({gone, of})), [false, true, false, true, false, true]);
});
