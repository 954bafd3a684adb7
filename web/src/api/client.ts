/** The typed client. Every call carries a fresh token, and one 401 is answered by a refresh and a second try. */
import createClient from "openapi-fetch";
import { apiUrl } from "@/app/config";
import { Problem } from "./problem";
import type { paths } from "./schema";
import { accessToken, refresh } from "./session";

/** `fetch` as the logged-in user; also for downloads, which are not JSON. */
async function authorizedFetch(input: Request): Promise<Response> {
  const retry = input.clone();
  const send = async (request: Request, token: string) => {
    request.headers.set("authorization", `Bearer ${token}`);
    try {
      return await fetch(request);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new Problem(0);
    }
  };
  const response = await send(input, await accessToken());
  return response.status === 401 ? send(retry, await refresh()) : response;
}

function makeClient() {
  return createClient<paths>({ baseUrl: new URL(apiUrl(""), window.location.href).toString().replace(/\/$/, ""), fetch: authorizedFetch });
}

let instance: ReturnType<typeof makeClient> | null = null;

export const api = (): ReturnType<typeof makeClient> => (instance ??= makeClient());

/** What openapi-fetch answers, as a value or a thrown `Problem`. */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw new Problem(response.status, typeof error === "object" && error !== null ? error : {});
  }
  return data as T;
}

/** A call by its path, for what the OpenAPI document does not type. */
export async function request<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown, signal?: AbortSignal, extraHeaders: Record<string, string> = {}): Promise<T> {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { ...(body === undefined ? {} : { "content-type": "application/json" }), ...extraHeaders };
  const response = await authorizedFetch(new Request(new URL(apiUrl(path), window.location.href), { method, ...init, headers, ...(signal ? { signal } : {}) }));
  const text = await response.text();
  if (!response.ok) throw Problem.fromText(response.status, text);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** One file as a form, as the API takes files. */
export async function sendFile<T>(path: string, file: File): Promise<T> {
  const body = new FormData();
  body.append("file", file, file.name);
  const response = await authorizedFetch(new Request(new URL(apiUrl(path), window.location.href), { method: "POST", body }));
  const text = await response.text();
  if (!response.ok) throw Problem.fromText(response.status, text);
  return JSON.parse(text) as T;
}

export async function fetchBlob(path: string): Promise<Blob> {
  const response = await authorizedFetch(new Request(new URL(apiUrl(path), window.location.href)));
  if (!response.ok) throw Problem.fromText(response.status, await response.text());
  return response.blob();
}

export async function download(path: string, fileName: string): Promise<void> {
  const url = URL.createObjectURL(await fetchBlob(path));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
  setTimeout(() => { URL.revokeObjectURL(url); }, 60_000);
}
