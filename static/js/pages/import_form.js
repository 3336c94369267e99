/**
 * Bringing a world in: refuses what is too large before it is sent, and shows how far the sending is. What follows has
 * a page of its own.
 *
 * Without it the form is a plain one, and the server says the same on a page.
 */

import { find } from "../dom.js";

const form = find(document, "form[enctype]", HTMLFormElement);
const file = find(form, "[type=file]", HTMLInputElement);
const trouble = find(form, "#archive-trouble", HTMLElement);
const way = find(form, ".bring-in__way", HTMLElement);
const bar = find(way, "progress", HTMLProgressElement);
const stage = find(way, "p", HTMLElement);
const button = find(form, "[type=submit]", HTMLButtonElement);
const most = Number(form.dataset.most);

/** @param {string} words */
function say(words) {
  trouble.textContent = words;
  trouble.hidden = !words;
  if (words) file.setAttribute("aria-invalid", "true");
  else file.removeAttribute("aria-invalid");
}

function tooLarge() {
  const chosen = file.files?.[0];
  return chosen !== undefined && chosen.size > most;
}

file.addEventListener("change", () => {
  say(
    tooLarge()
      ? "This archive is larger than may be brought in here. Whoever runs this place can do it on the command line."
      : "",
  );
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (tooLarge()) {
    file.focus();
    return;
  }
  say("");
  button.disabled = true;
  way.hidden = false;
  stage.textContent = "Sending it";
  const sending = new XMLHttpRequest();
  sending.open("POST", form.action);
  sending.setRequestHeader("Accept", "application/json");
  sending.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = loaded / total));
  sending.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    stage.textContent = "Putting it in line";
  });
  sending.addEventListener("load", () => {
    const told = answer(sending);
    if (told.page) location.assign(told.page);
    else stop(told.error ?? "It could not be brought in.");
  });
  sending.addEventListener("error", () => stop("The server cannot be reached, or would not take the archive."));
  sending.send(new FormData(form));
});

/**
 * @param {XMLHttpRequest} sending
 * @returns {{page?: string, error?: string}}
 */
function answer(sending) {
  if (sending.status === 413) return { error: "This archive is larger than may be brought in here." };
  if (sending.status === 503) return { error: "Many archives are being sent just now. Try again in a minute." };
  try {
    return JSON.parse(sending.responseText);
  } catch {
    return {};
  }
}

/** @param {string} why */
function stop(why) {
  button.disabled = false;
  way.hidden = true;
  say(why);
}
