/// The style of all pages. It stands in each page, so that one request shows it whole.
enum PageStyle {
    static let sheet: HTML = """

        :root {
          color-scheme: light dark;
          --ground: #fff; --panel: #f6f8fa; --line: #d8dee4; --ink: #1f2328; --dim: #59636e;
          --good: #116329; --good-ground: #dafbe1; --bad: #a40e26; --bad-ground: #ffebe9;
          --warm: #7d4e00; --warm-ground: #fff1cc; --live: #0550ae; --live-ground: #ddf4ff;
          --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0d1117; --panel: #161b22; --line: #30363d; --ink: #e6edf3; --dim: #9198a1;
            --good: #56d364; --good-ground: #12261a; --bad: #ff7b72; --bad-ground: #2f1517;
            --warm: #e3b341; --warm-ground: #2b2111; --live: #79c0ff; --live-ground: #0f2440;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
          -webkit-text-size-adjust: 100%; overflow-wrap: anywhere;
        }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
        h1 { font-size: 1.375rem; line-height: 1.3; font-weight: 600; margin: 0.5rem 0 0.25rem; }
        h2 { font-size: 1rem; line-height: 1.4; font-weight: 600; margin: 2rem 0 0.5rem; }
        h2 small { font-size: 0.8125rem; font-weight: 400; color: var(--dim); margin-left: 0.375rem; }
        p { margin: 0.5rem 0; }
        code, pre, kbd { font-family: var(--mono); font-size: 0.8125rem; }
        abbr { text-decoration: none; }
        .dim, time abbr { color: var(--dim); }
        .origin { color: var(--dim); margin: 0; }
        .origin strong { color: var(--ink); font-weight: 600; }
        .top { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.625rem; }
        .badge { padding: 0.0625rem 0.625rem; border-radius: 1rem; font-size: 0.875rem; font-weight: 600; background: var(--panel); }
        .badge.good { background: var(--good-ground); } .badge.bad { background: var(--bad-ground); }
        .badge.warm { background: var(--warm-ground); } .badge.live { background: var(--live-ground); }
        .good { color: var(--good); } .bad { color: var(--bad); } .warm { color: var(--warm); } .live { color: var(--live); }
        dl.facts {
          display: flex; flex-wrap: wrap; gap: 0.625rem 2.25rem;
          margin: 1rem 0 0; padding: 0.875rem 0; border: solid var(--line); border-width: 1px 0;
        }
        section > dl.facts { margin: 0; padding: 0; border: 0; }
        dl.facts div.wide { flex-basis: 100%; }
        dt { color: var(--dim); font-size: 0.8125rem; }
        time { white-space: nowrap; }
        dd { margin: 0; font-variant-numeric: tabular-nums; }
        .note { margin-top: 1rem; padding: 0.75rem 1rem; border-radius: 0.375rem; border-left: 0.1875rem solid var(--line); background: var(--panel); }
        .note > :first-child { margin-top: 0; } .note > :last-child { margin-bottom: 0; }
        .note h2 { margin: 0 0 0.25rem; }
        .note.bad { border-color: var(--bad); background: var(--bad-ground); color: var(--ink); }
        .note.warm { border-color: var(--warm); background: var(--warm-ground); color: var(--ink); }
        .note.live { border-color: var(--live); background: var(--live-ground); color: var(--ink); }
        .message { white-space: pre-wrap; }
        progress {
          display: block; width: 100%; height: 0.5rem; margin-top: 0.5rem; border: 0; border-radius: 0.25rem; overflow: hidden;
          appearance: none; -webkit-appearance: none; background: var(--line); color: var(--live);
        }
        progress::-webkit-progress-bar { background: var(--line); }
        progress::-webkit-progress-value { background: var(--live); }
        progress::-moz-progress-bar { background: var(--live); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.1875rem 1rem 0.1875rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { color: var(--dim); font-size: 0.8125rem; font-weight: 400; }
        tbody th { font-weight: 400; min-width: 8rem; }
        th.file { color: var(--dim); font-size: 0.8125rem; padding-top: 0.75rem; }
        .number { text-align: right; }
        td.number { white-space: nowrap; overflow-wrap: normal; }
        td.text { max-width: 16rem; }
        .board th, .board td { white-space: nowrap; overflow-wrap: normal; }
        a { color: var(--live); }
        .fit td { width: 1%; white-space: nowrap; } .fit td.rest { width: auto; white-space: normal; }
        pre { margin: 0.5rem 0; padding: 0.625rem 0.75rem; border-radius: 0.375rem; background: var(--panel); white-space: pre-wrap; }
        .note pre { background: var(--ground); }
        pre.found { border-left: 0.1875rem solid var(--bad); font-weight: 600; }
        .movers { display: flex; flex-wrap: wrap; gap: 0.25rem 1.75rem; margin: 1rem 0 0; padding: 0; list-style: none; font-size: 1.0625rem; }
        .note ul { margin: 0.25rem 0; padding-left: 1.25rem; }
        details summary { cursor: pointer; color: var(--dim); padding: 0.375rem 0; }
        pre.command { user-select: all; -webkit-user-select: all; }
        pre.log { line-height: 1.45; tab-size: 8; }
        pre.log b { font-weight: 600; color: var(--live); }
        .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); gap: 1rem; }
        figure { margin: 0; }
        figure img { display: block; max-width: 100%; height: auto; padding: 0.5rem; border: 1px solid var(--line); border-radius: 0.375rem; background: #fff; }
        figcaption { margin-top: 0.25rem; color: var(--dim); font-size: 0.8125rem; }
        footer { margin-top: 2.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--dim); font-size: 0.8125rem; }
        @media (max-width: 40rem) {
          main { padding-top: 1rem; }
          dl.facts { display: grid; grid-template-columns: 1fr; gap: 0.125rem; }
          dl.facts > div { display: grid; grid-template-columns: 6.5rem 1fr; align-items: baseline; }
          th, td { padding-right: 0.625rem; }
          .changes tr, .history tr { display: grid; padding: 0.25rem 0; border-bottom: 1px solid var(--line); }
          .changes th, .changes td, .history td { border: 0; padding: 0; width: auto; max-width: none; }
          .changes tr { grid-template-columns: 1fr 1fr 1.25fr; column-gap: 0.625rem; }
          .changes.params tr { grid-template-columns: 1fr 1fr; }
          .changes tbody th { grid-column: 1 / -1; } .changes thead th:first-child { display: none; }
          .changes .number:nth-child(2) { text-align: left; }
          .changes th.file { padding-top: 0.5rem; }
          .history tr { grid-template-columns: 1fr auto; }
          .history td.rest { grid-column: 1 / -1; }
          .history thead { display: none; }
        }

        """
}
