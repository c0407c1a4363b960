// Every .tf file below the directories that are named, as one JSON object: path to what Terraform's own parser reads in it.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from '@cdktf/hcl2json';

const files = process.argv.slice(2).flatMap(directory =>
    readdirSync(directory, {recursive: true}).filter(name => name.endsWith('.tf')).map(name => join(directory, name)));
const parsed = {};
for (const file of files.sort()) parsed[file] = await parse(file, readFileSync(file, 'utf8'));
process.stdout.write(JSON.stringify(parsed));
