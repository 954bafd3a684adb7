import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import type { Preview } from "@/api/model";
import { asProblem } from "@/api/problem";
import type { StepResults } from "@/transforms/FieldDrawer";
import { effectsByStep, problemsByStep } from "@/transforms/steps";

/** What the last preview said of each step. While a step is being written and not understood, the figures before stay. */
export function useStepResults(preview: UseQueryResult<Preview>, own: readonly number[]): StepResults & { last: Preview | undefined } {
  const [last, setLast] = useState<{ preview: Preview; own: readonly number[] } | null>(null);
  const fresh = preview.data && !preview.isPlaceholderData ? preview.data : null;
  if (fresh && last?.preview !== fresh) setLast({ preview: fresh, own });
  return {
    effects: effectsByStep(last?.preview, last?.own ?? own),
    problems: problemsByStep(preview.error ? asProblem(preview.error) : null, own),
    checked: last?.preview.records_checked,
    busy: preview.isFetching,
    last: last?.preview,
  };
}
