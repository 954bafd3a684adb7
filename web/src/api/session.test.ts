import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { accessToken, hasSession, logIn, onSession, refresh } from "./session";

const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status });
const tokens = (n: number, expires_in = 7200) => ({ access_token: `a${String(n)}`, refresh_token: `r${String(n)}`, token_type: "bearer", expires_in });
const fetched = vi.fn<typeof fetch>();

beforeEach(() => { vi.stubGlobal("fetch", fetched); });
afterEach(() => {
  fetched.mockReset();
  vi.unstubAllGlobals();
});

describe("the session", () => {
  it("logs in, and reuses the token while it is good", async () => {
    fetched.mockResolvedValueOnce(answer(200, tokens(1)));
    await logIn("claire@example.com", "secret");
    expect(await accessToken()).toBe("a1");
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it("refreshes once, however many ask at the same time", async () => {
    fetched.mockResolvedValueOnce(answer(200, tokens(2)));
    expect(await Promise.all([refresh(), refresh(), refresh()])).toEqual(["a2", "a2", "a2"]);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(fetched.mock.calls[0]?.[1]?.body).toBe('{"refresh_token":"r1"}');
  });

  it("keeps the session when the server does not answer", async () => {
    fetched.mockRejectedValueOnce(new TypeError("network"));
    await expect(refresh()).rejects.toMatchObject({ code: "offline" });
    expect(hasSession()).toBe(true);
  });

  it("ends it when the refresh token is refused, and says so", async () => {
    const heard = vi.fn();
    const off = onSession(heard);
    fetched.mockResolvedValueOnce(answer(401, { code: "refresh_reused" }));
    await expect(refresh()).rejects.toMatchObject({ status: 401 });
    expect(hasSession()).toBe(false);
    expect(heard).toHaveBeenCalledWith(false);
    off();
  });
});
