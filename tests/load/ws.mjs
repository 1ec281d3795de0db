// ws: what one sender of a room says, everyone in it hears.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const rooms = new Map();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });

server.on("connection", (socket, request) => {
  const query = new URL(request.url, "http://localhost").searchParams;
  const name = query.get("room");
  if (!rooms.has(name)) rooms.set(name, new Set());
  const room = rooms.get(name);
  if (query.has("sends")) {
    socket.on("message", (data) => {
      for (const member of room) member.send(data, { binary: false });
    });
    return;
  }
  room.add(socket);
  socket.on("close", () => room.delete(socket));
});

http.listen(0, "127.0.0.1", 4096, () => console.log(`listening on 127.0.0.1:${http.address().port}`));
