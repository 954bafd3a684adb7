/** `j` and `k` move through rows, Enter opens, `x` selects; arrows too once a row has the focus. */
import { useHotkeys, type HotkeyItem } from "@mantine/hooks";
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
  // A ticked box keeps the focus; the rows go on from there. Where one types, letters are letters.
  const unlessTyping = (act: () => void) => (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement && !["checkbox", "radio"].includes(event.target.type)) return;
    event.preventDefault();
    act();
  };
  useHotkeys([
    ["j", unlessTyping(() => { move(current + 1); }), { preventDefault: false }],
    ["k", unlessTyping(() => { move(current < 0 ? 0 : current - 1); }), { preventDefault: false }],
    ["Enter", (event) => {
      if (event.target instanceof HTMLElement && event.target.closest("a, button, input, [role=option], [role=menuitem]")) return;
      if (current >= 0) onOpen(current);
    }, { preventDefault: false }],
    ["x", unlessTyping(() => { if (current >= 0) onSelect?.(current); }), { preventDefault: false }],
    ...Object.entries(acts).map(([key, act]): HotkeyItem => [key, unlessTyping(() => { if (current >= 0) act(current); }), { preventDefault: false }]),
  ], ["TEXTAREA", "SELECT"]);
  return { current, setCurrent };
}
