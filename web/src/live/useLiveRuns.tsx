/** The hook that owns the socket, and the hooks that read what it brings. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useRef, useState, type ReactNode } from "react";
import type { Run } from "@/api/model";
import { isActive } from "@/pages/imports/runState";
import { ACTIVE_RUNS, putRun, refreshAfter } from "./runCache";
import { LiveSocket, type LiveMessage, type LiveStatus } from "./socket";

const LiveContext = createContext<{ socket: LiveSocket; status: LiveStatus } | null>(null);

/** Owns the socket. `onEnd` hears of each run that stops moving while one is in the app. */
export function LiveRuns({ onEnd, children }: { onEnd: (run: Run) => void; children: ReactNode }) {
  const client = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>("connecting");
  const ended = useRef(onEnd);
  useEffect(() => { ended.current = onEnd; });
  const [socket] = useState(() => new LiveSocket());

  useEffect(() => {
    const take = (run: Run, tell: boolean) => {
      const wasActive = client.getQueryData<Run[]>(ACTIVE_RUNS)?.some((known) => known.id === run.id) ?? false;
      if (!putRun(client, run)) return;
      refreshAfter(client, run);
      if (tell && wasActive && !isActive(run.status)) ended.current(run);
    };
    const receive = (message: LiveMessage) => {
      if (message.channel === "jobs") void client.invalidateQueries({ queryKey: ["/jobs"] });
      else if (message.type === "state") for (const run of asRuns(message.data)) take(run, false);
      else if (message.event === "run") for (const run of asRuns(message.data)) take(run, true);
    };
    const leave = socket.subscribe("imports");
    socket.start(receive, setStatus);
    return () => {
      leave();
      socket.stop();
    };
  }, [socket, client]);

  return <LiveContext value={{ socket, status }}>{children}</LiveContext>;
}

function asRuns(data: unknown): Run[] {
  return (Array.isArray(data) ? data : [data]).filter((r): r is Run => typeof r === "object" && r !== null && "id" in r && "status" in r);
}

export function useLiveStatus(): LiveStatus {
  return use(LiveContext)?.status ?? "closed";
}

/** Asks for a channel's events as long as the component is shown. */
export function useLiveChannel(channel: string | null): void {
  const socket = use(LiveContext)?.socket;
  useEffect(() => (socket && channel !== null ? socket.subscribe(channel) : undefined), [socket, channel]);
}

export function useLiveRuns(): Run[] {
  const { data } = useQuery<Run[]>({ queryKey: ACTIVE_RUNS, queryFn: () => [], staleTime: Infinity, gcTime: Infinity });
  return data ?? [];
}
