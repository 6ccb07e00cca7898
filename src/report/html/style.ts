/**
 * The page's only style sheet. Blue, amber and pink are told apart by colour-blind readers, and no
 * meaning hangs on them alone. Wide things scroll in their own box, never the page.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ok: #6DB6FE; --info: #FFAA26; --fail: #FEB5DA;
  --ok-tint: #eaf4ff; --info-tint: #fff3df; --fail-tint: #fff0f7;
  --page: #faf9f6; --card: #ffffff; --ink: #20242c; --soft: #5c6470; --line: #e5e2da;
  --mark: #ffd3e9; --mark-ink: #5d0f3b; --code: #f6f5f1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ok-tint: #12283d; --info-tint: #35260c; --fail-tint: #351a2a;
    --page: #14161a; --card: #1b1e24; --ink: #e7e8ea; --soft: #9ba3af; --line: #2e333c;
    --mark: #6d2a50; --mark-ink: #ffe3f2; --code: #15181d;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.75rem 1.25rem 4rem; }
code, pre, .value, .sql {
  font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .86rem; }
a { color: inherit; text-decoration-color: var(--ok); text-decoration-thickness: 2px; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0; font-weight: 650; text-wrap: balance; }
h2 { font-size: 1.05rem; margin: 2.75rem 0 .75rem; font-weight: 650; }
h3 { font-size: 1.15rem; line-height: 1.35; margin: 0; font-weight: 620; overflow-wrap: anywhere; }
h4 { font-size: .85rem; margin: 1.4rem 0 .45rem; color: var(--soft); font-weight: 600; }
p { margin: .35rem 0; }
.soft { color: var(--soft); }
.small { font-size: .87rem; }
.brand { display: flex; gap: .6rem; align-items: center; justify-content: space-between;
  flex-wrap: wrap;
  color: var(--soft); font-size: .9rem; margin-bottom: 1rem; }
.brand b { color: var(--ink); letter-spacing: .01em; }
.brand svg { vertical-align: -.22em; margin-right: .45em; }
.banner { border-radius: 12px; padding: 1.35rem 1.5rem 1.1rem; display: flex; gap: 1.1rem; border:
  1px solid var(--line);
  border-left: 8px solid var(--tone); background: var(--tint); overflow-wrap: anywhere; }
.banner .glyph { font-size: 1.5rem; line-height: 1.3; }
.ok { --tone: var(--ok); --tint: var(--ok-tint); }
.info { --tone: var(--info); --tint: var(--info-tint); }
.fail { --tone: var(--fail); --tint: var(--fail-tint); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .9rem
  1.5rem;
  margin: 1.25rem 0 0; }
.facts dt { color: var(--soft); font-size: .8rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.finding, .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 1.25rem 1.4rem; margin: 0 0 1.25rem; }
.finding { border-top: 5px solid var(--tone); }
.chips { display: flex; flex-wrap: wrap; gap: .4rem .55rem; margin: 0 0 .6rem; font-size: .8rem; }
.chip { border: 1px solid var(--line); border-radius: 99px; padding: .05rem .65rem; color:
  var(--soft);
  white-space: nowrap; }
.chip.tone { background: var(--tint); border-color: var(--tone); color: var(--ink); }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin-top: 1.1rem; }
.sides > section { min-width: 0; }
.sides h4 { margin-top: 0; display: flex; justify-content: space-between; gap: 1rem; }
.sides h4 b { color: var(--ink); font-weight: 600; }
pre { margin: 0; padding: .8rem .95rem; background: var(--code); border: 1px solid var(--line);
  border-radius: 8px;
  white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }
pre.tall { max-height: 30rem; overflow: auto; }
mark { background: var(--mark); color: var(--mark-ink); border-radius: 3px; padding: .05em .2em; }
.esc { color: var(--mark-ink); background: var(--fail-tint); border: 1px dotted var(--fail);
  border-radius: 3px;
  padding: 0 .15em; }
ul.contents { margin-bottom: 1.2rem; }
.here { color: var(--soft); font-weight: 400; }
mark .esc { background: transparent; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .42rem .8rem .42rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
tr:last-child td { border-bottom: 0; }
th { color: var(--soft); font-weight: 600; font-size: .8rem; white-space: nowrap; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.n + .t { padding-left: .9rem; }
.n:first-child { width: 1%; min-width: 4rem; }
.card { padding-bottom: .95rem; }
.sql { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 12rem; }
.steps td:first-child { width: 3.2rem; white-space: nowrap; color: var(--soft); }
.steps .answer { width: 17%; font-size: .85rem; overflow-wrap: anywhere; }
.culprit td { background: var(--fail-tint); }
.culprit td:first-child { color: var(--ink); box-shadow: -8px 0 0 var(--fail-tint); }
.bar { display: block; width: 7rem; height: .55rem; border-radius: 3px; margin: .5em 0; }
.matrix td, .matrix th { padding: .18rem .5rem .18rem 0; }
.matrix .type { font-weight: 500; color: var(--ink); white-space: normal; min-width: 9rem; }
.matrix thead th, .matrix tr:last-child th { border-bottom: 0; }
.matrix .sign { padding: .18rem .3rem; }
.sign { text-align: center; background: var(--tint); min-width: 1.5rem; }
.sign.fail { font-weight: 700; }
details { margin-top: .9rem; }
summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
details[open] > summary { margin-bottom: .55rem; }
.run { display: flex; gap: .6rem; align-items: stretch; }
.run pre { flex: 1; min-width: 0; white-space: pre; overflow-x: auto; }
button { font: inherit; font-size: .85rem; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card);
  color: var(--ink); padding: 0 .9rem; cursor: pointer; }
button:hover { border-color: var(--ok); }
ul { margin: .3rem 0; padding-left: 1.2rem; }
li { overflow-wrap: anywhere; }
@media (max-width: 44rem) {
  main { padding: 1rem .8rem 3rem; }
  .banner { padding: 1rem; gap: .7rem; }
  h1 { font-size: 1.2rem; }
  .finding, .card { padding: 1rem; }
  .sides { grid-template-columns: 1fr; }
  .steps thead { display: none; }
  .steps tr { display: grid; grid-template-columns: 3rem 1fr 1fr; border-bottom: 1px solid
  var(--line);
    padding: .35rem 0; }
  .steps td { border: 0; padding: .15rem .4rem .15rem 0; }
  .steps .sql { grid-column: 2 / 4; min-width: 0; }
  .steps .answer { width: auto; color: var(--soft); }
  .steps .answer:nth-child(3) { grid-column: 2; }
  .culprit { background: var(--fail-tint); }
  .culprit td:first-child { box-shadow: none; }
}
@media print { details > * { display: block; } .finding, .card { break-inside: avoid; } button {
  display: none; } }
`
