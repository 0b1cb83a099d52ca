// Reads the metadata of pages as the extension does, for tests in Python: one page a line on standard input.
import {readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import {JSDOM} from "jsdom";
import {readMetadata} from "../../extension/lib/metadata.js";
import {paperOfPage} from "../../extension/lib/page.js";

const keys = JSON.parse(readFileSync(new URL("../../extension/sites/keys.json", import.meta.url), "utf8"));

for await (const line of createInterface({input: process.stdin})) {
  const {html, url} = JSON.parse(line);
  const dom = new JSDOM(html);
  console.log(JSON.stringify(paperOfPage(readMetadata(dom.window.document, url), keys)));
  dom.window.close();
}
