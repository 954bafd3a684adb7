/** What the server that hands out the UI tells it at start: where the API is and what to call the product. */
interface UiConfig {
  api_url: string;
  version: string;
  app_name: string;
  demo: boolean;
}

let current: UiConfig = { api_url: "/api/v1", version: __UI_VERSION__, app_name: "Suppliers-Import", demo: false };

export async function loadConfig(): Promise<void> {
  try {
    const response = await fetch("/config.json", { cache: "no-store" });
    if (response.ok) current = { ...current, ...((await response.json()) as Partial<UiConfig>) };
  } catch {
    // Served by something that has no config.json: the API is then on the same origin.
  }
}

export const config = (): UiConfig => current;

export const apiUrl = (path: string): string => current.api_url.replace(/\/$/, "") + path;

export function socketUrl(): string {
  const url = new URL(apiUrl("/ws"), window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.toString();
}
