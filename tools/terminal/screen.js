const ESCAPE = String.fromCharCode(27);

/** A control sequence, or a character. */
const PIECES = new RegExp(`${ESCAPE}\\[([\\d;]*[A-Za-z])|([\\s\\S])`, 'gu');

/** As much of a terminal as the command makes use of: lines, colours, one line up, one line cleared. */
class Screen {
  #lines = [[]];
  #row = 0;
  #column = 0;
  #color = 0;

  /** The lines afterwards, each an array of `{ column, text, color }`. */
  write(text) {
    for (const [, sequence, other] of text.matchAll(PIECES)) {
      if (sequence !== undefined) this.#obey(sequence);
      else this.#put(other);
    }
    return this.#lines.map(segments);
  }

  #obey(sequence) {
    if (sequence === '2K') this.#lines[this.#row] = [];
    else if (sequence === '1A') this.#row = Math.max(0, this.#row - 1);
    else if (sequence.endsWith('m')) this.#color = Number(sequence.slice(0, -1));
  }

  #put(character) {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#newLine();
    else {
      this.#lines[this.#row][this.#column] = { character, color: this.#color };
      this.#column += 1;
    }
  }

  #newLine() {
    this.#row += 1;
    this.#lines[this.#row] ??= [];
  }
}

function segments(cells) {
  const found = [];
  for (const [column, { character, color } = { character: ' ', color: 0 }] of cells.entries()) {
    const last = found.at(-1);
    if (last?.color === color) last.text += character;
    else found.push({ column, text: character, color });
  }
  return found;
}

module.exports = { Screen };
