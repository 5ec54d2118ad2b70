/** The bar with the workspace's clock, what is due next, and the buttons that move it. */

import { clock, dayAndTime, shortDay, useZone } from "./dates.js";
import { el, redraw, whenChanged } from "./dom.js";
import { tellTrouble } from "./notices.js";

const STEPS = [
  { does: "real_time", label: "Back to real time" },
  { does: "next_step", label: "Next step" },
  { does: "next_week", label: "Next week" },
];

/**
 * @typedef {{due: null|{at: string, what: string}, moved: boolean, busy: string|null}} Hand
 * @typedef {{now: string, zone: string, flows: boolean, hand: null|Hand}} Time
 */

/** Time as the workspace has it, ticking between states where it flows. */
export class TimeBar {
  #node;
  #live;
  #now = el("p", { class: "now" });
  #due = el("p", { class: "due" });
  #busy = el("p", { class: "busy", role: "status" });
  #hand = el("div", { class: "row" });
  #ahead = 0;
  #stands = null;
  #drawHand = whenChanged((hand) => this.#handed(hand));

  /** @param {HTMLElement} node @param {import("./live.js").Live} live */
  constructor(node, live) {
    this.#node = node;
    this.#live = live;
    node.append(this.#now, el("div", { class: "next" }, this.#due, this.#busy), this.#hand);
    setInterval(() => this.#tick(), 1000);
  }

  /** @param {Time} time */
  update({ now, zone, flows, hand }) {
    useZone(zone);
    this.#node.hidden = false;
    this.#ahead = Date.parse(now) - Date.now();
    this.#stands = flows ? null : new Date(now);
    this.#tick();
    this.#drawHand(hand);
  }

  #tick() {
    if (this.#node.hidden) return;
    const now = this.#stands ?? new Date(Date.now() + this.#ahead);
    const shown = `${shortDay(now)}, ${clock(now)}`;
    if (this.#now.textContent === shown) return;
    this.#now.replaceChildren(
      el(
        "time",
        { datetime: now.toISOString() },
        el("span", {}, `${shortDay(now)}, `),
        el("strong", {}, clock(now)),
      ),
    );
  }

  #handed(hand) {
    this.#node.classList.toggle("is-busy", Boolean(hand?.busy));
    this.#due.replaceChildren(...due(hand));
    this.#busy.textContent = hand?.busy ? `${hand.busy.replace(/[.…]+$/, "")}…` : "";
    const steps = hand ? STEPS.filter(({ does }) => does !== "real_time" || hand.moved) : [];
    const held = this.#hand.contains(document.activeElement);
    redraw(this.#hand, ...steps.map((step) => this.#button(step, hand)));
    if (held && document.activeElement === document.body) this.#hand.firstElementChild?.focus();
  }

  async #move(does) {
    this.#hand.ariaBusy = "true";
    tellTrouble(await this.#live.send({ do: does }));
    this.#hand.ariaBusy = null;
  }

  #button({ does, label }, hand) {
    const idle = Boolean(hand.busy) || (does === "next_step" && !hand.due);
    return el(
      "button",
      {
        type: "button",
        class: does === "next_step" ? "button primary" : "button",
        "data-key": does,
        "aria-disabled": idle ? "true" : null,
        onclick: () => idle || this.#move(does),
      },
      label,
    );
  }
}

function due(hand) {
  if (!hand) return [];
  if (!hand.due) return ["Nothing is due."];
  const at = new Date(hand.due.at);
  const when = el("time", { datetime: hand.due.at }, dayAndTime(at));
  return [el("span", { class: "small" }, "Next: "), `${hand.due.what.replace(/\.$/, "")}, `, when];
}
