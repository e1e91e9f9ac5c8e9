/** Light and dark, from 375 px on. Nothing is loaded. */
export const STYLE = `
:root { color-scheme: light dark; --page: #ffffff; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de; --raised: #f6f8fa;
  --bad: #b42318; --age-0: #b9d4ec; --age-1: #86b8de; --age-2: #4f97cb; --age-3: #2474b0; --age-4: #12538a; --age-5: #08305c; --age-unknown: #8c959f; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0d1117; --text: #e6edf3; --quiet: #9da7b3; --line: #30363d; --raised: #161b22;
    --bad: #ff8a80; --age-0: #1f4468; --age-1: #2b639a; --age-2: #3d86c6; --age-3: #6aa8dc; --age-4: #9fc9ec; --age-5: #dcedfb; --age-unknown: #6e7681; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 16px; max-width: 1200px; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.note, dt, footer { color: var(--quiet); font-size: 0.9rem; } .note { margin: 0.25rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 8px; margin: 0; }
dl div { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
ul, ol { list-style: none; padding: 0; margin: 0; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 8px 0 16px; font-size: 0.9rem; } .legend svg { vertical-align: -2px; }
.bars li { margin-bottom: 12px; } .label { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; }
.name { overflow-wrap: anywhere; font-weight: 600; } .bar { display: block; background: var(--raised); border-radius: 3px; }
rect { stroke: var(--page); stroke-width: 1px; } .age-0 { fill: var(--age-0); } .age-1 { fill: var(--age-1); } .age-2 { fill: var(--age-2); }
.age-3 { fill: var(--age-3); } .age-4 { fill: var(--age-4); } .age-5 { fill: var(--age-5); } .age-unknown { fill: var(--age-unknown); }
body { overflow-wrap: anywhere; } .scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 6px 8px; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
td:first-child, td:last-child { white-space: normal; overflow-wrap: anywhere; min-width: 9rem; }
th { color: var(--quiet); font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; } .bad { color: var(--bad); }
@media (max-width: 1100px) {
  thead { display: none; } table, tbody, tr, td { display: block; } tr { border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; margin-bottom: 8px; }
  td, td:first-child { white-space: normal; overflow-wrap: anywhere; min-width: 0; border: 0; padding: 2px 0; display: flex; justify-content: space-between; gap: 16px; text-align: right; }
  td::before { content: attr(data-title); color: var(--quiet); flex: none; text-align: left; }
}
@media print { body { max-width: none; } }
`;
