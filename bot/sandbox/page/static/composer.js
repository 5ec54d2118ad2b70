/** The field under a conversation, which takes slash commands. */

import { el } from "./dom.js";
import { tellTrouble } from "./notices.js";

const ONLY_COMMANDS =
  "This field takes commands only; they begin with a slash. " +
  "To answer questions, press the buttons in the messages.";
const COMMAND = /^(\/[^\s/]+)(?:\s+([\s\S]*))?$/;

/**
 * Put the field into a node.
 * @param {HTMLElement} node
 * @param {import("./live.js").Live} live
 */
export function composer(node, live) {
  const field = el("input", {
    type: "text",
    id: "command",
    autocomplete: "off",
    spellcheck: "false",
    "data-key": "command",
    "aria-describedby": "command-help",
  });
  const help = el("p", { id: "command-help", class: "small", role: "status" });
  const send = async () => {
    help.textContent = await typed(field, live);
  };
  field.addEventListener("keydown", ({ key }) => key === "Enter" && send());
  field.addEventListener("input", () => {
    help.textContent = "";
  });
  node.append(
    el("label", { for: "command", class: "unseen" }, "Type a command"),
    el(
      "div",
      { class: "row" },
      field,
      el("button", { type: "button", class: "button", onclick: send }, "Send"),
    ),
    help,
  );
}

/** Say in the field which commands there are. @param {string[]} commands */
export function offer(commands) {
  document.getElementById("command").placeholder = `A command, such as ${commands[0]}`;
}

/** Send what was typed; return what to say about it. */
async function typed(field, live) {
  const text = field.value.trim();
  if (!text) return "";
  const [, name, rest = ""] = COMMAND.exec(text) ?? [];
  if (!name) return ONLY_COMMANDS;
  field.value = "";
  const reply = await live.send({ do: "command", name, text: rest.trim() });
  if (!reply.accepted) field.value ||= text;
  tellTrouble(reply);
  return reply.accepted ? `${name} was sent.` : "";
}
