// Bundles the browser code and styles of every app into build/web/<app>/, from where CMake compiles them in.
import { build } from 'esbuild';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

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
