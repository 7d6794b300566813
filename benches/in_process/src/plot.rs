//! The figures as bars, in SVG. Written here and not with a plotting crate: those put colours into attributes, so that a
//! picture cannot follow the reader's light or dark mode.

use std::fmt::Write;

use crate::sampler::{Handlers, Measured};
use crate::table::{headed, rounded};

const WIDTH: f64 = 880.0;
const LABELS: f64 = 320.0;
/// Room for the figure at the end of the longest bar.
const FIGURE: f64 = 60.0;
const HEAD: f64 = 84.0;
const BAR: f64 = 12.0;
const GAP: f64 = 16.0;
const FOOT: f64 = 20.0;

const STYLE: &str = "
  text { font: 13px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .figure, .tick { font-size: 11px }
  .tick { fill: #59636e }
  .paper { fill: #ffffff }
  .grid { stroke: #d1d9e0 }
  .handlers-1 { fill: #9cc7ea }
  .handlers-4 { fill: #4391cf }
  .handlers-16 { fill: #0b4f8f }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .tick { fill: #9198a1 }
    .paper { fill: #0d1117 }
    .grid { stroke: #3d444d }
    .handlers-1 { fill: #2f6296 }
    .handlers-4 { fill: #4f9be0 }
    .handlers-16 { fill: #b5dbff }
  }
";

/// A group of bars for each contender, a bar for each number of handlers, as long as the median.
#[must_use]
pub fn svg(title: &str, measured: &[Measured]) -> String {
    let longest = measured.iter().map(|it| it.median).fold(1.0, f64::max);
    let scale = (WIDTH - LABELS - FIGURE) / longest;

    let mut bars = String::new();
    let mut y = HEAD + GAP / 2.0;
    for group in measured.chunk_by(|one, other| one.contender == other.contender) {
        y = draw_group(&mut bars, group, y, scale);
    }
    let bottom = y - GAP / 2.0;

    let height = bottom + FOOT;
    let (legend, grid) = (legend(), grid(longest, scale, bottom));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">
<title>{title}</title>
<style>{STYLE}</style>
<rect class="paper" width="100%" height="100%"/>
<text class="title" x="16" y="28">{title}</text>
{legend}{grid}{bars}</svg>
"#,
        title = escaped(title)
    )
}

/// Draws from `y` down, and gives the place of the next group.
fn draw_group(bars: &mut String, group: &[Measured], y: f64, scale: f64) -> f64 {
    let mut bar = y;
    for Measured { handlers, median, .. } in group {
        let (count, width) = (handlers.count(), (median * scale).max(1.0));
        let (figure_x, figure_y, figure) = (LABELS + width + 5.0, bar + BAR - 2.5, rounded(*median));
        let _ = writeln!(
            bars,
            r#"<rect class="handlers-{count}" x="{LABELS}" y="{bar}" width="{width:.1}" height="{height}"/>
<text class="figure" x="{figure_x:.1}" y="{figure_y}">{figure}</text>"#,
            height = BAR - 1.0
        );
        bar += BAR;
    }
    let (x, middle, name) = (LABELS - 10.0, f64::midpoint(y, bar) + 4.0, escaped(group[0].contender));
    let _ = writeln!(bars, r#"<text x="{x}" y="{middle}" text-anchor="end">{name}</text>"#);
    bar + GAP
}

fn legend() -> String {
    let mut legend =
        String::from("<text class=\"tick\" x=\"16\" y=\"52\">nanoseconds per publication, median</text>\n");
    let mut x = LABELS;
    for handlers in Handlers::ALL {
        let (count, text_x, heading) = (handlers.count(), x + 17.0, headed(handlers));
        let _ = writeln!(
            legend,
            r#"<rect class="handlers-{count}" x="{x}" y="42" width="12" height="12"/><text x="{text_x}" y="52">{heading}</text>"#
        );
        x += 110.0;
    }
    legend
}

fn grid(longest: f64, scale: f64, bottom: f64) -> String {
    let (mut grid, step) = (String::new(), step(longest));
    let mut value = 0.0;
    while value <= longest {
        let (x, text_y) = (LABELS + value * scale, HEAD - 5.0);
        let _ = writeln!(
            grid,
            r#"<line class="grid" x1="{x:.1}" x2="{x:.1}" y1="{HEAD}" y2="{bottom}"/><text class="tick" x="{x:.1}" y="{text_y}" text-anchor="middle">{value}</text>"#
        );
        value += step;
    }
    grid
}

/// The widest of 1, 2 and 5 times a power of ten that gives at least four lines.
fn step(longest: f64) -> f64 {
    let power = 10_f64.powf((longest / 4.0).log10().floor());
    [5.0, 2.0, 1.0].map(|times| times * power).into_iter().find(|step| step * 4.0 <= longest).unwrap_or(power)
}

/// As XML text, and without the backticks that Markdown takes for code.
fn escaped(text: &str) -> String {
    text.replace('`', "").replace('&', "&amp;").replace('<', "&lt;")
}
