/**
 * Ask a world and draw what it answers: the question box of the world's page and of the room.
 *
 * The box holds a form with a field, suggestions, a [role=alert] and a list; the page has the template
 * `asked-template`. A question stays until its answer is there: it is asked after again, less often the longer it
 * takes. A strip that is meant is dispatched as `lightloom:travel` on the document, with its position; who shows the
 * mural listens.
 */

import { clone, find } from "./dom.js";

/**
 * @typedef {object} Asked
 * @property {string} id
 * @property {string} text
 * @property {"asked" | "answered" | "failed"} state
 * @property {string} answer
 * @property {number | null} position of the strip that is meant
 * @property {string} why what it waits for, or why it failed
 * @property {boolean} yours
 */

/** @typedef {{items: Asked[], suggestions: string[]}} Questions */

const LOOKING = "The art director is looking…";
const SOONEST = 400;
const LATEST = 6000;
/** How much longer each wait is than the one before it. */
const SLOWER = 1.3;

export class QuestionBox {
  /** @type {Set<string>} */
  #followed = new Set();

  /**
   * @param {HTMLElement} box
   * @param {string} questions address of the world's questions
   * @param {{words?: (position: number) => string}} [options] `words`: what the strip at a position was painted from
   */
  constructor(box, questions, { words = () => "" } = {}) {
    this.questions = questions;
    this.words = words;
    this.form = find(box, ".ask__form", HTMLFormElement);
    this.field = find(this.form, "input[name=question]", HTMLInputElement);
    this.alert = find(this.form, "[role=alert]", HTMLElement);
    this.suggestions = find(this.form, ".ask__suggestions", HTMLElement);
    this.list = find(box, ".ask__answers", HTMLElement);
    this.form.addEventListener("submit", (event) => void this.#submit(event));
    this.list.addEventListener("submit", (event) => void this.#takeAway(event));
    this.list.addEventListener("click", (event) => this.#travel(event));
    for (const item of this.list.children) {
      if (item instanceof HTMLElement && item.dataset.state === "asked") void this.#follow(item);
    }
  }

  /** Draw what was asked before, and suggestions that fit the world as it is. */
  async refresh() {
    /** @type {Questions} */
    let told;
    try {
      told = await this.#fetch("GET", this.questions);
    } catch (error) {
      this.#say(error);
      return;
    }
    const { items, suggestions } = told;
    this.alert.hidden = true;
    this.list.replaceChildren(...items.map((asked) => this.#item(asked)));
    this.suggestions.replaceChildren(
      ...suggestions.map((text) => {
        const button = document.createElement("button");
        button.className = "button button--ghost button--small";
        button.name = "question";
        button.value = button.textContent = text;
        button.dir = "auto";
        button.formNoValidate = true;
        return button;
      }),
    );
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const suggested = event.submitter instanceof HTMLButtonElement && event.submitter.name === "question";
    const text = suggested ? /** @type {HTMLButtonElement} */ (event.submitter).value : this.field.value.trim();
    if (!text) return;
    this.alert.hidden = true;
    try {
      const asked = /** @type {Asked} */ (await this.#fetch("POST", this.questions, { text }));
      if (!suggested) this.field.value = "";
      this.list.prepend(this.#item(asked));
    } catch (error) {
      this.#say(error);
    }
  }

  /** @param {SubmitEvent} event */
  async #takeAway(event) {
    const item = event.target instanceof Element ? event.target.closest(".asked") : null;
    if (!(item instanceof HTMLElement)) return;
    event.preventDefault();
    try {
      await this.#fetch("DELETE", `/api/questions/${item.dataset.question}`);
      this.#followed.delete(item.dataset.question ?? "");
      item.remove();
      this.field.focus();
    } catch (error) {
      this.#say(error);
    }
  }

  /** @param {MouseEvent} event */
  #travel(event) {
    const link = event.target instanceof Element ? event.target.closest(".asked__strip") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    const position = Number(link.dataset.position);
    document.dispatchEvent(new CustomEvent("lightloom:travel", { detail: { position } }));
  }

  /**
   * @param {Asked} asked
   * @returns {HTMLElement}
   */
  #item(asked) {
    const item = clone("asked-template");
    this.#draw(item, asked);
    if (asked.state === "asked") void this.#follow(item);
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {Asked} asked
   */
  #draw(item, asked) {
    item.dataset.question = asked.id;
    item.dataset.state = asked.state;
    find(item, ".asked__text", HTMLElement).textContent = asked.text;
    const answer = asked.state === "answered" ? asked.answer : asked.why || LOOKING;
    const place = find(item, ".asked__answer", HTMLElement);
    if (place.textContent !== answer) place.textContent = answer;
    const strip = find(item, ".asked__strip", HTMLAnchorElement);
    strip.hidden = asked.position === null;
    if (asked.position === null) return;
    strip.dataset.position = String(asked.position);
    strip.href = `#phrase-${asked.position + 1}`;
    find(strip, ".asked__number", HTMLElement).textContent = `Strip ${asked.position + 1}`;
    find(strip, ".asked__told", HTMLElement).textContent = this.words(asked.position);
  }

  /**
   * Ask after one question until it is answered, or taken away.
   * @param {HTMLElement} item
   */
  async #follow(item) {
    const id = item.dataset.question ?? "";
    if (this.#followed.has(id)) return;
    this.#followed.add(id);
    for (let wait = SOONEST; this.#followed.has(id); wait = Math.min(wait * SLOWER, LATEST)) {
      await new Promise((done) => setTimeout(done, wait));
      if (!this.#followed.has(id) || document.hidden) continue;
      try {
        const asked = /** @type {Asked} */ (await this.#fetch("GET", `/api/questions/${id}`));
        const now = this.list.querySelector(`[data-question="${id}"]`);
        if (now instanceof HTMLElement) this.#draw(now, asked);
        if (asked.state !== "asked") this.#followed.delete(id);
      } catch (error) {
        // Taken away on another screen; anything else is tried again.
        if (error instanceof Missing) {
          this.#followed.delete(id);
          this.list.querySelector(`[data-question="${id}"]`)?.remove();
        }
      }
    }
  }

  /** @param {unknown} error */
  #say(error) {
    this.alert.textContent = error instanceof Error ? error.message : String(error);
    this.alert.hidden = false;
  }

  /**
   * @param {"GET" | "POST" | "DELETE"} method
   * @param {string} address
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  async #fetch(method, address, body) {
    const token = find(this.form, "input[name=csrfmiddlewaretoken]", HTMLInputElement).value;
    /** @type {Record<string, string>} */
    const headers = method === "GET" ? {} : { "X-CSRFToken": token };
    if (body) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(address, {
        method,
        headers,
        body: body && JSON.stringify(body),
        credentials: "same-origin",
      });
    } catch {
      throw new Error("Lightloom cannot be reached. Try again in a moment.");
    }
    if (response.status === 204) return null;
    const told = await response.json().catch(() => ({ message: "Something went wrong here. Try again." }));
    if (response.status === 404) throw new Missing(told.message);
    if (!response.ok) throw new Error(told.message);
    return told;
  }
}

/** It is not there, or not any more. */
class Missing extends Error {}
