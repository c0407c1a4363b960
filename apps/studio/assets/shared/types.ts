// What the artist's API answers, as far as the studio uses it.

export type Language = 'da' | 'en';
export type Status = 'draft' | 'published';

export interface ImageVersion {
  version: string;
  url: string;
  width: number;
  height: number;
}

// What square thumbnails are cut around; fractions of the width and height.
export interface Focus {
  x: number;
  y: number;
}

export interface PrintTexts {
  title: string | null;
  description: string | null;
  statement: string | null;
  subject: string | null;
  provenance: string | null;
  exhibitionHistory: string | null;
  conservation: string | null;
  purchaseInfo: string | null;
  copyright: string | null;
  tags: string[];
}

export interface Exif {
  camera?: string | null;
  lens?: string | null;
  exposureTime?: string | null;
  aperture?: string | null;
  iso?: number | string | null;
  dateTimeOriginal?: string | null;
}

export interface Print {
  id: number;
  version: number;
  status: Status;
  title: string | null;
  year: number | null;
  medium: string | null;
  technique: string | null;
  dimensions: string | null;
  editionInfo: string | null;
  thumbnailUrl: string | null;
  images: ImageVersion[];
  focus: Focus | null;
  baseImageId: string | null;
  imageProcessingStatus: 'processing' | 'completed' | 'failed' | 'none';
  imageProcessingError: string | null;
  openNotices: string[]; // case numbers
  originalFileName: string | null;
  exifData: Exif | null;
  translations: Record<Language, Partial<PrintTexts>>;
  galleries: { id: number; title: string | null; order: number }[];
  createdAt: string;
  updatedAt: string;
}

export interface GalleryTexts {
  title: string | null;
  description: string | null;
}

export interface Gallery {
  id: number;
  version: number;
  status: Status;
  title: string | null;
  description: string | null;
  printCount: number;
  coverPrintId: number | null;
  translations: Record<Language, Partial<GalleryTexts>>;
  updatedAt: string;
}

export interface SiteTexts {
  siteTitle: string | null;
  introduction: string | null;
  about: string | null;
  contact: string | null;
  copyright: string | null;
}

export interface Site {
  version: number;
  status?: undefined; // it is always public
  artistName: string | null;
  watermarkText: string | null;
  watermarkPosition: string;
  watermarkSize: number;
  watermarkOpacity: number;
  translations: Record<Language, SiteTexts>;
}

// A print as it hangs in a gallery.
export interface Hanging {
  printId: number;
  title: string | null;
  status: Status;
  thumbnailUrl: string | null;
  images: ImageVersion[];
  order: number;
}
