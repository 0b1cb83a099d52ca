// Import without choosing the file twice: the preview comes into the page, and the file stays where it was chosen.

/** @param {Document} page */
export function openExchange(page) {
  const form = /** @type {HTMLFormElement | null} */ (page.querySelector("form[data-file]"));
  const report = page.getElementById("report");
  if (!form || !report) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const {submitter} = /** @type {SubmitEvent} */ (event);
    const place = submitter?.getAttribute("formaction") ?? form.action;
    void send(place, new FormData(form));
  });
  report.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = /** @type {HTMLFormElement} */ (event.target);
    const body = new FormData(asked);
    body.delete("kept");
    body.set("file", /** @type {File} */ (new FormData(form).get("file")));
    void send(asked.action, body);
  });

  /** @param {string} place @param {FormData} body */
  async function send(place, body) {
    say(place.endsWith("import") ? "Importing…" : "Reading the file…");
    const answer = await fetch(place, {method: "POST", body}).catch(() => null);
    const told = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = told?.querySelector(answer?.ok ? "#report" : "main > section");
    report?.replaceChildren(...(found ? [...found.childNodes].map((node) => page.importNode(node, true)) : ["The server did not answer. Nothing is lost: try again."]));
    report?.querySelector("input[type=file]")?.closest("label")?.remove();
    report?.scrollIntoView({block: "nearest"});
  }

  /** @param {string} words */
  function say(words) {
    const said = page.createElement("p");
    said.setAttribute("role", "status");
    said.append(page.createElement("progress"), ` ${words}`);
    report?.replaceChildren(said);
  }
}
