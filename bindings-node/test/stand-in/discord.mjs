// As much of Discord as a bot with one command needs: the gateway, and the answers to interactions.
import { once } from "node:events";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const OP = { dispatch: 0, heartbeat: 1, identify: 2, hello: 10, acknowledge: 11 };
const SNOWFLAKE = "1290000000000000001";

/** A Discord of our own on a free port. */
export async function discord() {
  const waiting = [];
  const server = createServer(async (request, response) => {
    const chunks = await collect(request);
    const url = new URL(request.url, "http://localhost");
    if (url.pathname.endsWith("/gateway/bot")) {
      const limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
      const address = `ws://localhost:${server.address().port}`;
      return reply(response, 200, { url: address, shards: 1, session_start_limit: limit });
    }
    if (url.pathname.endsWith("/callback")) {
      const answer = JSON.parse(Buffer.concat(chunks).toString());
      waiting.shift()(answer.data);
      return reply(response, 204);
    }
    return reply(response, 404, { message: `no ${request.method} ${url.pathname}`, code: 0 });
  });
  const gateway = new WebSocketServer({ server });
  const ready = new Promise((resolve) => gateway.once("connection", (socket) => welcome(socket, resolve)));
  server.listen(0);
  await once(server, "listening");

  return {
    api: `http://localhost:${server.address().port}/api`,
    /** Gives the bot a command, once it is there, and resolves with its answer. */
    async run(formula) {
      const socket = await ready;
      const answer = new Promise((resolve) => waiting.push(resolve));
      send(socket, OP.dispatch, "INTERACTION_CREATE", interaction(formula));
      return answer;
    },
    close() {
      for (const socket of gateway.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function collect(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks;
}

function reply(response, status, body) {
  if (body === undefined) return response.writeHead(status).end();
  return response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function welcome(socket, resolve) {
  socket.on("message", (data) => {
    const { op } = JSON.parse(data);
    if (op === OP.heartbeat) send(socket, OP.acknowledge);
    if (op !== OP.identify) return;
    const user = { id: SNOWFLAKE, username: "dice", discriminator: "0", global_name: null, avatar: null, bot: true };
    const application = { id: SNOWFLAKE, flags: 0 };
    send(socket, OP.dispatch, "READY", { v: 10, user, guilds: [], session_id: "one", resume_gateway_url: "ws://localhost", application });
    resolve(socket);
  });
  send(socket, OP.hello, undefined, { heartbeat_interval: 40_000 });
}

let sequence = 0;

function send(socket, op, type, data = null) {
  const isEvent = op === OP.dispatch;
  socket.send(JSON.stringify({ op, d: data, s: isEvent ? ++sequence : null, t: isEvent ? type : null }));
}

function interaction(formula) {
  const user = { id: "1290000000000000002", username: "mira", discriminator: "0", global_name: "Mira", avatar: null };
  const options = [{ name: "formula", type: 3, value: formula }];
  return {
    id: `12900000000000001${String(sequence).padStart(2, "0")}`, application_id: SNOWFLAKE, type: 2, version: 1, token: "once", locale: "en-GB",
    user, channel_id: "1290000000000000003", channel: { id: "1290000000000000003", type: 1 }, entitlements: [], app_permissions: "0",
    authorizing_integration_owners: {}, context: 1, attachment_size_limit: 0,
    data: { id: "1290000000000000004", name: "roll", type: 1, options },
  };
}
