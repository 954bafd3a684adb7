import { IconHandStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Brake } from "@/api/model";
import { useFormat, type Format } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import classes from "./review.module.css";

/** A share reads as a percentage, a count as a number. */
const amount = (format: Format, value: number) => (Math.abs(value) <= 1 ? format.percent(value) : format.number(value));

/** Why the run is stopped: a sentence each, and how far what was measured is beyond what is let through. */
export function Brakes({ brakes, waits }: { brakes: Brake[]; waits: boolean }) {
  const { t } = useTranslation();
  if (brakes.length === 0) return null;
  return (
    <section className={classes.brakes} data-past={!waits || undefined} aria-label={t("review.whyHeld")}>
      <IconHandStop size={20} stroke={1.8} aria-hidden />
      <div>
        <h2>{waits ? t("review.held", { count: brakes.length }) : t("review.wasHeld")}</h2>
        <ul>{brakes.map((brake, index) => <BrakeLine key={`${brake.code}-${String(index)}`} brake={brake} />)}</ul>
      </div>
    </section>
  );
}

/** Where all prices move alike, the server's sentence names the cause; its figures are taken out of it. */
function causeOf({ code, text }: Brake): { key: string; values: Record<string, string> } | null {
  const scale = /(\d+) times (higher|lower)/.exec(text);
  if (code === "price_moves" && scale) return { key: scale[2] === "higher" ? "scaleUp" : "scaleDown", values: { times: scale[1] ?? "" } };
  const vat = /just ([\d.]+) %/.exec(text);
  if (code === "vat" && vat) return { key: text.includes("higher") ? "vatIn" : "vatOut", values: { rate: vat[1] ?? "" } };
  const currency = /changes to ([A-Z]{3})$/.exec(text);
  return code === "currency" && currency ? { key: "currency", values: { to: currency[1] ?? "" } } : null;
}

function BrakeLine({ brake }: { brake: Brake }) {
  const { t } = useTranslation();
  const format = useFormat();
  const maybe = useMaybeText();
  const { measured, limit } = brake;
  const cause = causeOf(brake);
  const counted = measured === null ? null : maybe(`review.measured.${brake.code}`, { measured: amount(format, measured) });
  const own = (cause === null ? counted : maybe(`review.causes.${cause.key}`, cause.values)) ?? maybe(`review.brakes.${brake.code}`);
  const allowed = limit === null ? null : t("review.limit", { limit: amount(format, limit) });
  const learned = brake.learned ? (brake.files == null ? t("review.learned") : t("review.learnedFrom", { count: brake.files, n: format.number(brake.files) })) : null;
  const scale = measured !== null && limit !== null && measured > 0 ? Math.max(Math.abs(measured), limit) : null;
  return (
    <li>
      <p>{own ?? brake.text}</p>
      {scale !== null && measured !== null && limit !== null && (
        <span className={classes.meter} aria-hidden>
          <span style={{ width: `${String((Math.abs(measured) / scale) * 100)}%` }} />
          <i style={{ left: `${String((limit / scale) * 100)}%` }} />
        </span>
      )}
      {(allowed ?? learned) !== null && <p className={classes.limit}>{[allowed, learned].filter(Boolean).join(" · ")}</p>}
      {own !== null && measured === null && cause === null && brake.text !== "" && brake.text !== own && <p className={classes.limit}>{brake.text}</p>}
    </li>
  );
}
