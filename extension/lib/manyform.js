// One tag, one status, one button and one undo for all that is ticked: in the bar of a page and in the popup.
import {fill, h} from "./dom.js";
import {STATUSES} from "./statuses.js";

const COMPLETIONS = 8;

/** @typedef {{kind: string, body: object} | null} Undo */
/** @typedef {{saved: number, known: number, skipped: number, undo: Undo}} Outcome */
/**
 * @typedef {object} Acts
 * @property {(choice: {tag: string, status: string}) => Promise<Outcome>} save throws with a sentence
 * @property {(undo: Exclude<Undo, null>) => Promise<unknown>} back throws with a sentence
 * @property {(prefix: string, limit: number) => Promise<{name: string}[]>} complete
 * @property {number} most so many can be saved at once
 */

/** @param {Acts} acts */
export function createManyForm({save, back, complete, most}) {
  const tag = h("input", {type: "text", "aria-label": "Tag for all", placeholder: "Tag for all", list: "many-tags", maxlength: "100", autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "auto"});
  const list = h("datalist", {id: "many-tags"});
  const status = h("select", {"aria-label": "Status for all"}, h("option", {value: ""}, "Keep each status"), ...Object.entries(STATUSES).map(([value, word]) => h("option", {value}, word)));
  const button = h("button", {class: "push strong", type: "submit"}, "Save");
  const meter = h("progress", {"aria-label": "Saving", hidden: true});
  const said = h("span", {class: "said", role: "status"});
  const element = h("form", {class: "many", novalidate: true}, tag, list, status, button, meter, said);
  let ticked = 0;
  let busy = false;

  const show = () => {
    button.disabled = busy || !ticked || ticked > most;
    button.textContent = busy ? "Saving…" : ticked === 1 ? "Save 1 paper" : `Save ${ticked} papers`;
    meter.hidden = !busy;
  };
  /** @param {() => Promise<unknown>} work */
  const working = async (work) => {
    busy = true;
    meter.removeAttribute("value");
    fill(said);
    show();
    await work().catch((error) => fill(said, h("span", {class: "bad"}, error.message)));
    busy = false;
    show();
    const next = said.querySelector("button") ?? (button.disabled ? tag : button);
    next.focus({preventScroll: true}); // what was pressed is gone, or was out of use meanwhile
  };
  /** @param {Outcome} outcome */
  const tell = ({undo, ...counts}) => {
    const again = h("button", {class: "undo", type: "button", onclick: () => undo && void working(() => back(undo).then(() => fill(said, "Undone")))}, "Undo");
    fill(said, `${outcomeWords(counts)} `, undo && again);
  };

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!button.disabled) void working(() => save({tag: tag.value.trim(), status: status.value}).then(tell));
  });
  tag.addEventListener("input", async () => {
    const typed = tag.value.trim();
    const names = typed ? await complete(typed, COMPLETIONS).catch(() => []) : [];
    fill(list, ...names.map(({name}) => h("option", {value: name})));
  });
  show();
  return {
    element,
    focus: () => tag.focus(),
    /** @param {number} count of what is ticked */
    count(count) {
      ticked = count;
      if (ticked > most) fill(said, h("span", {class: "bad"}, `At most ${most} can be saved at once.`));
      else if (said.querySelector(".bad")) fill(said);
      show();
    },
    /** @param {{done: number, of: number}} how far it has come */
    progress({done, of}) {
      meter.value = done / of;
    },
  };
}

/**
 * @param {{saved: number, known: number, skipped: number}} counts
 * @returns {string} "7 saved, 2 were saved already"
 */
function outcomeWords({saved, known, skipped}) {
  const parts = [
    saved || !known ? `${saved} saved` : "", known ? `${known} ${known === 1 ? "was" : "were"} saved already` : "",
    skipped ? `${skipped} could not be read` : "",
  ];
  return parts.filter(Boolean).join(", ");
}
