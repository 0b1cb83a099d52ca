// The preview of a note in its place: the server renders and sanitises it, as it does the note itself.

/** @param {ParentNode} page */
export function openPreview(page) {
  for (const button of page.querySelectorAll("button.preview")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      void preview(/** @type {HTMLButtonElement} */ (button));
    });
  }
}

/** @param {HTMLButtonElement} button */
async function preview(button) {
  const form = /** @type {HTMLFormElement} */ (button.form);
  const answer = await fetch(button.formAction, {method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(form)))}).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const rendered = page?.getElementById("previewed");
  if (!rendered) {
    form.requestSubmit(button); // the page of its own says what is wrong
    return;
  }
  let place = form.querySelector(".text");
  if (!place) {
    place = document.createElement("div");
    place.className = "text";
    place.setAttribute("role", "status");
    place.setAttribute("aria-label", "Preview");
    form.append(place);
  }
  place.replaceChildren(...[...rendered.childNodes].map((node) => document.importNode(node, true)));
}
