// What the image service makes, made with sharp, all versions at the same time. Which arrangement is the faster one depends on what
// decoding costs: each version from the file, of which a JPEG is decoded smaller for small ones, or all from pixels that were decoded
// once. Usage: node sharp.mjs FILE DIR QUALITY EFFORT each|once
import sharp from 'sharp';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [file, directory, quality, effort, decoded] = process.argv.slice(2);
const versions = [
  ['thumbnail', 200, 200], ['thumbnail_2x', 400, 400], ['medium', 800], ['medium_2x', 1600], ['large_2x', 3200],
  ['xlarge', 3840],
]; // large is medium_2x under another name

const start = performance.now();
const upright = sharp(readFileSync(file)).rotate();
const { data, info: raw } = decoded === 'once' ? await upright.raw().toBuffer({ resolveWithObject: true }) : {};
await Promise.all(versions.map(([name, width, height]) =>
  (data ? sharp(data, { raw }) : upright.clone())
    .resize(width, height, { withoutEnlargement: true, position: 'attention' })
    .webp({ quality: Number(quality), effort: Number(effort), preset: 'drawing' })
    .toFile(join(directory, `${name}.webp`))));
console.log(`${Math.round(performance.now() - start)} ms`);
