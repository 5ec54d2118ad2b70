/** The windows that the bot opened for this person, one on the other. */

import { Modal } from "./modal.js";
import { tell } from "./notices.js";

const RESTARTED =
  "The workspace started again, so the window that was open has closed. Nothing in it was sent.";

/** The stack of windows. */
export class Modals {
  #live;
  #shown = [];
  #closedByItself = false;

  /** @param {import("./live.js").Live} live */
  constructor(live) {
    this.#live = live;
  }

  /** Note that the line was cut: windows that are gone when it comes back were not closed here. */
  lost() {
    this.#closedByItself = this.#shown.length > 0;
  }

  /** @param {import("./modal.js").View[]} views  bottom first */
  update(views) {
    const ids = new Set(views.map(({ id }) => id));
    const gone = this.#shown.filter((modal) => !ids.has(modal.id));
    gone.reverse().forEach((modal) => modal.leave());
    if (gone.length && this.#closedByItself) tell(RESTARTED);
    this.#closedByItself = false;
    this.#shown = views.map((view) => this.#modal(view));
  }

  #modal(view) {
    const standing = this.#shown.find(({ id }) => id === view.id);
    if (standing) standing.update(view);
    return standing ?? new Modal(view, this.#live);
  }
}
