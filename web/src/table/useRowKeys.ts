/** `j` and `k` move through rows, Enter opens, `x` selects; arrows too once a row has the focus. */
import { useHotkeys } from "@mantine/hooks";
import { useState } from "react";

interface RowKeys {
  count: number;
  onOpen: (index: number) => void;
  onSelect?: (index: number) => void;
  onMove?: (index: number) => void;
  /** Further keys that act on the row one is at. */
  acts?: Readonly<Record<string, (index: number) => void>>;
}

export function useRowKeys({ count, onOpen, onSelect, onMove, acts = {} }: RowKeys): { current: number; setCurrent: (index: number) => void } {
  const [wanted, setCurrent] = useState(-1);
  const current = Math.min(wanted, count - 1);
  const move = (index: number) => {
    if (count === 0) return;
    const next = Math.max(0, Math.min(count - 1, index));
    setCurrent(next);
    onMove?.(next);
  };
  useHotkeys([
    ["j", () => { move(current + 1); }],
    ["k", () => { move(current < 0 ? 0 : current - 1); }],
    ["Enter", (event) => {
      if (event.target instanceof HTMLElement && event.target.closest("a, button, [role=option], [role=menuitem]")) return;
      if (current >= 0) onOpen(current);
    }, { preventDefault: false }],
    ["x", () => { if (current >= 0) onSelect?.(current); }],
    ...Object.entries(acts).map(([key, act]): [string, () => void] => [key, () => { if (current >= 0) act(current); }]),
  ]);
  return { current, setCurrent };
}
