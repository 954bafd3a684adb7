import { IconPhoto } from "@tabler/icons-react";
import { useState } from "react";

/** A picture, or the place where one will be. Decorative: the name stands beside it. */
export function Thumbnail({ src, size }: { src: string | null; size: number | string }) {
  const [broken, setBroken] = useState<string | null>(null);
  const box = { width: size, height: size, borderRadius: 4, border: "1px solid var(--app-line)", background: "var(--app-bg)", flex: "none" } as const;
  if (src === null || broken === src) {
    return (
      <span aria-hidden style={{ ...box, display: "grid", placeItems: "center", color: "var(--app-line-strong)" }}>
        <IconPhoto size={typeof size === "number" ? Math.round(size * 0.55) : 48} stroke={1.4} />
      </span>
    );
  }
  return <img src={src} alt="" loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={() => { setBroken(src); }} style={{ ...box, objectFit: "contain" }} />;
}
