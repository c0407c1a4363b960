// What the image service makes, made with sharp in its fastest arrangement: one decoded input shared by all
// versions, which are then encoded at the same time. Usage: node sharp.mjs FILE DIR QUALITY EFFORT
import sharp from 'sharp';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [file, directory, quality, effort] = process.argv.slice(2);
const versions = [
  ['thumbnail', 200, 200], ['thumbnail_2x', 400, 400], ['medium', 800], ['medium_2x', 1600], ['large_2x', 3200],
  ['xlarge', 3840],
]; // large is medium_2x under another name

const start = performance.now();
const shared = sharp(readFileSync(file)).rotate();
await Promise.all(versions.map(([name, width, height]) =>
  shared.clone()
    .resize(width, height, { withoutEnlargement: true, position: 'attention' })
    .webp({ quality: Number(quality), effort: Number(effort), preset: 'drawing' })
    .toFile(join(directory, `${name}.webp`))));
console.log(`${Math.round(performance.now() - start)} ms`);
