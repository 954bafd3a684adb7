/**
 * Files on their way to the server. Kept outside React so that an upload goes on while one looks at other pages.
 * An upload ends as an inspection; from then on its token is all that the mapping page needs.
 */
import { useSyncExternalStore } from "react";
import type { Inspection } from "@/api/model";
import { asProblem, Problem } from "@/api/problem";
import { fetchBlob } from "@/api/client";
import { accessToken } from "@/api/session";
import { apiUrl } from "@/app/config";
import { queryClient } from "@/app/queryClient";

export interface Upload {
  id: number;
  name: string;
  size: number;
  state: "sending" | "reading" | "ready" | "failed";
  sent: number;
  /** Bytes per second since the start. */
  rate: number | null;
  token: string | null;
  problem: Problem | null;
  file: File;
}

let uploads: readonly Upload[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const requests = new Map<number, XMLHttpRequest>();

export const inspectionKey = (token: string) => ["inspection", token] as const;

function publish(next: readonly Upload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

const change = (id: number, part: Partial<Upload>) => { publish(uploads.map((u) => (u.id === id ? { ...u, ...part } : u))); };

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => uploads,
  );
}

export function addFiles(files: readonly File[]): void {
  for (const file of files) {
    const upload: Upload = { id: nextId++, name: file.name, size: file.size, state: "sending", sent: 0, rate: null, token: null, problem: null, file };
    publish([...uploads, upload]);
    void send(upload);
  }
}

export function removeUpload(id: number): void {
  requests.get(id)?.abort();
  requests.delete(id);
  publish(uploads.filter((u) => u.id !== id));
}

export function removeByToken(token: string): void {
  publish(uploads.filter((u) => u.token !== token));
}

export function retryUpload(id: number): void {
  const upload = uploads.find((u) => u.id === id);
  if (!upload) return;
  change(id, { state: "sending", sent: 0, rate: null, problem: null });
  void send(upload);
}

/** A run that waits for its columns keeps its file, but no inspection: the file is inspected again. */
export async function inspectRunFile(runId: number, fileName: string): Promise<string> {
  const blob = await fetchBlob(`/imports/${String(runId)}/file`);
  const upload: Upload = { id: nextId++, name: fileName, size: blob.size, state: "sending", sent: 0, rate: null, token: null, problem: null, file: new File([blob], fileName) };
  const inspection = await post(upload, await accessToken());
  queryClient.setQueryData(inspectionKey(inspection.token), inspection);
  return inspection.token;
}

async function send(upload: Upload): Promise<void> {
  if (upload.size === 0) {
    change(upload.id, { state: "failed", problem: new Problem(400, { code: "empty_file" }) });
    return;
  }
  try {
    const inspection = await post(upload, await accessToken());
    queryClient.setQueryData(inspectionKey(inspection.token), inspection);
    change(upload.id, { state: "ready", token: inspection.token });
  } catch (error) {
    change(upload.id, { state: "failed", problem: asProblem(error) });
  } finally {
    requests.delete(upload.id);
  }
}

/** XMLHttpRequest, because `fetch` cannot say how much it has sent. */
function post(upload: Upload, token: string): Promise<Inspection> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    requests.set(upload.id, request);
    const started = performance.now();
    request.open("POST", apiUrl("/imports/inspect"));
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.upload.onprogress = (event) => {
      const seconds = (performance.now() - started) / 1000;
      const sent = Math.min(upload.size, event.loaded);
      change(upload.id, { sent, rate: seconds > 0.5 ? sent / seconds : null });
    };
    request.upload.onload = () => { change(upload.id, { sent: upload.size, state: "reading" }); };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Inspection);
      else reject(Problem.fromText(request.status, request.responseText));
    };
    request.onerror = () => { reject(new Problem(0)); };
    const body = new FormData();
    body.append("file", upload.file, upload.name);
    request.send(body);
  });
}
