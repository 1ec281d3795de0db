// socket.io: what one sender of a room publishes, everyone in it is emitted.

import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });

io.on("connection", (socket) => {
  const { room, sends } = socket.handshake.query;
  if (sends === undefined) {
    socket.join(room);
  } else {
    socket.on("publish", (payload) => io.to(room).emit("dice:roll", payload));
  }
});

http.listen(0, "127.0.0.1", 4096, () => console.log(`listening on 127.0.0.1:${http.address().port}`));
