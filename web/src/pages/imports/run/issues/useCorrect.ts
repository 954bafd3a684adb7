import { useMutation } from "@tanstack/react-query";
import type { CorrectionItem, CorrectionResult, RunDetail } from "@/api/model";
import { correct, runPartKey } from "@/api/review";
import { queryClient } from "@/app/queryClient";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { putRun, refreshAfter } from "@/live/runCache";

/** Puts values right; then everything said about the run is asked again. */
export function useCorrect(run: RunDetail, onResult: (result: CorrectionResult) => void) {
  const textOf = useProblemText();
  return useMutation({
    mutationFn: (items: CorrectionItem[]) => correct(run.id, items),
    onSuccess: (result) => {
      putRun(queryClient, result.run);
      refreshAfter(queryClient, result.run);
      void queryClient.invalidateQueries({ queryKey: runPartKey(run.id) });
      void queryClient.invalidateQueries({ queryKey: ["/imports/{id}/changes", { id: run.id }] });
      onResult(result);
    },
    onError: (error) => { notifyProblem(textOf(error)); },
  });
}
