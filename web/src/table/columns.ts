/** A column as a page describes it; `DataTable` and `ProductGrid` turn it into TanStack Table's. */
import type { ReactNode } from "react";

export interface Col<Row> {
  id: string;
  header: string;
  /** The header is for screen readers only. */
  quietHeader?: boolean;
  cell: (row: Row) => ReactNode;
  align?: "right";
  /** The server's name for sorting by this column; absent, it cannot be sorted. */
  sort?: string;
  /** Pixels, or a flexible share in the grid. */
  width?: number;
  grow?: boolean;
  /** Cannot be hidden. */
  fixed?: boolean;
}

export type Direction = "ascending" | "descending" | "none";

export function directionOf(sort: string | undefined, column: string | undefined): Direction {
  if (column === undefined || sort === undefined) return "none";
  if (sort === column) return "ascending";
  return sort === `-${column}` ? "descending" : "none";
}

/** First click as the column is best read (figures from the top), second the other way round, third back to the page's own order. */
export function nextSort(sort: string | undefined, column: string, descendingFirst: boolean): string | undefined {
  const first = descendingFirst ? `-${column}` : column;
  const second = descendingFirst ? column : `-${column}`;
  if (sort === first) return second;
  return sort === second ? undefined : first;
}
