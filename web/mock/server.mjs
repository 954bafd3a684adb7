/**
 * The API as HTTP.md describes it, made up, for developing and testing the UI alone: `npm run mock`.
 * Sentinels: log in as error@example.com for a server in trouble, empty@example.com for a new installation,
 * viewer@example.com for someone who may only look; anybody else is an administrator. The password is "demo".
 */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { iso } from "./catalogue.mjs";
import { seedReview } from "./review.mjs";
import { handle } from "./routes.mjs";
import { makeRun, onRun, runs, seed, simulate } from "./runs.mjs";

const port = Number(process.env.MOCK_PORT ?? 8787);
seed();
seedReview();

const readBody = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  const body = await readBody(request);
  const json = request.headers["content-type"]?.startsWith("application/json") && body.length ? JSON.parse(body.toString()) : null;
  if (url.pathname === "/config.json") {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ api_url: "/api/v1", version: "0.1.0-mock", app_name: "Suppliers-Import", demo: true }));
    return;
  }
  const answer = handle({ method: request.method, path: url.pathname.replace("/api/v1", ""), query: url.searchParams, json, body, headers: request.headers });
  const send = () => {
    if (answer.text !== undefined) {
      response.writeHead(200, { "content-type": "text/csv; charset=utf-8" }).end(answer.text);
      return;
    }
    response.writeHead(answer.status, { "content-type": answer.status >= 400 ? "application/problem+json" : "application/json" }).end(answer.status === 204 ? undefined : JSON.stringify(answer.body));
  };
  setTimeout(send, Number(process.env.MOCK_DELAY ?? 25));
});

const sockets = new WebSocketServer({ server, path: "/api/v1/ws" });
sockets.on("connection", (socket) => {
  const channels = new Set();
  const off = onRun((run) => {
    for (const channel of ["imports", `import:${run.id}`]) {
      if (channels.has(channel)) socket.send(JSON.stringify({ type: "event", id: run.event_id, channel, event: "run", data: run }));
    }
  });
  socket.on("close", () => off());
  socket.on("message", (raw) => {
    const message = JSON.parse(raw.toString());
    if (message.type === "auth") socket.send(JSON.stringify({ type: "ready" }));
    for (const channel of message.subscribe ?? []) {
      channels.add(channel);
      if (channel === "imports") socket.send(JSON.stringify({ type: "state", channel, data: runs.filter((r) => ["received", "inspected", "staged", "applied"].includes(r.status)) }));
    }
    for (const channel of message.unsubscribe ?? []) channels.delete(channel);
  });
});

if (process.env.MOCK_LIVE !== "0") {
  const run = makeRun({ supplier: runs[0].supplier, file_name: "tarif_electro-nord_2026-11.csv", status: "received", created_at: iso(Date.now()) });
  simulate(run, { total: 1_048_210, seconds: Number(process.env.MOCK_SECONDS ?? 240) });
}
server.listen(port, () => console.log(`mock API on http://127.0.0.1:${port}`));
