/**
 * Who is logged in. The access token lives in memory only; the refresh token in localStorage, because it must
 * survive a reload. Refresh tokens rotate and a reused one revokes the whole family, so only one refresh may be
 * under way, in this tab (one promise) and across tabs (a Web Lock).
 */
import { apiUrl } from "@/app/config";
import type { Tokens } from "./model";
import { Problem } from "./problem";

const STORAGE_KEY = "suppliers-import.refresh";

let access: { token: string; expiresAt: number } | null = null;
let refreshing: Promise<string> | null = null;
const listeners = new Set<(loggedIn: boolean) => void>();

export const onSession = (listener: (loggedIn: boolean) => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const hasSession = (): boolean => access !== null || localStorage.getItem(STORAGE_KEY) !== null;

function keep(tokens: Tokens): string {
  access = { token: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1000 };
  localStorage.setItem(STORAGE_KEY, tokens.refresh_token);
  return tokens.access_token;
}

function endSession(): void {
  const was = hasSession();
  access = null;
  localStorage.removeItem(STORAGE_KEY);
  if (was) for (const listener of listeners) listener(false);
}

async function post(path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(apiUrl(path), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Problem(0);
  }
}

export async function logIn(email: string, password: string): Promise<void> {
  const response = await post("/auth/login", { email, password });
  const text = await response.text();
  if (!response.ok) throw Problem.fromText(response.status, text);
  keep(JSON.parse(text) as Tokens);
  for (const listener of listeners) listener(true);
}

export async function logOut(): Promise<void> {
  const refreshToken = localStorage.getItem(STORAGE_KEY);
  endSession();
  if (refreshToken !== null) await post("/auth/logout", { refresh_token: refreshToken }).catch(() => undefined);
}

async function refreshNow(): Promise<string> {
  const refreshToken = localStorage.getItem(STORAGE_KEY);
  if (refreshToken === null) throw new Problem(401, { code: "logged_out" });
  const response = await post("/auth/refresh", { refresh_token: refreshToken });
  if (response.status === 401 || response.status === 403) {
    endSession();
    throw new Problem(401, { code: "logged_out" });
  }
  const text = await response.text();
  if (!response.ok) throw Problem.fromText(response.status, text);
  return keep(JSON.parse(text) as Tokens);
}

export function refresh(): Promise<string> {
  const locks = (navigator as { locks?: LockManager }).locks;
  const alone = async (): Promise<string> => (locks ? await locks.request("suppliers-import.refresh", refreshNow) : await refreshNow());
  const running = refreshing ?? alone().finally(() => { refreshing = null; });
  refreshing = running;
  return running;
}

/** A token that is good for at least another half minute. */
export async function accessToken(): Promise<string> {
  if (access && access.expiresAt - Date.now() > 30_000) return access.token;
  return refresh();
}
