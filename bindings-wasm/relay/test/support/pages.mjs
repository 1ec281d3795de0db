// Pages that behave like the tabletops' own: their markup, their frames, and a content policy that lets nobody in. Everything in
// them is made up.

const page = (title, body, script) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body >${body}<script src="/page.js"></script></body></html>
`.replace("/page.js", script);

/** The script of Roll20's editor, as far as chat goes: opens the database's socket and draws what comes. */
const ROLL20 = `
window.campaign_id = 501;
const log = document.querySelector("#textchat .content");
const socket = new WebSocket("wss://s-usc1c-nss-2140.firebaseio.com/.ws?v=5&ns=roll20-9");
let request = 0;
const put = (id, record) => socket.send(JSON.stringify({ t: "d", d: { r: ++request, a: "p", b: { p: "/campaign-501-kEy/chat/" + id, d: record } } }));
window.draw = (id, html, classes) => {
  const message = document.createElement("div");
  message.className = "message " + classes;
  message.dataset.messageid = id;
  message.innerHTML = html;
  log.append(message);
};
window.say = put;
let left = 0, parts = [];
socket.onopen = () => {
  socket.send(JSON.stringify({ t: "d", d: { r: ++request, a: "q", b: { p: "/campaign-501-kEy/chat", q: { l: 100, vf: "r" }, t: 1, h: "" } } }));
  setInterval(() => socket.send("0"), 45000);
};
socket.onmessage = ({ data }) => {
  if (left === 0 && /^\\d+$/.test(data)) { left = Number(data); parts = []; return; }
  if (left > 0) { parts.push(data); if (--left > 0) return; data = parts.join(""); }
  const frame = JSON.parse(data);
  if (frame.t === "d" && frame.d.b && frame.d.b.p) {
    const seen = document.querySelector("#frames");
    seen.dataset.count = Number(seen.dataset.count || 0) + 1;
  }
};
`;

/** D&D Beyond's sheet: a message broker that comes late, as the real one does. */
const DDB = `
setTimeout(() => {
  const listeners = [];
  window[Symbol.for("@dndbeyond/message-broker-lib")] = {
    subscribe: (listener) => { listeners.push(listener); document.documentElement.dataset.broker = listeners.length; },
    dispatch: (message) => listeners.forEach((listener) => listener(message)),
  };
  window.tell = (message) => window[Symbol.for("@dndbeyond/message-broker-lib")].dispatch(message);
}, 300);
`;

/** Any page that Beyond20 speaks to. */
const BEYOND20 = `
window.tell = (roll) => document.dispatchEvent(new CustomEvent("Beyond20_RenderedRoll", { detail: [roll] }));
`;

/** A sheet of Demiplane: the newest roll is put in front of its history. */
const DEMIPLANE = `
const KEY = "0b5d2c1e-77aa-4d10-9c1e-5a2f3b4c6d7e-dice-history";
if (!localStorage.getItem(KEY)) localStorage.setItem(KEY, JSON.stringify([{ name: "Old", result: { total: 3, dice: [] } }]));
window.tell = (entry) => localStorage.setItem(KEY, JSON.stringify([entry, ...JSON.parse(localStorage.getItem(KEY))].slice(0, 20)));
`;

/** A room of Owlbear with the dice extension in its frame, which talks to it as the SDK does. */
const OWLBEAR = `
const frame = document.querySelector("iframe");
window.tell = (players) => frame.contentWindow.postMessage({ id: "OBR_PARTY_EVENT_CHANGE", data: { players } }, "https://dice.owlbear.rodeo");
frame.addEventListener("load", () => { document.documentElement.dataset.frame = "loaded"; });
`;
const DICE_FRAME = `
window.write = (update) => window.parent.postMessage({ id: "OBR_PLAYER_SET_METADATA", data: { update }, ref: "r" }, "https://www.owlbear.rodeo");
`;

/** Alchemy's own traffic has no public shape; this is one it might have. */
const ALCHEMY = `${BEYOND20}
window.journal = () => fetch("/api/graphql", { method: "POST", body: JSON.stringify({ operationName: "Journal" }) });
`;

/** @type {Record<string, Record<string, {type: string, body: string}>>} */
export const PAGES = {
  "app.roll20.net": {
    "/editor/": { type: "text/html", body: page("The Sunken Keep | Roll20", '<main><div id="frames"></div><div id="textchat"><div class="content"></div></div></main>', "/roll20.js") },
    "/roll20.js": { type: "text/javascript", body: ROLL20 },
  },
  "www.dndbeyond.com": {
    "/characters/9001": { type: "text/html", body: page("Tamsin - D&D Beyond", '<a href="/campaigns/4415">The Sunken Keep</a>', "/ddb.js") },
    "/ddb.js": { type: "text/javascript", body: DDB },
  },
  "app.alchemyrpg.com": {
    "/game/7c1e": { type: "text/html", body: page("The Sunken Keep - Alchemy", "<p>A quiet room.</p>", "/alchemy.js") },
    "/alchemy.js": { type: "text/javascript", body: ALCHEMY },
    "/api/graphql": { type: "application/json", body: JSON.stringify({ data: { journal: { __typename: "DiceRollEntry", author: "Tamsin of Reed", roll: { notation: "1d20+6", results: [20], total: 26 } } } }) },
  },
  "app.demiplane.com": {
    "/nexus/pathfinder2e/character-sheet/0b5d2c1e-77aa-4d10-9c1e-5a2f3b4c6d7e": { type: "text/html", body: page("Tamsin - Demiplane", "<p>A sheet.</p>", "/demiplane.js") },
    "/demiplane.js": { type: "text/javascript", body: DEMIPLANE },
  },
  "www.owlbear.rodeo": {
    "/room/Kx3f/keep": { type: "text/html", body: page("The Sunken Keep - Owlbear Rodeo", '<iframe src="https://dice.owlbear.rodeo/"></iframe>', "/room.js") },
    "/room.js": { type: "text/javascript", body: OWLBEAR },
  },
  "dice.owlbear.rodeo": {
    "/": { type: "text/html", body: page("Dice", "<p>Dice</p>", "/dice.js") },
    "/dice.js": { type: "text/javascript", body: DICE_FRAME },
  },
};

/** What a site allows: its own scripts, its database, nobody's inline styles. */
export const POLICY = "default-src 'self'; style-src 'self'; connect-src 'self' wss://*.firebaseio.com; frame-src https://*.owlbear.rodeo; object-src 'none'";
