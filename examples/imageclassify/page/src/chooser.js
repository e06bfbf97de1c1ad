// Choosing a picture: with the file dialogue, or by dropping it anywhere on the page.

import { droppedFile } from "./picture.js";

/** Calls `onFile` with each file that the user chooses. */
export function listenForFiles({ page, area, input }, onFile) {
  input.addEventListener("change", () => input.files[0] && onFile(input.files[0]));
  page.addEventListener("dragover", (event) => {
    event.preventDefault(); // Says that a drop is welcome.
    area.classList.add("over");
  });
  page.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) area.classList.remove("over");
  });
  page.addEventListener("drop", (event) => {
    event.preventDefault(); // The browser would leave the page for the file.
    area.classList.remove("over");
    const file = droppedFile(event);
    if (file) onFile(file);
  });
}
