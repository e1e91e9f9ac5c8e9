import { SECTIONS } from '../../../conformance/behaviours/index.ts';
import { renderSection, type Stores } from './differences.ts';

/** The page with what is written between its marks written anew. Throws where a section has no marks. */
export function writePage(page: string, stores: Stores): string {
  return SECTIONS.reduce((text, section) => {
    const begin = `<!-- ${section.title}: written by npm run compatibility -->\n`;
    const from = text.indexOf(begin);
    const to = text.indexOf(END, from);
    if (from < 0 || to < 0) throw new Error(`docs/compatibility.md has no marks for ${section.title}`);
    return `${text.slice(0, from)}${begin}\n${renderSection(section, stores)}\n\n${text.slice(to)}`;
  }, page);
}

const END = '<!-- end -->';
