/** One key per press of a button, so that a doubled request creates nothing twice. `randomUUID` is missing on plain http. */
export function idempotent(): { "Idempotency-Key": string } {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return { "Idempotency-Key": Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}
