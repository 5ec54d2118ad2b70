/** The page: hears what a person sees, and shows it in its parts. */

import { HOME, hashOf, read, way } from "./address.js";
import { composer, offer } from "./composer.js";
import { Messages, threadsOf } from "./conversation.js";
import { el, focusKey, redraw, whenChanged } from "./dom.js";
import { Home } from "./home.js";
import { Live } from "./live.js";
import { Modals } from "./modals.js";
import { announce, tellTrouble } from "./notices.js";
import { commands, meet, theBot, visit } from "./people.js";
import { Rail, channelName } from "./rail.js";
import { TimeBar } from "./time.js";

const byId = (id) => document.getElementById(id);

/** Everything on the page, and the way between address and workspace. */
class Page {
  #live = new Live({
    hello: (frame) => this.#meet(frame),
    state: (frame) => this.#hear(frame),
    opened: () => this.#opened(),
    lost: () => this.#lost(),
  });
  #rail = new Rail();
  #time = new TimeBar(byId("time"), this.#live);
  #messages = new Messages(byId("messages"), this.#live);
  #thread = new Messages(byId("thread-messages"), this.#live);
  #home = new Home(byId("home"), this.#live);
  #modals = new Modals(this.#live);
  #head = whenChanged((state) => this.#drawHead(state));
  #walking = Promise.resolve();
  #steps = 0;
  #at = null;
  #state = null;
  #lastThread;
  #pane = null;

  constructor() {
    composer(byId("composer"), this.#live);
    window.addEventListener("hashchange", () => this.#walk());
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault();
      byId("conversation").focus();
    });
  }

  #meet(hello) {
    meet(hello);
    this.#rail.meet(hello);
    byId("workspace").textContent = hello.workspace.name;
    document.title = hello.workspace.name;
    if (this.#state) this.#rail.update(this.#state);
  }

  #opened() {
    byId("lost").hidden = true;
    this.#at = null;
    this.#walk();
  }

  #lost() {
    byId("lost").hidden = false;
    this.#state = null;
    this.#modals.lost();
  }

  /** Go where the address says, one walk after the other. */
  #walk() {
    this.#steps += 1;
    this.#walking = this.#walking.then(async () => {
      const arrived = await this.#go(read(location.hash));
      this.#steps -= 1;
      if (!arrived && this.#state) this.#stepBack();
      if (this.#state && (!arrived || fits(this.#state, this.#at))) this.#hear(this.#state);
    });
  }

  /** Leave out of the address what the workspace would not go to. */
  #stepBack() {
    const { person, place, thread } = this.#at;
    history.replaceState(null, "", hashOf(place && person, thread && place));
    this.#at = read(location.hash);
  }

  /** Return whether the workspace went along. */
  async #go(address) {
    const from = this.#at;
    this.#at = address;
    for (const frame of way(from, address)) {
      const reply = await this.#live.send(frame);
      tellTrouble(reply);
      if (!reply.accepted) return false;
    }
    return true;
  }

  /** Show a state, unless it is one that is passed on the way to an address. */
  #hear(state) {
    this.#state = state;
    if (this.#steps === 0) this.#show(state);
  }

  #show(state) {
    this.#name(state);
    visit(state);
    this.#time.update(state.time);
    this.#rail.update(state);
    this.#head({ me: state.me, open: state.open, places: state.places });
    this.#showConversation(state);
    this.#showPane(state);
    this.#modals.update(state.modals);
  }

  /** Name the person in the address where it names nobody, or nobody who is here. */
  #name({ me }) {
    const address = read(location.hash);
    if (address.person === me) return;
    history.replaceState(null, "", hashOf(me));
    this.#at = read(location.hash);
  }

  #drawHead({ me, open, places }) {
    const place = places.find(({ id }) => id === open.id);
    const direct = open.kind === HOME || place?.kind === "direct";
    const name = el(
      "h2",
      { id: "conversation-name", tabindex: -1 },
      direct ? theBot().name : channelName(place ?? { name: "" }),
    );
    const back = el(
      "a",
      { class: "button quiet back", href: hashOf(me), "data-key": "back" },
      "‹ Back",
    );
    redraw(byId("conversation-head"), back, name, ...(direct ? [tabs(me, open, places)] : []));
    announce(`${name.textContent}${open.kind === HOME ? ", Home" : ""}`);
  }

  #showConversation({ me, open, messages, home }) {
    const atHome = open.kind === HOME;
    byId("messages").parentElement.hidden = atHome;
    byId("composer").hidden = atHome || !commands().length;
    offer(commands());
    byId("home").hidden = !atHome;
    if (atHome) this.#home.update(home);
    else this.#messages.update(`${me}/${open.id}`, messages, threadsOf(me, open.id));
  }

  /** On a narrow screen one part shows at a time: the deepest that the address names. */
  #showPane(state) {
    const { place } = read(location.hash);
    const before = this.#pane;
    this.#pane = state.thread ? "thread" : place ? "conversation" : "rail";
    document.body.dataset.pane = this.#pane;
    this.#showThread(state);
    const { activeElement } = document;
    if (before === null || before === this.#pane) return;
    if (activeElement === document.body || !activeElement.checkVisibility()) this.#focusPane(state);
  }

  #showThread({ me, open, thread }) {
    const node = byId("thread");
    const [closing, opening] = [!node.hidden && !thread, node.hidden && thread];
    node.hidden = !thread;
    document.body.classList.toggle("has-thread", Boolean(thread));
    byId("thread-close").href = hashOf(me, open.id);
    if (thread) this.#thread.updateThread(`${me}/${thread.root.ts}`, thread);
    if (opening) byId("thread-name").focus({ preventScroll: true });
    if (closing) focusKey(byId("messages"), `thread/${this.#lastThread}`);
    this.#lastThread = thread?.root.ts;
  }

  #focusPane({ open }) {
    if (this.#pane === "rail") focusKey(byId("places"), open.id ?? HOME);
    else byId(`${this.#pane}-name`).focus({ preventScroll: true });
  }
}

/** Whether a state shows what an address names. */
function fits({ me, open, thread }, address) {
  const place = open.kind === HOME ? HOME : open.id;
  return (
    me === (address.person || me) &&
    place === (address.place || place) &&
    (thread?.root.ts ?? "") === address.thread
  );
}

function tabs(me, open, places) {
  const direct = places.find(({ kind }) => kind === "direct");
  const tab = (id, label, here) =>
    el(
      "a",
      {
        href: hashOf(me, id),
        "data-key": `tab/${id}`,
        "aria-current": here ? "page" : null,
      },
      label,
    );
  return el(
    "nav",
    { class: "tabs", "aria-label": "The bot" },
    direct ? tab(direct.id, "Messages", open.kind !== HOME) : null,
    tab(HOME, "Home", open.kind === HOME),
  );
}

new Page();
