import { dark, light, variables } from './palette.ts';

/** The one style sheet of the page. Fonts are the reader's own; figures stand in columns. */
export const style = `
:root{color-scheme:light dark;${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:70rem;padding:2.5rem 2rem 4rem;background:var(--paper);color:var(--ink);
font:400 15px/1.5 Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;
font-variant-numeric:tabular-nums lining-nums;font-feature-settings:"tnum","lnum"}
code{font:500 .93em/1.4 ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
h1{font-size:1.05rem;font-weight:600}
h2{font-size:1.05rem;font-weight:600;margin:2.2rem 0 .6rem}
h3{font-size:.95rem;font-weight:600;margin:1.2rem 0 .3rem}
a{color:var(--ours);text-underline-offset:.18em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:2px}
main:focus{outline:none}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.3rem .6rem;z-index:1}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.1rem 1.5rem;padding-bottom:.7rem;border-bottom:1px solid var(--ink)}
header p,footer,.note,.about,figcaption{color:var(--muted)}
footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--line);font-size:.85rem}
.note,figcaption{font-size:.85rem}
.stack,.client{font-weight:600}
.cards td{overflow-wrap:anywhere}
.cards td.number{overflow-wrap:normal}
h2 code{font-weight:600}
.outcome{font-weight:600;white-space:nowrap}
.passed,.good .sign{color:var(--good)}
.failed,.bad,.bad .sign,.bad .claim{color:var(--bad)}
.invalid,.warn{color:var(--warn)}
.banner{margin-top:1.6rem;font-size:2.3rem;line-height:1.15;letter-spacing:-.02em}
.banner .outcome::first-letter{text-transform:uppercase}
.sentence{margin-top:.5rem;max-width:46rem;font-size:1.15rem;line-height:1.5;overflow-wrap:anywhere}
.facts{display:grid;gap:.25rem 2rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
.facts div{display:grid;grid-template-columns:8.8rem minmax(0,1fr);gap:.75rem;overflow-wrap:anywhere}
.facts dt{color:var(--muted)}
.keys .facts{margin:1.6rem 0 0;gap:0;grid-template-columns:repeat(4,minmax(0,1fr));border-block:1px solid var(--line)}
.keys .facts div{display:block;padding:.8rem 1rem .8rem 0}
.keys .facts div+div{padding-left:1rem;border-left:1px solid var(--line)}
.keys dt{font-size:.85rem}
.figure{display:block;font-size:1.6rem;line-height:1.3;letter-spacing:-.01em}
table{border-collapse:collapse;width:100%}
th{font-weight:400;color:var(--muted);font-size:.85rem;text-align:left;vertical-align:bottom}
th,td{padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--line)}
td{vertical-align:middle}
header,footer,.about,.note,summary{overflow-wrap:anywhere}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
.cards td.wide,.cards th.wide{width:42%}
.cards th:first-child{width:23%}
td .note{font-size:.8rem}
.verdicts{list-style:none}
.verdicts li{position:relative;padding:.12rem 0 .12rem 1.4rem;overflow-wrap:anywhere}
.verdicts .sign{position:absolute;left:0;font-weight:600}
.seen{color:var(--muted);margin-left:.4rem}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:2rem;overflow-wrap:anywhere}
.letter{color:var(--muted);font-weight:400}
.cautions{margin-top:.8rem}
.drill{margin-top:3rem;border-top:1px solid var(--ink)}
.drill h2{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1.5rem;margin:.9rem 0 .1rem;font-size:1.15rem;overflow-wrap:anywhere}
.drill>.facts,.drill>.verdicts{margin-top:.8rem}
.drill .cards{margin-top:1.4rem}
details{border-bottom:1px solid var(--line)}
summary{padding:.45rem 0;cursor:pointer;color:var(--ink)}
details[open]{padding-bottom:.9rem}
.scroll{overflow-x:auto;font-size:.87rem}
.scroll td,.scroll th{vertical-align:top}
.scroll td:not(.number){min-width:8rem}
.events{list-style:none;font-size:.87rem}
.events li{display:grid;grid-template-columns:5rem 3.2rem minmax(0,1fr);gap:.6rem;overflow-wrap:anywhere}
.at{text-align:right}
.kind{color:var(--muted)}
section>ul:not(.verdicts){padding-left:1.1rem}
section>ul:not(.verdicts) li{max-width:50rem;margin:.15rem 0;overflow-wrap:anywhere}
svg{display:block;overflow:visible}
svg text{font-size:11.5px;fill:var(--muted)}
svg line{stroke-width:1;shape-rendering:crispEdges}
.timeline{margin:1.4rem 0 0}
figcaption{margin-top:.4rem;max-width:52rem}
.grid{stroke:var(--grid)}
.tick{stroke:var(--line)}
.panel{border-bottom:1px solid var(--line)}
.plot{position:relative;margin-right:3.2rem}
.lines{position:absolute;inset:0;width:100%;height:calc(100% - 22px);pointer-events:none}
.name{position:relative;display:flex;justify-content:space-between;gap:1rem;margin:.5rem 0 .15rem;font-size:.8rem;line-height:1.35;overflow-wrap:anywhere}
.name>span{background:var(--paper);padding-right:.3rem}
.gapnote{flex:none;padding-left:.3rem;font-weight:600}
.swatch{display:inline-block;width:.8em;height:.8em;border-radius:1px}
.swatch.failed{background:var(--bad)}
.swatch.shade{background:var(--gap);outline:1px solid var(--line)}
.fill.ours{fill:var(--fill)}
.fill.others{fill:var(--otherFill)}
.edge{fill:none;stroke-width:1.2;vector-effect:non-scaling-stroke}
.edge.ours{stroke:var(--ours)}
.edge.others{stroke:var(--other)}
path.failed{fill:var(--bad)}
.latency{fill:none;stroke:var(--ours);stroke-width:3.2px;stroke-linecap:round;vector-effect:non-scaling-stroke}
.gap{fill:var(--gap)}
svg .away{fill:var(--ink);font-weight:600;font-size:12.5px;paint-order:stroke;stroke:var(--gap);stroke-width:4px;stroke-linejoin:round}
.mark{stroke:var(--ink)}
.mark.heal{stroke-dasharray:5 3}
.mark.whole{stroke-dasharray:1.5 3}
svg .flag{fill:var(--ink)}
.span{stroke:var(--ink)}
svg .objective{fill:var(--ink);font-weight:600;font-size:12.5px;paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.step .calm{fill:var(--other)}
.step .away{fill:var(--ours)}
.disaster .axis{margin-top:.5rem}
.role{fill:var(--muted)}
.strip .grid{stroke:var(--grid)}
.strip .range{stroke:var(--line)}
.strip .median{stroke:var(--muted);stroke-width:2}
.strip .limit{stroke:var(--ink);stroke-dasharray:3 2}
svg text.limit{fill:var(--ink)}
.dot{fill:var(--paper);stroke:var(--other);stroke-width:1.4}
.ours .dot{fill:var(--ours);stroke:var(--paper);stroke-width:1}
.ours .dot.over{fill:var(--bad)}
@media (max-width:46rem){
body{padding:1.2rem 1rem 3rem}
.banner{font-size:1.9rem;margin-top:1.1rem}
.sentence{font-size:1.05rem}
.keys .facts{grid-template-columns:1fr 1fr}
.keys .facts div:nth-child(odd){padding-left:0;border-left:0}
.keys .facts div:nth-child(n+3){border-top:1px solid var(--line)}
.figure{font-size:1.35rem}
.sides{grid-template-columns:1fr;gap:0}
.facts div{grid-template-columns:minmax(0,1fr);gap:0}
.facts{gap:.5rem 1.5rem}
.cards,.cards tbody,.cards thead{display:block}
.cards thead tr,.cards thead th.wide{display:block;width:100%;padding:0;border:0}
.cards thead th{display:none}
.cards tbody tr{display:flex;flex-wrap:wrap;align-items:baseline;gap:.1rem .9rem;padding:.55rem 0;border-bottom:1px solid var(--line)}
.cards td{border:0;padding:0}
.cards td:first-child{flex:1 1 60%;overflow-wrap:anywhere}
.cards td.wide{flex:1 0 100%;width:100%;min-width:0}
.cards td.number{text-align:left;white-space:normal}
.cards td[data-label]:not([data-label=""])::before{content:attr(data-label) " ";color:var(--muted);font-size:.85rem}
.events li{grid-template-columns:4rem 2.8rem minmax(0,1fr)}
}
@media print{
:root{${variables(light)}}
body{max-width:none;padding:0;font-size:10.5pt}
.skip{display:none}
.drill{break-before:page}
figure,tr,.verdicts li{break-inside:avoid}
.scroll{overflow:visible}
a{color:inherit;text-decoration:none}
}
`.trim();
