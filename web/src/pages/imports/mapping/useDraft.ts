import { useState } from "react";
import type { Inspection, Mapping, Policies, Transform } from "@/api/model";

interface Draft {
  mapping: Mapping;
  transforms: Transform[];
  policies: Partial<Policies> | null;
}

const proposed = (file: Inspection): Draft => ({ mapping: file.mapping, transforms: file.profile?.transforms ?? [], policies: file.profile?.policies ?? null });

/**
 * What the person has decided about this file so far. What they have not touched follows the server: once the supplier is
 * known, its earlier files say better what the columns are.
 */
export function useDraft(file: Inspection) {
  const [known, setKnown] = useState(file);
  const [draft, setDraft] = useState<Draft>(() => proposed(file));
  const [touched, setTouched] = useState<readonly (keyof Draft)[]>([]);
  if (known !== file) {
    setKnown(file);
    const next = proposed(file);
    setDraft({ ...next, ...Object.fromEntries(touched.map((part) => [part, draft[part]])) });
  }
  const set = <Part extends keyof Draft>(part: Part) => (value: Draft[Part]) => {
    setDraft((old) => ({ ...old, [part]: value }));
    setTouched((old) => (old.includes(part) ? old : [...old, part]));
  };
  return { ...draft, setMapping: set("mapping"), setTransforms: set("transforms"), setPolicies: set("policies") };
}
