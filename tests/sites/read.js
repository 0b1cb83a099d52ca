// Reads pages as the extension does, for tests in Python: one job a line on standard input, its rows a line on output.
import {readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import {JSDOM} from "jsdom";
import {readRows} from "./reader.js";

const sites = new URL("../../extension/sites/", import.meta.url);
const json = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`${name}.json`, sites), "utf8"));
const keys = json("keys");

for await (const line of createInterface({input: process.stdin})) {
  const {file, html, url, rule} = JSON.parse(line);
  const dom = new JSDOM(html ?? readFileSync(file, "utf8"));
  const site = typeof rule === "string" ? json(rule) : rule;
  const rows = readRows(dom.window.document, url, site, keys);
  console.log(JSON.stringify(rows));
  dom.window.close();
}
