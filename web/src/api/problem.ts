/** An answer of the API that is not what was asked for: RFC 9457 problem details, or no answer at all. */
interface ProblemBody {
  title?: string;
  status?: number;
  code?: string;
  detail?: string;
  errors?: { path: string; message: string }[];
  request_id?: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fields: Record<string, string>;
  readonly requestId: string | undefined;

  constructor(status: number, body: ProblemBody = {}) {
    super(body.detail ?? body.title ?? `HTTP ${String(status)}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? (status === 0 ? "offline" : `http_${String(status)}`);
    this.detail = body.detail ?? body.title ?? "";
    this.fields = Object.fromEntries((body.errors ?? []).map((e) => [e.path.replace(/^\/|^body\./, ""), e.message]));
    this.requestId = body.request_id;
  }

  static fromText(status: number, text: string): Problem {
    try {
      return new Problem(status, JSON.parse(text) as ProblemBody);
    } catch {
      return new Problem(status);
    }
  }
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, { detail: error instanceof Error ? error.message : String(error) });
}
