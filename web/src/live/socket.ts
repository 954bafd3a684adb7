/**
 * One WebSocket for the whole app. It authenticates with its first message, subscribes to what is asked for,
 * reconnects with growing pauses, and says the last event it saw so that nothing that still matters is missed.
 */
import { accessToken, refresh } from "@/api/session";
import { socketUrl } from "@/app/config";

export interface LiveMessage {
  type: "ready" | "state" | "event" | "error";
  id?: number;
  channel?: string;
  event?: string;
  data?: unknown;
}
export type LiveStatus = "connecting" | "open" | "closed";

const AUTH_REFUSED = 4401;

export class LiveSocket {
  private socket: WebSocket | null = null;
  private lastEventId: number | undefined;
  private attempts = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private readonly wanted = new Map<string, number>();
  private onMessage: (message: LiveMessage) => void = () => undefined;
  private onStatus: (status: LiveStatus) => void = () => undefined;

  start(onMessage: (message: LiveMessage) => void, onStatus: (status: LiveStatus) => void): void {
    this.onMessage = onMessage;
    this.onStatus = onStatus;
    this.stopped = false;
    window.addEventListener("online", this.hurry);
    void this.connect(false);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    window.removeEventListener("online", this.hurry);
    this.socket?.close(1000);
    this.socket = null;
  }

  /** Counted, so that two parts of the page may want the same channel. */
  subscribe(channel: string): () => void {
    const count = this.wanted.get(channel) ?? 0;
    this.wanted.set(channel, count + 1);
    if (count === 0) this.send({ subscribe: [channel] });
    return () => {
      const left = (this.wanted.get(channel) ?? 1) - 1;
      if (left > 0) {
        this.wanted.set(channel, left);
      } else {
        this.wanted.delete(channel);
        this.send({ unsubscribe: [channel] });
      }
    };
  }

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private readonly hurry = (): void => {
    if (this.stopped || this.socket?.readyState === WebSocket.OPEN) return;
    clearTimeout(this.timer);
    void this.connect(false);
  };

  private async connect(renewToken: boolean): Promise<void> {
    this.onStatus("connecting");
    let token: string;
    try {
      token = await (renewToken ? refresh() : accessToken());
    } catch {
      this.later(false);
      return;
    }
    if (this.stopped) return;
    const socket = new WebSocket(socketUrl());
    this.socket = socket;
    socket.onopen = () => {
      this.send({ type: "auth", token, ...(this.lastEventId === undefined ? {} : { last_event_id: this.lastEventId }) });
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as LiveMessage;
      if (message.type === "ready") {
        this.attempts = 0;
        this.onStatus("open");
        if (this.wanted.size > 0) this.send({ subscribe: [...this.wanted.keys()] });
      }
      if (message.id !== undefined) this.lastEventId = Math.max(message.id, this.lastEventId ?? 0);
      this.onMessage(message);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket || this.stopped) return;
      this.socket = null;
      this.onStatus("closed");
      this.later(event.code === AUTH_REFUSED);
    };
  }

  private later(renewToken: boolean): void {
    if (this.stopped) return;
    const pause = Math.min(15_000, 400 * 2 ** this.attempts) * (0.75 + Math.random() / 2);
    this.attempts += 1;
    this.timer = setTimeout(() => void this.connect(renewToken), pause);
  }
}
