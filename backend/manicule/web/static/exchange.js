// Import without choosing the file twice: the preview comes into the page, and the file stays where it was chosen.

// How far the server is, as templates/exchange.html tells it while it works.
const STEP = /<progress value="(\d+)" max="(\d+)"><\/progress> ([^<]*)/g;

/** @param {Document} page */
export function openExchange(page) {
  const form = /** @type {HTMLFormElement | null} */ (page.querySelector("form[data-file]"));
  const report = page.getElementById("report");
  if (!form || !report) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const {submitter} = /** @type {SubmitEvent} */ (event);
    const place = submitter?.getAttribute("formaction") ?? form.action;
    send(place, new FormData(form));
  });
  report.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = /** @type {HTMLFormElement} */ (event.target);
    const body = new FormData(asked);
    body.delete("kept");
    body.set("file", /** @type {File} */ (new FormData(form).get("file")));
    send(asked.action, body);
  });

  /** @param {string} place @param {FormData} body */
  function send(place, body) {
    if (/** @type {File} */ (body.get("file")).size > Number(form?.dataset.most)) return refuse();
    const asked = new XMLHttpRequest(); // fetch does not tell how much it has sent
    asked.upload.addEventListener("progress", ({loaded, total}) => show(loaded, total, `Sending: ${megabytes(loaded)} of ${megabytes(total)}`));
    asked.addEventListener("progress", () => {
      const step = [...asked.responseText.matchAll(STEP)].at(-1);
      if (step) show(Number(step[1]), Number(step[2]), step[3]);
    });
    asked.addEventListener("loadend", () => finish(asked));
    asked.open("POST", place);
    show(0, 1, "Sending…");
    asked.send(body);
  }

  /** A server that takes no more closes the connection before the browser has heard its answer. */
  function refuse() {
    const words = /** @type {HTMLTemplateElement} */ (page.getElementById("too-large"));
    report?.replaceChildren(page.importNode(words.content, true));
    report?.scrollIntoView({block: "nearest"});
  }

  /** @param {XMLHttpRequest} asked */
  function finish(asked) {
    const told = new DOMParser().parseFromString(asked.responseText, "text/html");
    const done = asked.status === 200, found = told.querySelector(done ? "#report" : "main > section");
    for (const step of found?.querySelectorAll(".step") ?? []) step.remove();
    if (!done) mark(found);
    const shown = done ? [...(found?.childNodes ?? [])] : found ? [found] : [];
    report?.replaceChildren(...(shown.length ? shown.map((node) => page.importNode(node, true)) : ["The server did not answer. Nothing is lost: try again."]));
    report?.querySelector("input[type=file]")?.closest("label")?.remove();
    report?.scrollIntoView({block: "nearest"});
  }

  /** @param {number} done @param {number} whole @param {string} words */
  function show(done, whole, words) {
    const bar = report?.querySelector("progress") ?? begin();
    bar.max = whole;
    bar.value = done;
    bar.nextSibling?.replaceWith(` ${words}`);
  }

  function begin() {
    const said = page.createElement("p"), bar = page.createElement("progress");
    said.setAttribute("role", "status");
    said.append(bar, " ");
    report?.replaceChildren(said);
    return bar;
  }
}

/**
 * A trouble is read out, and is a part of this page: its heading stands below the page's own, and it leads nowhere else.
 * @param {Element | null} trouble
 */
function mark(trouble) {
  if (!trouble) return;
  trouble.setAttribute("class", "report");
  trouble.setAttribute("role", "alert");
  const title = trouble.ownerDocument.createElement("h2");
  title.textContent = trouble.querySelector("h1")?.textContent ?? "";
  trouble.querySelector("h1")?.replaceWith(title);
  trouble.querySelector("a.button")?.closest("p")?.remove();
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
