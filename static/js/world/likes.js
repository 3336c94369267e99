/**
 * The heart of a world's page, the dialog that hangs the world in galleries, and its report. Each is a form without
 * this.
 */

import "../dialogs.js";
import { find } from "../dom.js";
import { post, submitInPlace } from "../post_form.js";
import { wireReport } from "../report_dialog.js";

wireReport();

const like = find(document, "form[data-like]", HTMLFormElement);
const heart = find(like, "button", HTMLButtonElement);
const count = find(like, "[data-likes]", HTMLElement);
const trouble = find(document, "[data-like-trouble]", HTMLElement);

/**
 * @param {boolean} liked
 * @param {number} likes
 */
function showLike(liked, likes) {
  heart.setAttribute("aria-pressed", String(liked));
  heart.name = liked ? "unlike" : "";
  heart.value = liked ? "1" : "";
  count.textContent = likes ? String(likes) : "";
}

like.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (heart.getAttribute("aria-busy")) return;
  heart.setAttribute("aria-busy", "true");
  const liked = heart.getAttribute("aria-pressed") === "true";
  trouble.hidden = true;
  try {
    // Shown once it is so: a heart that is filled is liked, whatever one does next.
    const told = await post(like, { fields: liked ? { unlike: "1" } : {} });
    showLike(told.liked ?? !liked, told.likes ?? 0);
  } catch (error) {
    trouble.textContent = error instanceof Error ? error.message : String(error);
    trouble.hidden = false;
  } finally {
    heart.removeAttribute("aria-busy");
  }
});

const dialog = document.querySelector("#hang-dialog");
if (dialog) {
  const said = find(dialog, "[data-said]", HTMLElement);
  for (const form of dialog.querySelectorAll("form[data-wall]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    const button = find(form, "button", HTMLButtonElement);
    submitInPlace(form, said, () => {
      const hangs = form.getAttribute("action") === form.dataset.hang;
      form.action = (hangs ? form.dataset.down : form.dataset.hang) ?? "";
      button.textContent = hangs ? "Take down" : "Hang";
      button.classList.toggle("button--ghost", hangs);
    });
  }
}
