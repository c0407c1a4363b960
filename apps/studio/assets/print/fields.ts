// What is recorded of a print (R3.1), grouped as the artist thinks of it.

import type { FieldSpec } from '../shared/form';

export const title: FieldSpec = { name: 'title', label: 'Title', serif: true };

// Only suggestions: whatever the artist writes is right.
const techniques = ['Etching', 'Aquatint', 'Drypoint', 'Mezzotint', 'Engraving', 'Soft-ground etching', 'Sugar-lift aquatint', 'Photogravure'];
const plates = ['Copper', 'Zinc', 'Steel', 'Brass', 'Aluminium'];
const papers = ['Hahnemühle', 'Somerset', 'Arches', 'Fabriano', 'Zerkall', 'Kozo'];

export const facts: FieldSpec[] = [
  { name: 'year', label: 'Year', kind: 'number' },
  { name: 'technique', label: 'Technique', suggestions: techniques, wide: true },
  { name: 'medium', label: 'Medium' },
  { name: 'plateType', label: 'Plate', suggestions: plates },
  { name: 'paperType', label: 'Paper', suggestions: papers, wide: true },
  { name: 'inkType', label: 'Ink' },
  { name: 'printingPress', label: 'Press', wide: true },
  { name: 'styleMovement', label: 'Style or movement', wide: true },
  { name: 'plateHeightMm', label: 'Plate height', kind: 'number', unit: 'mm' },
  { name: 'plateWidthMm', label: 'Plate width', kind: 'number', unit: 'mm' },
  { name: 'sheetHeightMm', label: 'Sheet height', kind: 'number', unit: 'mm' },
  { name: 'sheetWidthMm', label: 'Sheet width', kind: 'number', unit: 'mm' },
  { name: 'dimensions', label: 'Size in words', hint: 'Made from the numbers unless you write something else.', wide: true },
  { name: 'artistName', label: 'Artist, if not you', wide: true },
];

export const texts: FieldSpec[] = [
  { name: 'description', label: 'Description', kind: 'lines', rows: 5, serif: true },
  { name: 'statement', label: 'Statement', kind: 'lines', rows: 4, serif: true },
  { name: 'subject', label: 'Subject' },
  { name: 'tags', label: 'Tags', kind: 'tags' },
  { name: 'provenance', label: 'Provenance', kind: 'lines', rows: 2 },
  { name: 'exhibitionHistory', label: 'Exhibitions', kind: 'lines', rows: 2 },
  { name: 'copyright', label: 'Copyright and reproduction', kind: 'lines', rows: 2 },
];

export const sale: FieldSpec[] = [
  { name: 'editionInfo', label: 'Edition', hint: 'Such as 5/50.' },
  { name: 'editionSize', label: 'Edition size', kind: 'number' },
  {
    name: 'availability',
    label: 'Availability',
    kind: 'choice',
    choices: [
      ['', 'Not stated'],
      ['available', 'Available'],
      ['reserved', 'Reserved'],
      ['sold', 'Sold'],
      ['on_loan', 'On loan'],
      ['not_for_sale', 'Not for sale'],
    ],
  },
  { name: 'price', label: 'Price', kind: 'number' },
  {
    name: 'currency',
    label: 'Currency',
    kind: 'choice',
    choices: ['DKK', 'EUR', 'SEK', 'NOK', 'GBP', 'USD'].map((code) => [code, code]),
  },
];

export const saleTexts: FieldSpec[] = [{ name: 'purchaseInfo', label: 'How to buy', kind: 'lines', rows: 2 }];

export const internal: FieldSpec[] = [
  { name: 'location', label: 'Where it is', wide: true },
  { name: 'notes', label: 'Notes', kind: 'lines', rows: 3 },
];

export const internalTexts: FieldSpec[] = [{ name: 'conservation', label: 'Conservation', kind: 'lines', rows: 2 }];
