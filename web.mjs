// Bundles the browser code and styles of every app into build/web/<app>/, and turns the API's documents into JSON and
// pages in build/web/openapi/; CMake compiles both in.
import { build } from 'esbuild';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { documentPage, indexPage } from './apps/gateway/pages/pages.mjs';

const apps = readdirSync('apps').map((name) => ({ name, folder: `apps/${name}/assets` }));
apps.push({ name: 'identity', folder: 'identity/assets' });

for (const { name, folder } of apps.filter((app) => existsSync(app.folder))) {
  const entries = readdirSync(folder).filter((file) => /^[^_].*\.(ts|css|svg)$/.test(file) && !file.endsWith('.d.ts'));
  const outdir = `build/web/${name}`;
  const { metafile } = await build({
    entryPoints: entries.map((file) => `${folder}/${file}`),
    outdir,
    bundle: true,
    splitting: true, // what is imported dynamically is fetched only when it is wanted
    minify: true,
    format: 'esm',
    target: ['es2022'],
    loader: { '.woff2': 'file', '.svg': 'copy' },
    assetNames: 'fonts/[name]',
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
    logLevel: 'warning',
  });
  for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !(file in metafile.outputs)) rmSync(file); // left over from an earlier build
  }
}

const documents = {};
for (const name of ['public', 'search', 'artist', 'admin', 'imaging']) {
  documents[name] = parse(readFileSync(`docs/api/${name}.yaml`, 'utf8'), { merge: true });
  delete documents[name]['x-texts']; // only there to be repeated
}
rmSync('build/web/openapi', { recursive: true, force: true });
mkdirSync('build/web/openapi', { recursive: true });
for (const [name, document] of Object.entries(documents)) {
  writeFileSync(`build/web/openapi/${name}.json`, JSON.stringify(document));
  writeFileSync(`build/web/openapi/${name}.html`, documentPage(name, document, Object.keys(documents)));
}
writeFileSync('build/web/openapi/index.html', indexPage(documents));
