// What makes the pages nicer where scripts run. Every page works without this.

import {openBulk} from "./bulk.js";
import {openCopies} from "./copy.js";
import {keepDraft} from "./draft.js";
import {openExchange} from "./exchange.js";
import {openKeys} from "./keys.js";
import {openMap} from "./map.js";
import {openMenus} from "./menus.js";
import {openNarrow} from "./narrow.js";
import {keepPlace} from "./place.js";
import {openPreview} from "./preview.js";
import {openWaits} from "./wait.js";

document.documentElement.classList.add("scripted");
document.querySelector("form[data-submit]")?.querySelector("button")?.click();
for (const time of document.querySelectorAll("time")) {
  const moment = new Date(time.dateTime);
  if (time.dateTime.includes("T") && !Number.isNaN(moment.getTime())) time.textContent = moment.toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "short"}); // as the server writes days
}
openBulk(document);
openCopies(document);
openExchange(document);
openKeys(document);
openMap(document);
openMenus(document);
openNarrow(document);
openPreview(document);
openWaits(document);
keepDraft(document);
keepPlace(document);
