/** One window: its blocks, what a person fills in, and what is wrong with it. */

import { blocks } from "./blocks.js";
import { el, newId, redraw } from "./dom.js";
import { valueOf } from "./inputs.js";
import { tell, tellTrouble } from "./notices.js";

/**
 * @typedef {{id: string, hash: string, title: string, blocks: object[], submit: string|null,
 *   close: string|null, values: Record<string, Record<string, object>>}} View
 */

/** A dialog that stays until the workspace says that it is gone. */
export class Modal {
  #live;
  #view = { hash: null, blocks: [] };
  #fields = new Map();
  #title = el("h2", { id: newId(), tabindex: -1, autofocus: true });
  #body = el("div", { class: "blocks" });
  #scroll = el("div", { class: "scroll" }, this.#body);
  #foot = el("footer");
  #dialog;
  #left = false;

  /** @param {View} view @param {import("./live.js").Live} live */
  constructor(view, live) {
    this.id = view.id;
    this.#live = live;
    this.#dialog = el(
      "dialog",
      { class: "modal", "aria-labelledby": this.#title.id },
      el(
        "header",
        {},
        this.#title,
        el(
          "button",
          {
            type: "button",
            class: "quiet icon",
            "aria-label": "Close",
            onclick: () => this.#close(),
          },
          "×",
        ),
      ),
      this.#scroll,
      el("div", { class: "notices", role: "alert" }),
      this.#foot,
    );
    this.#dialog.addEventListener("cancel", (event) => this.#cancelled(event));
    this.#dialog.addEventListener("keydown", (event) => this.#escaped(event));
    this.#dialog.addEventListener("close", () => this.#left || this.#close());
    document.body.append(this.#dialog);
    this.update(view);
    this.#dialog.showModal();
    this.#body.querySelector("[autofocus]")?.focus();
  }

  /** Show the view as it stands; what was filled in stays, with what is wrong. @param {View} view */
  update(view) {
    if (view.hash === this.#view.hash) return;
    const typed = this.#typed(view);
    const wrong = [...typed.keys()].map((id) => [id, this.#fields.get(id).wrong()]);
    const form = this.#fields.size > 0;
    const other = view.title !== this.#view.title;
    const held = this.#dialog.contains(document.activeElement);
    this.#view = view;
    this.#fields = new Map();
    this.#title.textContent = view.title;
    redraw(this.#body, blocks(view.blocks, this.#surface(typed)));
    for (const [id, words] of wrong) if (words) this.#fields.get(id).complain(words);
    // Of a form none of whose fields was there before, and of another window, one sees the top.
    if (other || (typed.size === 0 && (form || this.#fields.size))) this.#scroll.scrollTo(0, 0);
    // Words alone are scrolled by keys once the focus is on them.
    const stops = this.#body.querySelector("a, button, input, select, textarea");
    if (stops) this.#scroll.removeAttribute("tabindex");
    else this.#scroll.tabIndex = 0;
    this.#drawFoot();
    if (held && !this.#dialog.contains(document.activeElement)) this.#title.focus();
  }

  /** Take the window away. */
  leave() {
    this.#left = true;
    this.#dialog.close();
    this.#dialog.remove();
  }

  /** What stands in the fields that the next view has too, by block_id. */
  #typed(next) {
    const before = new Map(this.#view.blocks.map((block) => [block.block_id, block.element]));
    const same = ({ block_id: id, element }) =>
      this.#fields.has(id) &&
      before.get(id)?.type === element?.type &&
      before.get(id)?.action_id === element?.action_id;
    return new Map(
      next.blocks.filter(same).map(({ block_id: id }) => [id, this.#fields.get(id).read()]),
    );
  }

  #surface(typed) {
    return {
      fields: this.#fields,
      held: (block_id, action_id) => {
        if (typed.has(block_id)) return typed.get(block_id);
        const state = this.#view.values[block_id]?.[action_id];
        return state && valueOf(state);
      },
      press: async (block_id, action_id, value) => {
        const answers = this.#answers();
        const frame = { do: "press_in_modal", block_id, action_id, value, answers };
        tellTrouble(await this.#live.send(frame));
      },
      bring: async (name, content) => {
        const reply = await this.#live.send({ do: "bring", name, content });
        tellTrouble(reply);
        return reply.file;
      },
    };
  }

  /** What stands in the fields, by block_id. */
  #answers() {
    return Object.fromEntries([...this.#fields].map(([id, { read }]) => [id, read()]));
  }

  #drawFoot() {
    const { submit, close } = this.#view;
    const send =
      submit &&
      el(
        "button",
        {
          type: "button",
          class: "button primary",
          "data-key": "submit",
          onclick: ({ target }) => this.#submit(target),
        },
        submit,
      );
    const leave = el(
      "button",
      {
        type: "button",
        class: "button",
        "data-key": "close",
        onclick: () => this.#close(),
      },
      close || "Close",
    );
    redraw(this.#foot, ...[leave, send].filter(Boolean));
  }

  async #submit(button) {
    if (button.ariaBusy === "true") return;
    const label = button.textContent;
    button.ariaBusy = "true";
    button.textContent = "Sending…";
    for (const { complain } of this.#fields.values()) complain("");
    const reply = await this.#live.send({ do: "submit", answers: this.#answers() });
    button.textContent = label;
    button.ariaBusy = "false";
    this.#complain(reply);
  }

  #complain({ errors, trouble }) {
    const wrong = [...this.#fields.keys()].filter((id) => errors[id]);
    for (const id of wrong) this.#fields.get(id).complain(errors[id]);
    this.#fields.get(wrong[0])?.focus();
    const elsewhere = Object.keys(errors)
      .filter((id) => !this.#fields.has(id))
      .map((id) => errors[id]);
    const words = [trouble, ...elsewhere].filter(Boolean).join(" ");
    if (words) tell(words);
  }

  // A browser closes every window that nobody clicked open at one Escape, and this is one of them:
  // https://html.spec.whatwg.org/multipage/interaction.html#close-requests-and-close-watchers
  #escaped(event) {
    if (event.key !== "Escape" || document.querySelector(":popover-open")) return;
    event.preventDefault();
    this.#close();
  }

  #cancelled(event) {
    // A second Escape in a row cannot be held back: the dialog closes, and says so itself.
    // https://developer.mozilla.org/en-US/docs/Web/API/HTMLDialogElement/cancel_event
    if (event.target !== this.#dialog || !event.cancelable) return;
    event.preventDefault();
    this.#close();
  }

  async #close() {
    const reply = await this.#live.send({ do: "close_modal", everything: false });
    tellTrouble(reply);
    if (!reply.accepted && !this.#dialog.open) this.#dialog.showModal();
  }
}
