// @ts-check
// What the panel shows in each phase of a pairing.

/**
 * @typedef {object} Context
 * @property {(tag: string, attributes?: Record<string, string>, children?: any[]) => any} make
 * @property {(key: string, values?: Record<string, string | number>) => string} say
 * @property {any} view
 * @property {(name: string, value?: any) => void} command
 * @property {(code: string) => string} explain
 * @property {boolean} ending
 * @property {{tone: string, text: string}} line
 * @property {number} captured
 */

/** Game systems people play at these tables most; any other is judged by the fallback rules. */
const SYSTEMS = {
  dnd5e: "D&D 5e", pf2e: "Pathfinder 2", pf1: "Pathfinder 1", CoC7: "Call of Cthulhu 7", daggerheart: "Daggerheart",
  shadowdark: "Shadowdark", swade: "Savage Worlds", "cyberpunk-red-core": "Cyberpunk RED", wfrp4e: "WFRP 4", dungeonworld: "Dungeon World", ose: "OSE-compatible",
};

/** @param {Context} context @param {string} text @param {string} [tone] */
const note = ({ make }, text, tone = "") => make("p", { class: `note ${tone}`, role: "status" }, [text]);

/** @param {Context} context @param {string} words @param {string} name @param {any} [value] @param {string} [style] */
function button({ make, say, command }, words, name, value, style = "quiet") {
  const made = make("button", { class: style, type: "button", "data-command": name, ...(name === "copy" ? { "data-copy": "" } : {}) }, [say(words)]);
  made.addEventListener("click", () => command(name, value));
  return made;
}

/**
 * @param {Context} context
 * @param {string} label
 * @param {string} name
 * @param {[string, string][]} options
 * @param {string} chosen
 */
function choice({ make, say, command }, label, name, options, chosen) {
  const select = make("select", { name }, options.map(([value, text]) => make("option", { value, ...(value === chosen ? { selected: "" } : {}) }, [text])));
  select.addEventListener("change", () => command(name, select.value));
  return make("label", {}, [say(label), select]);
}

/** @param {Context} context */
function targets(context) {
  const { view, say } = context;
  return choice(context, "target", "target", [["", say("target.own")], ...view.targets.map((/** @type {any} */ { key, name }) => [key, name])], view.target);
}

/** Where the server's address is asked for. @param {Context} context */
export function addressView(context) {
  const { make, say, view, command, explain } = context;
  const field = make("input", { name: "server", inputmode: "url", autocomplete: "url", spellcheck: "false", placeholder: "https://tumulte.example.org", required: "" });
  field.value = view.server;
  const form = make("form", { class: "body", style: "padding:0" }, [
    make("label", {}, [say("server"), field]),
    ...(view.addressProblem ? [note(context, say(`address.${view.addressProblem}`), "bad")] : []),
    ...(view.error ? [note(context, explain(view.error), "bad")] : []),
    make("button", { class: "main", type: "submit", "data-command": "pair" }, [say("begin")]),
  ]);
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    command("pair", field.value);
  });
  return [
    make("p", { class: "soft" }, [say("intro")]),
    ...(view.status?.state === "revoked" ? [note(context, explain("token.revoked"), "bad")] : []),
    form,
    ...(view.targets.length > 0 ? [make("hr"), make("p", { class: "soft" }, [say("elsewhere")]), targets(context)] : []),
    ...capture(context),
  ];
}

/** The code, to be typed into the console. @param {Context} context */
export function waitingView(context) {
  const { make, say, view, explain } = context;
  const { offer } = view;
  const steps = ["step.open", "step.code", "step.confirm"].map((step) => make("li", {}, [say(step)]));
  const page = make("a", { class: "main", href: offer.pageUrl, target: "_blank", rel: "noopener noreferrer" }, [say("page")]);
  return [
    make("div", { class: "code", "data-code": offer.code }, [offer.code]),
    make("div", { class: "offer" }, [
      make("div", {}, [make("ol", {}, steps), make("p", { class: "soft", "data-countdown": "" })]),
      make("img", { alt: say("qr"), src: `data:image/svg+xml;utf8,${encodeURIComponent(offer.qrSvg)}` }),
    ]),
    ...(view.trouble ? [note(context, explain(view.trouble), "bad")] : []),
    page,
    make("div", { class: "row" }, [button(context, "copy", "copy", offer.code), button(context, "cancel", "cancel")]),
  ];
}

/** How the table stands. @param {Context} context */
export function pairedView(context) {
  const { make, say, view, line, explain, ending } = context;
  const { status } = view;
  const figures = [["told", view.told], ["kept", view.kept], ["queued", status.queued], ["refused", status.refused], ["overflowed", status.overflowed]]
    .filter(([name, count]) => count > 0 || name === "told" || name === "kept");
  const systems = /** @type {[string, string][]} */ (Object.entries(SYSTEMS));
  if (!systems.some(([id]) => id === view.system)) systems.push(view.system ? [view.system, view.system] : ["unknown", say("system.other")]);
  if (!systems.some(([id]) => id === "unknown")) systems.push(["unknown", say("system.other")]);
  return [
    ...(view.justPaired ? [note(context, say("paired.now"))] : []),
    make("div", { class: "state", role: "status", "data-state": status.state, "data-imported": String(status.imported) }, [make("span", { class: "dot", "data-tone": line.tone }), line.text]),
    ...(status.code ? [note(context, explain(status.code), "bad")] : []),
    ...(status.state === "connected" && !status.imported ? [note(context, say("import"))] : []),
    make("dl", {}, figures.flatMap(([name, count]) => [make("dt", {}, [say(String(name))]), make("dd", { "data-figure": String(name) }, [String(count)])])),
    make("hr"),
    choice(context, "secrets", "secrets", [["keep", say("secrets.keep")], ["mask", say("secrets.mask")]], view.secrets),
    choice(context, "system", "system", systems, view.system || "unknown"),
    ...(view.targets.length > 0 ? [targets(context)] : []),
    ...capture(context),
    ...(ending
      ? [note(context, say("unpair.sure"), "bad"), make("div", { class: "row" }, [button(context, "yes", "unpair"), button(context, "cancel", "stay")])]
      : [make("div", { class: "row" }, [button(context, "again", "again"), button(context, "unpair", "end?")])]),
    make("p", { class: "soft" }, [view.server]),
  ];
}

/** @param {Context} context */
function capture(context) {
  const { view, say, captured } = context;
  if (view.table?.vtt !== "alchemy" || captured === 0) return [];
  return [note(context, say("capture", { count: captured }), "secret"), button(context, "capture.save", "save")];
}
