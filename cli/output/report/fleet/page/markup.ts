/** Text as HTML shows it, also between quotes. Characters that nobody sees are told by their numbers. */
export function html(text: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}
