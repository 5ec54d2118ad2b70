/** The Home tab of the bot. */

import { blocks } from "./blocks.js";
import { el, redraw } from "./dom.js";
import { valueOf } from "./inputs.js";
import { tellTrouble } from "./notices.js";
import { theBot } from "./people.js";

/** Shows the Home tab, and draws it anew when the bot publishes another. */
export class Home {
  #node;
  #live;
  #shown = "";

  /** @param {HTMLElement} node @param {import("./live.js").Live} live */
  constructor(node, live) {
    this.#node = node;
    this.#live = live;
  }

  /** @param {null|{id: string, hash: string, blocks: object[], values: object}} view */
  update(view) {
    const shown = view ? `${view.id} ${view.hash}` : "";
    if (shown === this.#shown && this.#node.childElementCount) return;
    this.#shown = shown;
    const held = this.#node.contains(document.activeElement);
    redraw(this.#node, view ? this.#blocks(view) : waiting());
    if (held && document.activeElement === document.body) this.#node.focus({ preventScroll: true });
  }

  #blocks(view) {
    return el(
      "div",
      { class: "blocks" },
      blocks(view.blocks, {
        fields: new Map(),
        held: (block_id, action_id) => {
          const state = view.values[block_id]?.[action_id];
          return state && valueOf(state);
        },
        press: async (block_id, action_id, value) =>
          tellTrouble(await this.#live.send({ do: "press_in_home", block_id, action_id, value })),
      }),
    );
  }
}

function waiting() {
  return el("p", { class: "empty" }, `Waiting for ${theBot().name}…`);
}
