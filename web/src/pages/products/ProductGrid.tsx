import { Button, Checkbox, Skeleton, Text } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Link, useNavigate } from "@tanstack/react-router";
import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AsOf, ProductRow } from "@/api/model";
import { productThen } from "@/app/links";
import { usePhone } from "@/app/usePhone";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useFormat } from "@/i18n/format";
import { directionOf, nextSort, type Col } from "@/table/columns";
import { SortHeader } from "@/table/SortHeader";
import { useRowKeys } from "@/table/useRowKeys";
import { GridFooter } from "./GridFooter";
import { ProductCard } from "./ProductCard";
import { PRODUCT_SORTS, type ProductsSearch } from "./productsSearch";
import { useProductWindow } from "./useProductWindow";
import classes from "./ProductGrid.module.css";

/** A scroll area cannot be taller than browsers draw; a longer list is shown in stretches of this many rows. */
const STRETCH = 400_000;
const ROW = 36;
const CARD = 96;
const features = tableFeatures({ columnVisibilityFeature });

interface ProductGridProps {
  search: ProductsSearch;
  columns: Col<ProductRow>[];
  hidden: string[];
  selection: ReadonlyMap<number, ProductRow>;
  onSelect: (product: ProductRow) => void;
  onSearch: (change: Partial<ProductsSearch>) => void;
  empty: ReactNode;
  /** Above the rows: which moment they are of. */
  banner?: ((asOf: AsOf | undefined) => ReactNode) | undefined;
}

export function ProductGrid({ search, columns, hidden, selection, onSelect, onSearch, empty, banner }: ProductGridProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const phone = usePhone();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [base, setBase] = useState(() => Math.floor(((search.row ?? 1) - 1) / STRETCH) * STRETCH);
  const [range, setRange] = useState<[number, number]>([base, base + 40]);
  const rows = useProductWindow(search, range[0], range[1]);
  const total = rows.total ?? 0;
  const count = Math.max(0, Math.min(STRETCH, total - base));
  const rowHeight = phone ? CARD : ROW;
  const remember = useDebouncedCallback((row: number) => { onSearch({ row: row > 1 ? row : undefined }); }, 500);

  const placed = useRef(false);
  const virtual = useVirtualizer({
    count: rows.total === undefined ? 24 : count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    onChange: (instance) => {
      const items = instance.getVirtualItems();
      const first = base + (items[0]?.index ?? 0);
      const last = base + (items.at(-1)?.index ?? 0);
      setRange((old) => (Math.floor(old[0] / 100) === Math.floor(first / 100) && Math.floor(old[1] / 100) === Math.floor(last / 100) ? old : [first, last]));
      if (!instance.isScrolling && placed.current) remember(base + Math.round((instance.scrollOffset ?? 0) / rowHeight) + 1);
    },
  });
  useEffect(() => { virtual.measure(); }, [rowHeight]); // eslint-disable-line react-hooks/exhaustive-deps -- the virtualizer is one object for the component's life

  // Only with the total known is the area high enough to scroll to the row that the address names.
  const known = rows.total !== undefined;
  useEffect(() => {
    if (!known || placed.current) return;
    placed.current = true;
    if (search.row !== undefined) virtual.scrollToOffset((search.row - 1 - base) * rowHeight);
  }, [known, search.row, base, rowHeight, virtual]);

  const items = virtual.getVirtualItems();
  const shown = useMemo(() => items.map((item) => rows.rowAt(base + item.index)), [items, rows, base]);
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, ProductRow>();
    return columns.map((col) => helper.display({ id: col.id, header: col.header, cell: ({ row }) => col.cell(row.original) }));
  }, [columns]);
  const data = useMemo(() => shown.filter((row) => row !== undefined), [shown]);
  const visibility = useMemo(() => Object.fromEntries(hidden.map((id) => [id, false])), [hidden]);
  const table = useTable({ features, columns: definitions, data, getRowId: (row) => String(row.id), state: { columnVisibility: visibility } });
  const visible = columns.filter((col) => !hidden.includes(col.id));
  const byId = new Map(table.getRowModel().rows.map((row) => [row.original.id, row]));
  const template = `34px ${visible.map((col) => (col.grow ? `minmax(${String(col.width ?? 200)}px, 1fr)` : `${String(col.width ?? 120)}px`)).join(" ")}`;
  const minWidth = 34 + visible.reduce((sum, col) => sum + (col.width ?? 120), 0);

  const keys = useRowKeys({
    count,
    onOpen: (index) => { const row = rows.rowAt(base + index); if (row) void navigate(productThen(row.id, search)); },
    onSelect: (index) => { const row = rows.rowAt(base + index); if (row) onSelect(row); },
    onMove: (index) => { virtual.scrollToIndex(index, { align: "auto" }); },
  });
  const goTo = (row: number) => {
    const index = Math.max(0, Math.min(total, row) - 1);
    const nextBase = Math.floor(index / STRETCH) * STRETCH;
    setBase(nextBase);
    setRange([index, index + 40]);
    requestAnimationFrame(() => { virtual.scrollToOffset((index - nextBase) * rowHeight); });
  };

  if (rows.error !== null && rows.total === undefined) return <div className="panel"><ErrorBlock error={rows.error} onRetry={rows.retry} /></div>;
  if (rows.total === 0) return <>{banner?.(rows.asOf)}<div className="panel">{empty}</div></>;
  const top = Math.floor((virtual.scrollOffset ?? 0) / rowHeight);
  const inView = Math.max(1, Math.floor(((virtual.scrollRect?.height ?? 600) - (phone ? 0 : ROW)) / rowHeight));

  return (
    <>
      {banner?.(rows.asOf)}
      {rows.similar && <Text size="sm" c="dimmed" mb={8} role="status">{t("products.similar")}</Text>}
      <div ref={scroller} className={`${classes.scroller ?? ""} ${phone ? "" : "panel"}`} tabIndex={0} role="region" aria-label={t("products.title")}>
        <div role="table" aria-label={t("products.title")} aria-rowcount={rows.exact ? total + 1 : -1} aria-busy={rows.total === undefined} style={phone ? undefined : { minWidth }} data-stale={rows.stale || undefined} className={classes.table}>
          {!phone && (
            <div role="rowgroup" className={classes.head}>
              <div role="row" aria-rowindex={1} className={classes.row} style={{ gridTemplateColumns: template }}>
                <div role="columnheader" className={classes.cell}><span className={classes.hiddenText}>{t("products.select")}</span></div>
                {visible.map((col) => {
                  const direction = directionOf(search.sort ?? "name", col.sort);
                  return (
                    <div key={col.id} role="columnheader" aria-sort={col.sort === undefined ? undefined : direction} className={classes.cell} data-right={col.align === "right" || undefined}>
                      {col.sort === undefined ? col.header || <span className={classes.hiddenText}>{t("fields.image")}</span> : <SortHeader label={col.header} direction={direction} right={col.align === "right"} onToggle={() => { const next = nextSort(search.sort, col.sort ?? "", col.align === "right"); onSearch({ sort: PRODUCT_SORTS.find((s) => s === next), row: undefined }); goTo(1); }} />}
                    </div>
                  );
                })}
              </div>
            </div>
          )}
          <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
            {items.map((item, i) => {
              const product = shown[i];
              const row = product ? byId.get(product.id) : undefined;
              const place = { transform: `translateY(${String(item.start)}px)`, height: rowHeight };
              if (phone) {
                return (
                  <div key={item.key} role="row" className={classes.cardRow} style={place}>
                    <div role="cell" style={{ height: "100%" }}>{product ? <ProductCard product={product} search={search} /> : <Skeleton height={CARD - 10} radius="md" />}</div>
                  </div>
                );
              }
              return (
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={base + item.index + 2}
                  className={classes.row}
                  data-body
                  data-current={keys.current === item.index || undefined}
                  data-selected={(product && selection.has(product.id)) || undefined}
                  style={{ ...place, gridTemplateColumns: template }}
                  onClick={(event) => {
                    if (!product || (event.target instanceof HTMLElement && event.target.closest("a, input, label")) || window.getSelection()?.toString()) return;
                    void navigate(productThen(product.id, search));
                  }}
                >
                  <div role="cell" className={classes.cell}>
                    {product && <Checkbox size="xs" aria-label={t("products.selectRow", { name: product.name })} checked={selection.has(product.id)} onChange={() => { onSelect(product); }} />}
                  </div>
                  {row
                    ? row.getVisibleCells().map((cell) => {
                        const col = visible.find((c) => c.id === cell.column.id);
                        return (
                          <div key={cell.id} role="cell" className={classes.cell} data-right={col?.align === "right" || undefined}>
                            {cell.column.id === "name" ? <Link className="link strong clip" title={row.original.name} {...productThen(row.original.id, search)}>{row.original.name}</Link> : <span className="clip"><table.FlexRender cell={cell} /></span>}
                          </div>
                        );
                      })
                    : visible.map((col) => <div key={col.id} role="cell" className={classes.cell} data-right={col.align === "right" || undefined}><Skeleton height={11} width={col.id === "image" ? 28 : "70%"} /></div>)}
                </div>
              );
            })}
          </div>
        </div>
        {base + count < total && rows.total !== undefined && (
          <div className={classes.next}><Button variant="default" onClick={() => { goTo(base + STRETCH + 1); }}>{t("products.nextStretch", { row: format.number(base + STRETCH + 1) })}</Button></div>
        )}
      </div>
      <GridFooter first={base + top + 1} last={Math.min(total, base + top + inView)} total={rows.total} exact={rows.exact} onGoTo={goTo} />
    </>
  );
}
