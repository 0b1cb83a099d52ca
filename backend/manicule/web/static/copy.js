// A button beside each citation and address that copies it.

/** @param {Document} page */
export function openCopies(page) {
  for (const source of page.querySelectorAll(".cited, .feed input")) {
    const button = page.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? "");
      button.textContent = await navigator.clipboard.writeText(text).then(() => "Copied", () => "Could not copy");
    });
    source.after(button);
  }
}
