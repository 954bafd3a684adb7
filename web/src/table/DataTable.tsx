import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { Link, useNavigate } from "@tanstack/react-router";
import { Skeleton, VisuallyHidden } from "@mantine/core";
import { useMemo, type ReactNode } from "react";
import type { Meta } from "@/api/model";
import type { RowLink } from "@/app/links";
import { usePhone } from "@/app/usePhone";
import { ErrorBlock } from "@/components/ErrorBlock";
import { directionOf, nextSort, type Col } from "./columns";
import { Pager } from "./Pager";
import { SortHeader } from "./SortHeader";
import { useRowKeys } from "./useRowKeys";
import classes from "./table.module.css";

const features = tableFeatures({});
const NONE: never[] = [];

interface Answer<Row> {
  data: { data: Row[]; meta?: Meta } | undefined;
  error: unknown;
  isPlaceholderData: boolean;
  refetch: () => unknown;
}

interface DataTableProps<Row> {
  label: string;
  columns: Col<Row>[];
  answer: Answer<Row>;
  rowKey: (row: Row) => string | number;
  link?: (row: Row) => RowLink | null;
  onOpen?: (row: Row) => void;
  empty: ReactNode;
  /** The row on a phone. */
  card: (row: Row) => ReactNode;
  /** Beside the card, outside its link: a checkbox. */
  cardAside?: ((row: Row) => ReactNode) | undefined;
  /** What `x` does to the row one is at. */
  onSelect?: ((row: Row) => void) | undefined;
  /** Further keys and what they do to the row one is at. */
  keyActs?: Readonly<Record<string, (row: Row) => void>>;
  sort?: string | undefined;
  onSort?: (sort: string | undefined) => void;
  onPage?: (page: number) => void;
  skeletonRows?: number;
}

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, answer, rowKey, link, onOpen, empty, card, cardAside, onSelect, keyActs = {}, sort, onSort, onPage, skeletonRows = 8 } = props;
  const phone = usePhone();
  const navigate = useNavigate();
  const rows: Row[] = answer.data?.data ?? NONE;
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return columns.map((col) => helper.display({ id: col.id, header: col.header, cell: ({ row }) => col.cell(row.original) }));
  }, [columns]);
  const table = useTable({ features, columns: definitions, data: rows, getRowId: (row) => String(rowKey(row)) });

  const open = (row: Row) => {
    const target = link?.(row);
    if (target) void navigate(target);
    else onOpen?.(row);
  };
  const keys = useRowKeys({
    count: rows.length,
    onOpen: (index) => { const row = rows[index]; if (row) open(row); },
    ...(onSelect ? { onSelect: (index: number) => { const row = rows[index]; if (row) onSelect(row); } } : {}),
    acts: Object.fromEntries(Object.entries(keyActs).map(([key, act]) => [key, (index: number) => { const row = rows[index]; if (row) act(row); }])),
    onMove: (index) => { document.getElementById(`row-${label}-${String(index)}`)?.scrollIntoView({ block: "nearest" }); },
  });

  if (answer.error !== null && answer.data === undefined) return <div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div>;
  if (answer.data && rows.length === 0) return <div className="panel">{empty}</div>;
  const pager = answer.data?.meta && onPage ? <Pager meta={answer.data.meta} onPage={onPage} /> : null;

  if (phone) {
    return (
      <>
        <ul className={classes.cards} aria-label={label} aria-busy={answer.data === undefined}>
          {answer.data === undefined && Array.from({ length: 5 }, (_, i) => <li key={i} className={classes.card}><Skeleton height={14} width="60%" mb={8} /><Skeleton height={12} width="90%" /></li>)}
          {rows.map((row) => {
            const target = link?.(row);
            return (
              <li key={rowKey(row)} className={classes.card} data-aside={cardAside ? true : undefined}>
                {cardAside?.(row)}
                {target ? <Link {...target} className={classes.cardLink}>{card(row)}</Link> : cardAside ? <div>{card(row)}</div> : card(row)}
              </li>
            );
          })}
        </ul>
        {pager}
      </>
    );
  }

  return (
    <>
      <div className={`panel ${classes.scroller ?? ""}`} tabIndex={0} role="region" aria-label={label}>
        <table className={classes.table} aria-busy={answer.data === undefined} data-stale={answer.isPlaceholderData || undefined}>
          <thead>
            <tr>
              {columns.map((col) => {
                const direction = directionOf(sort, col.sort);
                return (
                  <th key={col.id} scope="col" className={col.align === "right" ? "right" : undefined} style={{ width: col.width }} aria-sort={col.sort !== undefined && direction !== "none" ? direction : undefined}>
                    {col.sort !== undefined && onSort ? <SortHeader label={col.header} direction={direction} right={col.align === "right"} onToggle={() => { onSort(nextSort(sort, col.sort ?? "", col.align === "right")); }} /> : col.quietHeader ? <VisuallyHidden>{col.header}</VisuallyHidden> : col.header}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {answer.data === undefined &&
              Array.from({ length: skeletonRows }, (_, i) => (
                <tr key={i}>{columns.map((col) => <td key={col.id}><Skeleton height={12} width={col.align === "right" ? "50%" : "75%"} ml={col.align === "right" ? "auto" : 0} /></td>)}</tr>
              ))}
            {table.getRowModel().rows.map((row, index) => (
              <tr
                key={row.id}
                id={`row-${label}-${String(index)}`}
                data-current={keys.current === index || undefined}
                className={link ?? onOpen ? classes.clickable : undefined}
                onClick={(event) => {
                  if (event.target instanceof HTMLElement && event.target.closest("a, button, input, label")) return;
                  if (window.getSelection()?.toString()) return;
                  open(row.original);
                }}
              >
                {row.getAllCells().map((cell, i) => (
                  <td key={cell.id} className={columns[i]?.align === "right" ? "right num" : undefined}><table.FlexRender cell={cell} /></td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pager}
    </>
  );
}
