/**
 * What is filled in or chosen: every element that keeps a value.
 * https://docs.slack.dev/reference/block-kit/block-elements
 *
 * A value is null, a string or a list of strings: an option's value, an id, a text, a date as
 * "2026-11-24", a time as "10:03", an instant as seconds in a string, ids of files.
 */

import { act } from "./buttons.js";
import { instantOf, local } from "./dates.js";
import { el, newId } from "./dom.js";
import { words } from "./mrkdwn.js";
import { channels, directs, everybody } from "./people.js";

/**
 * @typedef {{node: HTMLElement, control: HTMLElement, read: () => string|string[]|null,
 *   put: (value: string|string[]|null) => void, watch: (settled: () => void) => void,
 *   group: boolean}} Input  `group`: it is several controls, named together
 * @typedef {{key: string, name: string}} Naming  the data-key, and the accessible name's id or ""
 */

const MAKERS = {
  radio_buttons: choices,
  checkboxes: choices,
  static_select: menu,
  users_select: menu,
  channels_select: menu,
  conversations_select: menu,
  multi_static_select: several,
  multi_users_select: several,
  multi_channels_select: several,
  multi_conversations_select: several,
  plain_text_input: typed,
  number_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  datepicker: picker,
  timepicker: picker,
  datetimepicker: picker,
  file_input: brought,
};

/** Whether an element keeps a value. @param {{type: string}} element */
export function isInput(element) {
  return element.type in MAKERS;
}

/**
 * Draw an element that keeps a value, with the value that it has.
 * @param {{block_id: string}} block
 * @param {object} element
 * @param {import("./buttons.js").Surface} surface
 * @param {{name?: string, told?: boolean}} [how]  the id of its name; whether the bot hears at once
 * @returns {Input}
 */
export function input(block, element, surface, { name = "", told = true } = {}) {
  const made = MAKERS[element.type](
    element,
    { key: `${block.block_id}/${element.action_id}`, name },
    surface,
  );
  made.put(surface.held(block.block_id, element.action_id) ?? started(element));
  if (told) tellChanges(made, block, element, surface);
  return made;
}

/**
 * The value in an element's state as Slack keeps it, as {type, selected_option: {value}}.
 * @param {object} state
 * @returns {string|string[]|null}
 */
export function valueOf({ type: _, ...state }) {
  return plainValue(Object.values(state)[0]);
}

/** The value that an untouched element starts with. */
function started(element) {
  const name = Object.keys(element).find((key) => key.startsWith("initial_"));
  return plainValue(element[name]);
}

function plainValue(held) {
  if (Array.isArray(held)) return held.map(plainValue);
  if (held === null || held === undefined) return null;
  return String(held.value ?? held);
}

/** Tell the bot of each change; what the person did not confirm is taken back. */
function tellChanges(made, block, element, surface) {
  let last = made.read();
  let telling = false;
  made.watch(async () => {
    if (telling) return; // what is typed meanwhile is told next
    telling = true;
    for (let now = made.read(); JSON.stringify(now) !== JSON.stringify(last); now = made.read()) {
      if (await act(made.node, surface, block, element, now)) last = now;
      else made.put(last);
    }
    telling = false;
  });
}

/** Call back when a choice is made: by pointer at once, by keys on Enter or on leaving. */
function whenSettled(control, settled) {
  let typing = false;
  control.addEventListener("keydown", (event) => {
    typing = !["Enter", " ", "Tab"].includes(event.key) && !event.altKey;
    if (event.key === "Enter") settled();
  });
  control.addEventListener("pointerdown", () => {
    typing = false;
  });
  control.addEventListener("change", () => typing || settled());
  control.addEventListener("blur", settled);
}

/** The options of an element in their groups, those included that the workspace itself supplies. */
function groupsOf(element) {
  const option = (value, text) => ({ value, text: { type: "plain_text", text, emoji: false } });
  const [thing] = element.type.match(/users|channels|conversations/) ?? [];
  if (thing === "users") return [{ options: everybody().map(({ id, name }) => option(id, name)) }];
  if (!thing) return element.option_groups ?? [{ options: element.options }];
  return [{ options: conversations(element, thing).map(({ id, name }) => option(id, name)) }];
}

/** What a menu of channels offers, or one of conversations with what it filters. */
function conversations(element, thing) {
  const kinds = element.filter?.include ?? ["public", "private", "im"];
  const wanted = thing === "channels" ? ["public"] : kinds;
  const some = channels().filter((one) => wanted.includes(one.private ? "private" : "public"));
  const bots = element.filter?.exclude_bot_users === true || !wanted.includes("im");
  return [
    ...(bots ? [] : directs()),
    ...some.map(({ id, name }) => ({ id, name: `#${name}` })),
  ];
}

/** Radio buttons or checkboxes, one under the other. */
function choices(element, { key, name }) {
  const radio = element.type === "radio_buttons";
  const group = newId();
  const boxes = element.options.map(({ value }) =>
    el("input", {
      type: radio ? "radio" : "checkbox",
      name: group,
      value,
      "data-key": `${key}/${value}`,
    }),
  );
  const rows = element.options.map((option, at) => choice(boxes[at], option));
  const node = el(
    "fieldset",
    { role: radio ? "radiogroup" : null, "aria-labelledby": name || null },
    el("div", { class: "choices" }, rows),
  );
  const read = () => boxes.filter((box) => box.checked).map((box) => box.value);
  return {
    node,
    control: node,
    group: true,
    read: () => (radio ? (read()[0] ?? null) : read()),
    put: (value) =>
      boxes.forEach((box) => {
        box.checked = [value].flat().includes(box.value);
      }),
    watch: (settled) => node.addEventListener("change", settled),
  };
}

function choice(box, { text, description }) {
  const label = el("span", {}, words(text));
  if (description) label.append(el("small", {}, words(description)));
  return el("label", { class: "choice" }, box, label);
}

/** A menu of which one is chosen. */
function menu(element, { key, name }) {
  const blank = element.placeholder ? words(element.placeholder) : "Choose one";
  const options = groupsOf(element).map(({ label, options: some }) => {
    const drawn = some.map((option) => el("option", { value: option.value }, words(option.text)));
    return label ? el("optgroup", { label: label.text }, drawn) : drawn;
  });
  const node = el(
    "select",
    {
      "data-key": key,
      "aria-labelledby": name || null,
      "aria-label": name ? null : (element.placeholder?.text ?? "Choose one"),
    },
    el("option", { value: "" }, blank),
    options,
  );
  return {
    node,
    control: node,
    group: false,
    read: () => node.value || null,
    put: (value) => {
      node.value = value ?? "";
    },
    watch: (settled) => whenSettled(node, settled),
  };
}

const MANY = 12;

/** A menu of which several are chosen: checkboxes, with a field that narrows a long list. */
function several(element, naming) {
  const options = groupsOf(element).flatMap((group) => group.options);
  const made = choices({ type: "checkboxes", options }, naming);
  const list = made.node.lastChild;
  list.classList.add("boxed");
  if (options.length > MANY) list.before(narrowing(list));
  return made;
}

function narrowing(list) {
  return el("input", {
    type: "search",
    "aria-label": "Narrow the list",
    placeholder: "Type to narrow the list",
    oninput: ({ target }) => {
      for (const row of list.children) row.hidden = !contains(row, target.value);
    },
  });
}

function contains(row, typing) {
  return row.textContent.toLowerCase().includes(typing.trim().toLowerCase());
}

const TYPES = { number_input: "number", email_text_input: "email", url_text_input: "url" };

/** A field for typing. */
function typed(element, { key, name }) {
  const long = element.multiline === true;
  const node = el(long ? "textarea" : "input", {
    type: long ? null : (TYPES[element.type] ?? "text"),
    rows: long ? 4 : null,
    step: element.is_decimal_allowed ? "any" : null,
    min: element.min_value,
    max: element.max_value,
    maxlength: element.max_length,
    placeholder: element.placeholder?.text,
    autocomplete: "off",
    "data-key": key,
    "aria-labelledby": name || null,
  });
  return {
    node,
    control: node,
    group: false,
    read: () => node.value || null,
    put: (value) => {
      node.value = value ?? "";
    },
    watch: (settled) => whenTyped(node, element.dispatch_action_config, settled),
  };
}

/** Call back on Enter, or at each character, as the bot wants it. */
function whenTyped(node, config, settled) {
  const on = config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (on.includes("on_character_entered")) node.addEventListener("input", settled);
  if (on.includes("on_enter_pressed")) {
    node.addEventListener("keydown", ({ key }) => key === "Enter" && settled());
  }
}

const MOST_BYTES = 360_000;
const KILO = 1000;
const names = new Map();

/** Files of one's own; each is brought to the workspace when it is chosen. */
function brought(element, { key, name }, surface) {
  const most = element.max_files ?? 10;
  const said = el("p", { class: "small", role: "status" });
  const field = el("input", {
    type: "file",
    multiple: most > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(),
    "data-key": key,
    "aria-labelledby": name || null,
  });
  let held = [];
  const put = (value) => {
    held = value ?? [];
    said.textContent = held.length ? `Chosen: ${held.map((id) => names.get(id)).join(", ")}` : "";
  };
  field.addEventListener("change", async () => {
    const files = [...field.files].slice(0, most);
    put([]);
    const large = files.find(({ size }) => size > MOST_BYTES);
    if (large) said.textContent = `${large.name} is larger than ${MOST_BYTES / KILO} kB.`;
    else put((await Promise.all(files.map((file) => bring(file, surface)))).filter(Boolean));
  });
  return {
    node: el("div", {}, field, said),
    control: field,
    group: false,
    read: () => held,
    put,
    watch: () => {},
  };
}

async function bring(file, surface) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const id = await surface.bring(file.name, btoa(binary));
  if (id) names.set(id, file.name);
  return id;
}

const PICKED = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
const NAMES = { date: "Day", time: "Time", "datetime-local": "Day and time" };
const BOUNDS = {
  date: ["2000-01-01", "2099-12-31"],
  "datetime-local": ["2001-09-10T00:00", "2099-12-31T23:59"],
};

/** A field for a day, a time, or both. */
function picker(element, { key, name }) {
  const type = PICKED[element.type];
  const [min, max] = BOUNDS[type] ?? [];
  const field = el("input", {
    type,
    min,
    max,
    "data-key": key,
    "aria-labelledby": name || null,
    "aria-label": name || element.placeholder ? null : NAMES[type],
  });
  const both = type === "datetime-local";
  const shown = element.placeholder && el("span", { class: "small" }, words(element.placeholder));
  return {
    node: el("label", { class: "picked" }, shown, field),
    control: field,
    group: false,
    read: () =>
      !field.value || !field.validity.valid ? null : both ? seconds(field.value) : field.value,
    put: (value) => {
      field.value = both && value ? local(new Date(value * 1000)) : (value ?? "");
    },
    watch: (settled) => whenSettled(field, () => field.validity.valid && settled()),
  };
}

function seconds(shown) {
  return String(instantOf(shown).valueOf() / 1000);
}
