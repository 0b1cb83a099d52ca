// What takes more than a moment says that it goes on: a form with data-wait.

/** @param {ParentNode} page */
export function openWaits(page) {
  for (const form of page.querySelectorAll("form[data-wait]:not([data-file])")) {
    form.addEventListener("submit", () => {
      const said = document.createElement("p");
      said.setAttribute("role", "status");
      said.className = "waiting";
      said.append(document.createElement("progress"), ` ${/** @type {HTMLElement} */ (form).dataset.wait}`);
      form.append(said);
      setTimeout(() => { // the browser reads a form as it is when its listeners are done
        for (const button of form.querySelectorAll("button")) button.disabled = true;
      });
    });
  }
}
