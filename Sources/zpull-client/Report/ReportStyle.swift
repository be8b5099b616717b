import Encoding

/// The report's style sheet. Tables become cards on a phone; nothing is wider than the window.
enum ReportStyle {
    /// What the page's policy names: any other style, and so any that somebody got into the page, is not applied.
    static var policyHash: String { "sha256-\(Base64.encode(SHA256.digest(css.utf8)))" }

    static let css = """
        :root{color-scheme:light dark;\(ReportPalette.light.css)}
        @media(prefers-color-scheme:dark){:root{\(ReportPalette.dark.css)}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:break-word;\
        -webkit-text-size-adjust:100%}
        header,main,footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}
        header{padding-top:2rem}
        h1{font-size:1.6rem;line-height:1.2;margin:0}
        h2{font-size:1.15rem;margin:0;display:flex;gap:.6rem;align-items:center;flex-wrap:wrap}
        .muted,footer,figcaption,th{color:var(--muted)}
        header p{margin:.3rem 0 0}
        section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.25rem;margin:1.25rem 0}
        .verdict{font-size:1.1rem;font-weight:600;border-width:0 0 0 .35rem}
        .verdict.good{background:var(--good-ground);color:var(--good);border-color:var(--good)}
        .verdict.warning{background:var(--warning-ground);color:var(--warning);border-color:var(--warning)}
        .verdict.bad{background:var(--bad-ground);color:var(--bad);border-color:var(--bad)}
        .badge{display:inline-block;font-size:.8rem;font-weight:600;line-height:1.5;padding:0 .55rem;border-radius:.75rem;\
        white-space:nowrap;background:var(--plain-ground)}
        .badge.good{color:var(--good);background:var(--good-ground)}
        .badge.warning{color:var(--warning);background:var(--warning-ground)}
        .badge.bad{color:var(--bad);background:var(--bad-ground)}
        .charts{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem;margin:1rem 0}
        figure{margin:0;min-width:0}
        figcaption{font-size:.85rem}
        svg{display:block;width:100%;height:auto;margin-top:.25rem}
        svg text{font:7.5px system-ui,sans-serif;fill:var(--muted)}
        .bar{fill:var(--bar)}
        .bar.bad{fill:var(--bad)}
        .cross{stroke:var(--bad);stroke-width:1.5}
        .axis{stroke:var(--line)}
        table{width:100%;border-collapse:collapse;font-size:.92rem;margin-top:.75rem}
        th{text-align:left;font-weight:500;font-size:.8rem}
        th,td{padding:.45rem .75rem .45rem 0;vertical-align:top;border-bottom:1px solid var(--line)}
        tr:last-child td{border-bottom:0}
        td.name{font-weight:500}
        td small{display:block;color:var(--muted)}
        h1,h2,p,.verdict,.name,.text,small{overflow-wrap:anywhere}
        time{white-space:nowrap}
        td.number{font-variant-numeric:tabular-nums}
        footer{font-size:.85rem;padding-bottom:2rem}
        @media(max-width:44rem){
        header,main,footer{padding-left:.9rem;padding-right:.9rem}
        header{padding-top:1.25rem}
        section{padding:.9rem;margin:.9rem 0}
        .charts{grid-template-columns:1fr;gap:1rem}
        svg text{font-size:10px}
        thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
        table,tbody,tr,td{display:block}
        tr{padding:.6rem 0;border-bottom:1px solid var(--line)}
        tr:last-child{border-bottom:0;padding-bottom:0}
        td{border:0;padding:.1rem 0;display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:.5rem}
        td::before{content:attr(data-label);color:var(--muted);font-size:.85rem;font-weight:400}
        td.name{display:block;font-size:1rem;padding-bottom:.25rem}
        td.name::before{content:none}
        }
        @media print{body{background:none}section{break-inside:avoid}}
        """
}
