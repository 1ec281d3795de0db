// A model of Foundry's client and server, built from public documentation. See README.md for what
// it cannot prove.

export { FakeClient } from "./client.mjs";
export { FakeClock } from "./fake-clock.mjs";
export { ROLE, messageSource } from "./documents.mjs";
export { makeRoll } from "./roll.mjs";
export { FakeWorld } from "./world.mjs";
