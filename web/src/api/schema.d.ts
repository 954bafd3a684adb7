// Shape of openapi-typescript's output; replaced by `npm run api`.
type Res<T> = { responses: { 200: { headers: Record<string, unknown>; content: { "application/json": T } } } };
type NoBody = { requestBody?: never };
type Body<B> = { requestBody: { content: { "application/json": B } } };
type Get<T, Q = object, P = never> = Res<T> & NoBody & { parameters: { query?: Q; header?: never; path: P; cookie?: never } };
type Get0<T, Q = object> = Res<T> & NoBody & { parameters: { query?: Q; header?: never; path?: never; cookie?: never } };
type Send<B, T, P = never> = Res<T> & Body<B> & { parameters: { query?: never; header?: never; path: P; cookie?: never } };
type Send0<B, T> = Res<T> & Body<B> & { parameters: { query?: never; header?: never; path?: never; cookie?: never } };
type Act<T, P> = Res<T> & NoBody & { parameters: { query?: never; header?: never; path: P; cookie?: never } };
type Id = { id: number };
type S = components["schemas"];
type Paging = { page?: number; per_page?: number; cursor?: string };
type ProductFilter = {
  q?: string; supplier_id?: number; brand_id?: number; category_id?: number; status?: S["ProductStatus"]; has_ean?: boolean; in_stock?: boolean;
};

export interface paths {
  "/auth/login": { post: Send0<{ email: string; password: string }, S["Tokens"]> };
  "/auth/refresh": { post: Send0<{ refresh_token: string }, S["Tokens"]> };
  "/auth/logout": { post: Send0<{ refresh_token: string }, void> };
  "/auth/me": { get: Get0<S["User"]>; patch: Send0<{ name?: string; locale?: "fr" | "en"; theme?: "light" | "dark" | "system" }, S["User"]> };
  "/auth/password": { post: Send0<{ current_password: string; new_password: string }, void> };
  "/users": { get: Get0<S["UserList"], Paging & { q?: string }>; post: Send0<{ email: string; name: string; role: S["Role"]; password?: string }, S["CreatedUser"]> };
  "/users/{id}": { get: Get<S["User"], object, Id>; patch: Send<{ name?: string; role?: S["Role"]; is_active?: boolean }, S["User"], Id> };
  "/users/{id}/reset-password": { post: Act<{ password: string }, Id> };
  "/api-keys": { get: Get0<{ data: S["ApiKey"][] }>; post: Send0<{ name: string; role?: S["Role"] }, S["ApiKey"] & { key: string }> };
  "/api-keys/{id}": { delete: Act<void, Id> };
  "/settings": { get: Get0<S["Settings"]>; patch: Send0<Partial<S["Settings"]>, S["Settings"]> };
  "/suppliers": { get: Get0<S["SupplierList"], Paging & { q?: string; sort?: string }>; post: Send0<S["SupplierInput"] & { code: string; name: string }, S["Supplier"]> };
  "/suppliers/{id}": { get: Get<S["Supplier"], object, Id>; patch: Send<S["SupplierInput"], S["Supplier"], Id>; delete: Act<void, Id> };
  "/suppliers/{id}/profiles": { get: Get<{ data: S["Profile"][] }, object, Id> };
  "/imports": {
    get: Get0<S["RunList"], Paging & { supplier_id?: number; status?: string; q?: string; since?: string; until?: string; sort?: string }>;
    post: Send0<{ token: string; supplier: string; mapping: S["Mapping"]; mode: S["RunMode"]; structure?: S["Structure"] }, S["Run"]>;
  };
  "/imports/inspect": { post: Send0<{ token: string } & S["Structure"], S["Inspection"]> };
  "/imports/preview": { post: Send0<{ token: string; structure?: S["Structure"]; mapping: S["Mapping"] }, S["Preview"]> };
  "/imports/stats": { get: Get0<{ days: S["DayStats"][] }, { days?: number }> };
  "/imports/{id}": { get: Get<S["RunDetail"], object, Id> };
  "/imports/{id}/errors": { get: Get<S["IssueList"], Paging & { code?: string; severity?: string; field?: string }, Id> };
  "/imports/{id}/changes": { get: Get<S["ChangeList"], Paging & { kind?: string; field?: string; sort?: string }, Id> };
  "/imports/{id}/apply": { post: Act<S["Run"], Id> };
  "/imports/{id}/cancel": { post: Act<S["Run"], Id> };
  "/imports/{id}/pause": { post: Act<S["Run"], Id> };
  "/imports/{id}/resume": { post: Act<S["Run"], Id> };
  "/imports/{id}/retry": { post: Act<S["Run"], Id> };
  "/imports/{id}/undo": { post: Act<S["Run"], Id> };
  "/imports/{id}/mapping": { post: Send<{ mapping: S["Mapping"]; structure?: S["Structure"] }, S["Run"], Id> };
  "/products": { get: Get0<S["ProductList"], ProductFilter & Paging & { sort?: string }> };
  "/products/{id}": { get: Get<S["Product"], object, Id>; patch: Send<S["ProductPatch"], S["Product"], Id> };
  "/products/{id}/unlock": { post: Send<{ fields: string[] }, S["Product"], Id> };
  "/products/{id}/history": { get: Get<S["History"], { days?: number }, Id> };
  "/brands": { get: Get0<{ data: S["Brand"][]; meta: S["Meta"] }, Paging & { q?: string; sort?: string }> };
  "/categories": { get: Get0<{ data: S["Category"][]; meta: S["Meta"] }, Paging & { q?: string; parent_id?: number }> };
  "/facets": { get: Get0<S["Facets"], ProductFilter> };
  "/dashboard": { get: Get0<S["Dashboard"]> };
  "/jobs": { get: Get0<S["JobList"], Paging & { status?: string; kind?: string }> };
  "/jobs/workers": { get: Get0<{ data: S["Worker"][] }> };
  "/jobs/{id}/retry": { post: Act<S["Job"], Id> };
  "/jobs/{id}/cancel": { post: Act<S["Job"], Id> };
  "/multidb/health": { get: Get0<S["MultidbHealth"]> };
  "/search": { get: Get0<S["SearchResult"], { q: string }> };
}

export interface components {
  schemas: {
    Tokens: { access_token: string; refresh_token: string; token_type: string; expires_in: number };
    Role: "viewer" | "user" | "manager" | "admin";
    User: {
      id: number; email: string; name: string; role: S["Role"]; is_active: boolean; locale: "fr" | "en"; theme: "light" | "dark" | "system";
      created_at: string; last_login_at: string | null;
    };
    CreatedUser: S["User"] & { password?: string };
    UserList: { data: S["User"][]; meta: S["Meta"] };
    Meta: { page: number; per_page: number; total: number; total_pages: number; next_cursor?: string | null; total_exact?: boolean };
    ApiKey: {
      id: number; name: string; prefix: string; role: S["Role"]; created_at: string; last_used_at: string | null; user_id: number; user_email: string;
    };
    Settings: { catalogue_currency: string; default_locale: "fr" | "en"; keep_files_days: number | null };
    RunBrief: {
      id: number; status: S["RunStatus"]; created_at: string; finished_at: string | null; records: number; created: number; updated: number;
      unchanged: number; rejected: number;
    };
    SupplierRef: { id: number; code: string; name: string };
    SupplierInput: {
      code?: string; name?: string; currency?: string | null; contact_name?: string | null; contact_email?: string | null; website?: string | null;
      notes?: string | null; is_active?: boolean;
    };
    Supplier: S["SupplierRef"] & {
      currency: string | null; contact_name: string | null; contact_email: string | null; website: string | null; notes: string | null;
      is_active: boolean; created_at: string; updated_at: string; offers: number; last_run: S["RunBrief"] | null;
    };
    SupplierList: { data: S["Supplier"][]; meta: S["Meta"] };
    Structure: {
      encoding?: string | null; delimiter?: string | null; sheet?: string | null; header_row?: number | null; record_path?: string | null;
    };
    MappedColumn: { source: string; index?: number | null; also?: string[]; confidence?: number | null; reason?: string | null };
    Mapping: { [field: string]: S["MappedColumn"] };
    Profile: {
      id: number; name: string; version: number; is_current: boolean; created_at: string; created_by: string | null; structure: S["Structure"]; mapping: S["Mapping"];
    };
    RunStatus:
      | "received" | "inspected" | "needs_mapping" | "staged" | "held" | "review" | "applied" | "done" | "paused" | "cancelled" | "failed"
      | "undone" | "unchanged";
    RunMode: "apply" | "dry_run" | "review";
    Phase: "receive" | "inspect" | "stage" | "diff" | "apply" | "follow_up";
    Progress: { phase: S["Phase"]; done: number; total: number | null; rate: number | null; seconds_left: number | null };
    RunCan: { apply: boolean; cancel: boolean; pause: boolean; resume: boolean; retry: boolean; undo: boolean };
    Run: {
      id: number; supplier: S["SupplierRef"] | null; file_name: string; file_size: number; file_sha256: string; format: string | null;
      status: S["RunStatus"]; phase: S["Phase"] | null; mode: S["RunMode"]; records: number; created: number; updated: number; unchanged: number;
      duplicates: number; rejected: number; discontinued: number; warnings: number; progress: S["Progress"] | null; message: string | null;
      message_code: string | null; created_by: string | null; source: "upload" | "cli" | "api" | "demo"; created_at: string;
      started_at: string | null; finished_at: string | null; duration_ms: number | null; can: S["RunCan"]; event_id: number;
    };
    RunList: { data: S["Run"][]; meta: S["Meta"] };
    LogLine: { at: string; level: string; text_code: string; params: { [key: string]: unknown } };
    RunDetail: S["Run"] & {
      structure: S["Structure"] | null; mapping: S["Mapping"] | null; log: S["LogLine"][]; file: { sha256: string; size: number; name: string };
      worker: string | null; attempt: number;
    };
    Column: { index: number; name: string; samples: string[] };
    Inspection: {
      token: string; file_name: string; file_size: number; format: string; encoding: string | null; delimiter: string | null; sheet: string | null;
      sheets: string[]; header_row: number | null; record_path: string | null; rows: number | null; columns: S["Column"][]; mapping: S["Mapping"];
      warnings: { code: string; message: string }[]; raw_rows?: string[][] | null; known_supplier: S["SupplierRef"] | null;
    };
    Article: {
      supplier_sku: string | null; name: string | null; ean: string | null; brand: string | null; category: string | null; price: string | null;
      retail_price: string | null; currency: string | null; stock: number | null; images: string[] | null; weight_kg: string | null; mpn: string | null;
      moq: number | null; pack: number | null; lead_time_days: number | null; description: string | null;
    };
    IssueSummary: { code: string; severity: string; field: string | null; count: number; example: string | null };
    Preview: {
      articles: S["Article"][]; records_checked: number; records_ok: number; records_with_issues: number; records_rejected: number; issues: S["IssueSummary"][];
    };
    Issue: { record: number; line: number | null; field: string | null; code: string; severity: string; raw: string | null };
    IssueList: { data: S["Issue"][]; meta: S["Meta"] & { by_code: { code: string; severity: string; count: number }[] } };
    FieldChange: { field: string; before: string | null; after: string | null };
    Change: {
      id: number; kind: "created" | "updated" | "discontinued"; product_id: number | null; offer_id: number | null; supplier_sku: string; name: string;
      ean: string | null; record: number | null; fields: S["FieldChange"][];
    };
    ChangeList: {
      data: S["Change"][];
      meta: S["Meta"] & {
        by_field: { field: string; count: number; up: number; down: number }[];
        by_kind: { created: number; updated: number; discontinued: number };
      };
    };
    DayStats: { date: string; done: number; unchanged: number; failed: number; held: number; records?: number };
    ProductStatus: "active" | "discontinued" | "archived";
    ProductRow: {
      id: number; sku: string; name: string; gtin: string | null; ean: string | null; brand: { id: number; name: string } | null;
      category: { id: number; path: string } | null; image: string | null; status: S["ProductStatus"]; offers: number; best_cost: string | null;
      best_currency: string | null; best_supplier: S["SupplierRef"] | null; stock: number | null; retail_price: string | null; margin: number | null;
      updated_at: string;
    };
    ProductList: { data: S["ProductRow"][]; meta: S["Meta"] };
    Offer: {
      id: number; supplier: S["SupplierRef"]; supplier_sku: string; cost: string | null; currency: string | null; retail_price: string | null;
      stock: number | null; moq: number | null; pack: number | null; lead_time_days: number | null; status: "active" | "discontinued"; is_best: boolean;
      best_reason?: string | null; updated_at: string; run_id: number | null; record: number | null;
    };
    Origin: { run_id: number | null; file_name: string | null; record: number | null; supplier: string | null; by: string | null; at: string };
    Product: Omit<S["ProductRow"], "offers"> & {
      description: string | null; mpn: string | null; weight_kg: string | null; images: string[]; locked_fields: string[]; created_at: string;
      offers: S["Offer"][]; origins: { [field: string]: S["Origin"] };
    };
    ProductPatch: {
      name?: string; description?: string | null; brand?: string | null; category?: string | null; mpn?: string | null; weight_kg?: string | null;
      status?: S["ProductStatus"];
    };
    HistoryEntry: {
      at: string; run_id: number | null; by: string | null; file_name: string | null; record: number | null; kind: string; fields: S["FieldChange"][];
    };
    History: {
      prices: { offer_id: number; supplier_code: string; at: string; cost: string; currency: string; run_id: number | null }[];
      stocks: { offer_id: number; supplier_code: string; at: string; stock: number; run_id: number | null }[];
      changes: S["HistoryEntry"][];
    };
    Brand: { id: number; name: string; products: number };
    Category: { id: number; path: string; name: string; parent_id: number | null; products: number };
    FacetValue: { id: number; name: string; count: number };
    Facets: { brands: S["FacetValue"][]; categories: S["FacetValue"][]; suppliers: S["FacetValue"][] };
    Dashboard: {
      products: number; offers: number; suppliers: number; brands: number; products_with_ean: number; products_in_stock: number; needs_me: S["Run"][];
      active: S["Run"][]; last_runs: S["Run"][];
      changes_24h: { created: number; updated: number; price_up: number; price_down: number; stock_out: number };
      biggest_moves: {
        product_id: number; name: string; supplier_code: string; field: string; before: string; after: string; percent: number;
      }[];
      runs_per_day: S["DayStats"][];
      suppliers_freshness: { id: number; code: string; name: string; last_run_at: string | null; offers: number }[];
    };
    JobStatus: "queued" | "running" | "done" | "failed" | "dead" | "cancelled";
    Job: {
      id: number; kind: string; status: S["JobStatus"]; run_id: number | null; attempts: number; max_attempts: number; last_error: string | null;
      worker: string | null; created_at: string; started_at: string | null; finished_at: string | null; run_after: string | null;
    };
    JobList: { data: S["Job"][]; meta: S["Meta"] & { by_status: { [status: string]: number } } };
    Worker: { name: string; role: string; host: string; started_at: string; seen_at: string; running: number };
    MultidbHealth: { status: "healthy" | "degraded"; services: { [name: string]: string } };
    SearchResult: {
      products: { id: number; name: string; ean: string | null; sku: string; image: string | null }[];
      suppliers: S["SupplierRef"][];
      imports: { id: number; file_name: string; status: S["RunStatus"] }[];
    };
  };
}
