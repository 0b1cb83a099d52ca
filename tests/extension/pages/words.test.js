import assert from "node:assert/strict";
import {test} from "node:test";
import {ago, checkWords, countsOf, editWords, healthOf, syncWords, typedIn, unreadable, unreadableReport, valueWords} from "../../../extension/pages/words.js";

const report = (more) => ({site: "huggingface", page: "listing", version: 1, rows: 37, keys: 37, gave_up: 0, ...more});

test("the health of a page counts rows and what is saved", () => {
  assert.equal(healthOf(report(), counts()), "37 rows, 12 new, 4 saved");
});

test("a listing without rows is said, with the site and the rule's version", () => {
  const site = {id: "lakes", name: "Lake Proceedings", version: 3, updated: "2026-11-25"};
  assert.equal(healthOf(report({rows: 0, keys: 0}), counts({rows: 0})), "");
  assert.equal(healthOf(report({rows: 9, keys: 0}), counts({rows: 0})), "", "and so is one with elements of which none is a paper");
  assert.equal(unreadable(site), "This page of Lake Proceedings (version 3, of 2026-11-25) has no rows I can read.");
});

test("the report of an unreadable page holds the rule and the path, and nothing that was searched for", () => {
  const site = {id: "lakes", version: 3, updated: "2026-11-25"};
  const report = unreadableReport(site, "listing", "https://lakes.example/search/2026?q=secret+plan#part");
  assert.equal(report, "Manicule finds no rows on a page.\nrule: lakes, version 3, of 2026-11-25\npage: listing\naddress: https://lakes.example/search/2026");
});

test("rows that could not be read, or not be marked, are counted", () => {
  assert.match(healthOf(report({rows: 40}), counts()), /3 could not be read/);
  assert.match(healthOf(report({gave_up: 2}), counts()), /removes our mark on 2/);
});

test("a page that is no list, or was left, is not called broken", () => {
  assert.equal(healthOf(null, counts({rows: 0})), "This is not a list that Manicule reads.");
  assert.equal(healthOf(report(), counts({rows: 0})), "This is not a list that Manicule reads.");
});

test("times are said in words, and an error is never shown as synced", () => {
  const now = 1_000_000_000;
  assert.equal(ago(now - 30_000, now), "just now");
  assert.match(ago(now - 180_000, now), /3/);
  assert.equal(syncWords({paired: false, syncing: false, error: null, last_sync_at: null}), "Not connected");
  assert.match(syncWords({paired: true, syncing: false, error: {}, last_sync_at: Date.now()}), /^Not syncing/);
});

test("an edit that was refused is said in words, with what was typed", () => {
  const note = {op: "note.edit", text: "long", base_text: ""};
  assert.deepEqual([editWords({mutation: note}), typedIn(note)], ["Note", "long"]);
  assert.deepEqual([editWords({mutation: {op: "bookmark.tag", tag: "tag_1"}, tag: "vision"})], ["Tag “vision”"]);
  const status = {op: "bookmark.set", field: "status", value: "to_read"};
  assert.deepEqual([editWords({mutation: status}), typedIn(status)], ["Status", "To read"]);
  assert.equal(typedIn({op: "bookmark.delete"}), "");
});

test("old values are said as people know them", () => {
  assert.equal(valueWords({field: "rating", value: null}), "(nothing)");
  assert.equal(valueWords({field: "authors", value: ["Ada", "Emmy"]}), "Ada, Emmy");
  assert.equal(valueWords({field: "link", value: {url: "https://a.example/", title: "A"}}), "A: https://a.example/");
});

test("a comparison with the server says what came of it", () => {
  assert.equal(checkWords(null), "");
  assert.match(checkWords({at: Date.now(), result: "differs"}), /fetched again/);
});

test("what is counted on a page: new, saved and dismissed rows, each in one place only", () => {
  const row = (isNew, status) => ({isNew, bookmark: status ? {status} : null});
  const rows = [row(true), row(true), row(false), row(true, "to_read"), row(false, "read"), row(true, "dismissed")];
  assert.deepEqual(countsOf(rows), {rows: 6, fresh: 2, saved: 2, dismissed: 1});
  assert.equal(healthOf(report(), countsOf(rows)), "6 rows, 2 new, 2 saved, 1 dismissed");
});

/** @param {object} [more] */
function counts(more = {}) {
  return {rows: 37, fresh: 12, saved: 4, dismissed: 0, ...more};
}
