import { Button, Popover, Skeleton, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconFileImport, IconLock, IconUser } from "@tabler/icons-react";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Product, Provenance } from "@/api/model";
import { productQuery, provenanceQuery } from "@/api/origins";
import { runLink } from "@/app/links";
import { useAtLeast } from "@/app/me";
import { useFieldName, useFieldValue } from "@/components/FieldChanges";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import classes from "./origin.module.css";

/** The same fact under the names that the parts of the system have for it. */
const ALIASES: Record<string, string[]> = { ean: ["ean", "gtin"], weight_kg: ["weight_kg", "weight"], price: ["price", "cost"], lead_time_days: ["lead_time_days", "lead_time"] };
const namesOf = (field: string) => ALIASES[field] ?? [field];
const OLDER = 5;
/** A moment, so that a mouse on its way elsewhere opens nothing. */
const HOVER_MS = 180;

interface OriginProps {
  product: Product;
  field: string;
  /** The offer that the value belongs to; absent, it is the product's own. */
  offer?: number;
  children: ReactNode;
}

/** A value that says where it comes from: on hover, on focus, and pinned by a click so that its links can be used. */
export function Origin({ product, field, offer, children }: OriginProps) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const [shown, setShown] = useState<"no" | "passing" | "pinned">("no");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = (state: "no" | "passing") => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { setShown((now) => (now === "pinned" ? now : state)); }, HOVER_MS);
  };
  const locked = offer === undefined && namesOf(field).some((name) => product.locked_fields.includes(name));
  if (product.as_of != null) return <span>{children}</span>;
  return (
    <Popover opened={shown !== "no"} onChange={(opened) => { if (!opened) setShown("no"); }} position="top" withArrow width={340} trapFocus={shown === "pinned"} returnFocus={shown === "pinned"} closeOnEscape withRoles={false}>
      <Popover.Target>
        <button
          type="button"
          className={classes.value}
          aria-haspopup="dialog"
          aria-expanded={shown !== "no"}
          onClick={() => { clearTimeout(timer.current); setShown((now) => (now === "pinned" ? "no" : "pinned")); }}
          onMouseEnter={() => { later("passing"); }}
          onMouseLeave={() => { later("no"); }}
          onFocus={(event) => { if (event.currentTarget.matches(":focus-visible")) setShown((now) => (now === "no" ? "passing" : now)); }}
          onBlur={() => { setShown((now) => (now === "passing" ? "no" : now)); }}
          onKeyDown={(event) => { if (event.key === "Escape") setShown("no"); }}
        >
          {locked && <IconLock size={13} stroke={2.2} className={classes.lock} aria-label={t("products.locked")} />}
          <span>{children}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("origins.of", { field: fieldName(field) })} onMouseEnter={() => { later("passing"); }} onMouseLeave={() => { later("no"); }}>
        {shown !== "no" && <Story product={product} field={field} offer={offer} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Story({ product, field, offer }: Omit<OriginProps, "children" | "offer"> & { offer: number | undefined }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const value = useFieldValue();
  const textOf = useProblemText();
  const answer = useQuery(provenanceQuery(product.id));
  const names = namesOf(field);
  const fields = offer === undefined ? answer.data?.fields : answer.data?.offers.find((o) => o.offer_id === offer)?.fields;
  const story = names.map((name) => fields?.[name]).find((found) => found !== undefined) ?? [];
  const [now, ...older] = story;
  const locked = offer === undefined ? names.find((name) => product.locked_fields.includes(name)) : undefined;
  return (
    <div className={classes.story}>
      <Text size="xs" c="dimmed">{fieldName(field)}</Text>
      {answer.error && !answer.data ? <Text size="sm">{textOf(answer.error)}</Text> : answer.data === undefined ? <><Skeleton height={14} my={6} /><Skeleton height={14} width="60%" /></> : now === undefined ? <Text size="sm" c="dimmed">{t("origins.unknown")}</Text> : <Source entry={now} first />}
      {locked !== undefined && <Lock product={product} field={locked} />}
      {older.length > 0 && (
        <>
          <Text size="xs" c="dimmed" mt={8}>{t("origins.older")}</Text>
          <ol className={classes.older}>
            {older.slice(0, OLDER).map((entry, index) => (
              <li key={`${entry.at}-${String(index)}`}>
                <span className="clip num">{value(field, entry.value)}</span>
                <Source entry={entry} />
              </li>
            ))}
          </ol>
          {older.length > OLDER && <Text size="xs" c="dimmed">{t("origins.olderMore", { n: String(older.length - OLDER) })}</Text>}
        </>
      )}
    </div>
  );
}

/** The file and its line, or the person; when; and how the value came to count. */
function Source({ entry, first = false }: { entry: Provenance; first?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { run } = entry;
  if (!first) {
    return <span className={classes.brief}>{run ? <Link className="link" {...runLink(run.id)} search={run.record === null ? {} : { record: run.record }}>{t("origins.import", { id: run.id })}</Link> : (entry.by ?? t(`origins.how.${entry.how}`))} · <When at={entry.at} /></span>;
  }
  return (
    <div className={classes.source}>
      {run ? <IconFileImport size={16} aria-hidden /> : <IconUser size={16} aria-hidden />}
      <div>
        {run ? (
          <>
            <b className={classes.file}>{run.file_name}</b>
            <div className="num">{[run.supplier_code, run.line === null && run.record === null ? null : t("origins.record", { n: format.number(run.line ?? run.record ?? 0) })].filter(Boolean).join(" · ")}</div>
          </>
        ) : <b>{entry.by ?? t(`origins.how.${entry.how}`)}</b>}
        <div className="quiet">{t(`origins.how.${entry.how}`)} · <When at={entry.at} /></div>
        {run && (
          <div className={classes.links}>
            <Link className="textlink" {...runLink(run.id)}>{t("origins.import", { id: run.id })}</Link>
            {run.record !== null && <Link className="textlink" {...runLink(run.id)} search={{ record: run.record }}>{t("origins.seeRecord")}</Link>}
          </div>
        )}
      </div>
    </div>
  );
}

function Lock({ product, field }: { product: Product; field: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useProblemText();
  const fieldName = useFieldName();
  const mayUnlock = useAtLeast("manager");
  const lock = product.locks?.find((entry) => entry.field === field);
  const unlock = useMutation({
    mutationFn: () => unwrap(api().POST("/products/{id}/unlock", { params: { path: { id: product.id } }, body: { fields: [field] } })),
    onSuccess: (next) => {
      client.setQueryData(productQuery(product.id).queryKey, next);
      void client.invalidateQueries({ queryKey: ["/products/{id}", { id: product.id }] });
    },
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  return (
    <div className={classes.locked}>
      <IconLock size={15} stroke={2} aria-hidden />
      <div>
        <b>{lock?.by == null ? t("products.locked") : t("origins.lockedBy", { by: lock.by })}</b>{lock?.at != null && <span className="quiet"> · <When at={lock.at} /></span>}
        <div className="quiet">{lock?.by == null ? t("products.unlockText") : t("origins.lockedText")}</div>
        {mayUnlock && <Button mt={6} size="compact-xs" variant="default" loading={unlock.isPending} aria-label={t("products.unlockField", { field: fieldName(field) })} onClick={() => { unlock.mutate(); }}>{t("products.unlock")}</Button>}
      </div>
    </div>
  );
}
