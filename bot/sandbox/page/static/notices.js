/** Short notices at the page's foot, or in the window on top where one is open. */

import { el } from "./dom.js";

const STAYS = 9000;

/** Where notices stand now: what lies under an open window is out of reach. */
function place() {
  return (
    [...document.querySelectorAll("dialog[open] .notices")].at(-1) ??
    document.getElementById("notices")
  );
}

/**
 * Tell a person something; it goes by itself, or when it is closed.
 * @param {string} words
 */
export function tell(words) {
  const notice = el("p", { class: "notice" }, words);
  notice.append(
    el(
      "button",
      {
        type: "button",
        class: "quiet icon",
        "aria-label": "Close this notice",
        onclick: () => notice.remove(),
      },
      "×",
    ),
  );
  place().replaceChildren(notice);
  setTimeout(() => notice.remove(), STAYS);
}

/**
 * Tell what went wrong with something that a person did, if anything did.
 * @param {import("./live.js").Reply} reply
 */
export function tellTrouble(reply) {
  if (reply.trouble) tell(reply.trouble);
}

/** Say something to screen readers alone. @param {string} words */
export function announce(words) {
  document.getElementById("announcer").textContent = words;
}
