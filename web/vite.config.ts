import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vitest/config";

const apiTarget = process.env["API_TARGET"] ?? "http://127.0.0.1:8787";
const proxy = {
  "/api": { target: apiTarget, ws: true },
  "/config.json": { target: process.env["CONFIG_TARGET"] ?? apiTarget },
};

/** Writes `.br` and `.gz` beside every text asset, so that the server never compresses at run time. */
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    // After the files are written: Vite still changes chunks while it makes the bundle.
    writeBundle({ dir }, bundle) {
      for (const fileName of Object.keys(bundle)) {
        const path = join(dir ?? "dist", fileName);
        if (!/\.(js|css|svg|json)$/.test(fileName)) continue;
        const source = readFileSync(path);
        if (source.length < 1024) continue;
        writeFileSync(`${path}.br`, brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
        writeFileSync(`${path}.gz`, gzipSync(source, { level: 9 }));
      }
    },
  };
}

const { version } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as { version: string };

export default defineConfig({
  plugins: [react(), precompress()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  define: { __UI_VERSION__: JSON.stringify(version) },
  server: { port: 5173, proxy },
  preview: { port: 4173, proxy },
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs, in two files instead of thirty; the rest stays with the page that uses it.
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler|react-i18next|i18next|@tanstack\/(react-router|router-core|history|react-query|query-core|react-store|store))\//, priority: 2 },
            { name: "shared", minShareCount: 6, minSize: 0, test: /node_modules\/|src\/(components|api|app|i18n|live)\//, priority: 1 },
          ],
        },
      },
    },
  },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test-setup.ts"], css: false },
});
