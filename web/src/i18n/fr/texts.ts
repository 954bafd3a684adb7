import common from "./common.json";
import dashboard from "./dashboard.json";
import fields from "./fields.json";
import imports from "./imports.json";
import issues from "./issues.json";
import jobs from "./jobs.json";
import login from "./login.json";
import mapping from "./mapping.json";
import problems from "./problems.json";
import products from "./products.json";
import run from "./run.json";
import settings from "./settings.json";
import shell from "./shell.json";
import suppliers from "./suppliers.json";
import table from "./table.json";
import upload from "./upload.json";
import users from "./users.json";

export const fr = { common, dashboard, fields, imports, issues, jobs, login, mapping, problems, products, run, settings, shell, suppliers, table, upload, users };
