/** The line to the workspace: sends what a person does, hears what they now see. */

const FIRST_WAIT = 400;
const LONGEST_WAIT = 4000;

/**
 * @typedef {{accepted: boolean, errors: Record<string, string>, trouble: string|null,
 *            file?: string}} Reply  `file`: the id of one that was brought
 * @typedef {{hello: (frame: object) => void, state: (frame: object) => void,
 *            opened: () => void, lost: () => void}} Listeners
 */

const refused = (trouble) => ({ accepted: false, errors: {}, trouble });
const AWAY = refused(
  "The workspace is not answering, so nothing was sent. Please try again in a moment.",
);
const CUT = refused(
  "The line was cut before the workspace answered. Please look again, then try again.",
);

/** A WebSocket that comes back by itself. */
export class Live {
  #socket = null;
  #waiting = new Map();
  #number = 0;
  #wait = FIRST_WAIT;
  #listeners;

  /** @param {Listeners} listeners */
  constructor(listeners) {
    this.#listeners = listeners;
    this.#connect();
  }

  /**
   * Ask for something to be done. What was not done says why in `trouble` or `errors`.
   * @param {Record<string, unknown>} frame as {do: "open", place: "C1"}
   * @returns {Promise<Reply>}
   */
  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return Promise.resolve(AWAY);
    this.#number += 1;
    this.#socket.send(JSON.stringify({ ...frame, id: this.#number }));
    return new Promise((resolve) => this.#waiting.set(this.#number, resolve));
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.#socket = new WebSocket(`${scheme}://${location.host}/live/`);
    this.#socket.addEventListener("open", () => this.#opened());
    this.#socket.addEventListener("message", (event) => this.#hear(JSON.parse(event.data)));
    this.#socket.addEventListener("close", () => this.#lost());
  }

  #opened() {
    this.#wait = FIRST_WAIT;
    this.#listeners.opened();
  }

  #hear(frame) {
    if (frame.type === "hello") this.#listeners.hello(frame);
    if (frame.type === "state") this.#listeners.state(frame);
    if (frame.type === "reply") this.#answer(frame);
  }

  #answer({ id, accepted, errors, trouble, file }) {
    this.#waiting.get(id)?.({ accepted, errors, trouble, file });
    this.#waiting.delete(id);
  }

  #lost() {
    for (const resolve of this.#waiting.values()) resolve(CUT);
    this.#waiting.clear();
    this.#listeners.lost();
    setTimeout(() => this.#connect(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }
}
