import { Tooltip } from "@mantine/core";
import { useFormat } from "@/i18n/format";

/** A moment as one would say it, with the exact one on hover and for machines. */
export function When({ at, fallback = "—", brief = false }: { at: string | null | undefined; fallback?: string; brief?: boolean }) {
  const format = useFormat();
  if (at === null || at === undefined) return <span className="quiet">{fallback}</span>;
  return (
    <Tooltip label={format.exact(at)}>
      <time dateTime={at} className="nowrap">{format.relative(at, undefined, brief)}</time>
    </Tooltip>
  );
}
