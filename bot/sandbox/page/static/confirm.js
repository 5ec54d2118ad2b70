/** The question that Slack asks before something is done, where the bot wants it asked. */

import { el, newId } from "./dom.js";
import { words } from "./mrkdwn.js";

/**
 * Ask, and wait for the answer.
 * https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
 * @param {{title: object, text: object, confirm: object, deny: object, style?: string}} question
 * @returns {Promise<boolean>} whether it shall be done
 */
export function confirmed(question) {
  const title = newId();
  const dialog = el(
    "dialog",
    { class: "confirm", "aria-labelledby": title },
    el("h2", { id: title }, words(question.title)),
    el("p", { class: "words" }, words(question.text)),
    el(
      "div",
      { class: "row end" },
      answer("deny", question.deny, ""),
      answer("confirm", question.confirm, question.style ?? "primary"),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirm");
    });
  });
}

function answer(value, label, style) {
  const close = (event) => event.target.closest("dialog").close(value);
  return el("button", { type: "button", class: `button ${style}`, onclick: close }, words(label));
}
