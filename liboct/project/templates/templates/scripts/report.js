// Adds to the report: tabs, sorting, crosshair, zoom, series to switch, theme. Without it nothing is missing.
"use strict";
(() => {
  const root = document.documentElement;
  if (root.dataset.scripted) return;
  root.dataset.scripted = "";
  const svgNS = "http://www.w3.org/2000/svg";
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const makeSvg = (name, attributes) => {
    const element = document.createElementNS(svgNS, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    return element;
  };

  // Theme: as the system has it, until the reader chooses.
  const themes = ["auto", "light", "dark"];
  const kept = { get: () => { try { return localStorage.getItem("oct-theme"); } catch { return null; } },
    set: (theme) => { try { localStorage.setItem("oct-theme", theme); } catch { /* not allowed here */ } } };
  const themeButton = make("button", { type: "button", className: "theme" });
  const show = (theme) => {
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
    themeButton.textContent = "Theme: " + theme;
  };
  let theme = themes.includes(kept.get()) ? kept.get() : "auto";
  show(theme);
  themeButton.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    show(theme);
    kept.set(theme);
  });
  document.querySelector("header")?.append(themeButton);

  // Tabs: one section at a time; the address names it, so that it can be passed on.
  const bar = document.querySelector("nav.tabs");
  if (bar) {
    const tabs = [...bar.querySelectorAll("a")];
    const panelOf = (tab) => document.getElementById(tab.hash.slice(1));
    bar.setAttribute("role", "tablist");
    const choose = (chosen, focus) => {
      for (const tab of tabs) {
        tab.setAttribute("aria-selected", tab === chosen);
        tab.tabIndex = tab === chosen ? 0 : -1;
        panelOf(tab).classList.toggle("away", tab !== chosen);
      }
      if (focus) chosen.focus();
      chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    };
    const byAddress = () => tabs.find((tab) => tab.hash === location.hash);
    for (const tab of tabs) {
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panelOf(tab).id);
      panelOf(tab).setAttribute("role", "tabpanel");
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        choose(tab, true);
        try { history.replaceState(null, "", tab.hash); } catch { /* a sandbox */ }
      });
    }
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = tabs.indexOf(document.activeElement);
      if (!step || at < 0) return;
      event.preventDefault();
      tabs[(at + step + tabs.length) % tabs.length].click();
    });
    addEventListener("hashchange", () => {
      if (!byAddress()) return;
      choose(byAddress());
      bar.scrollIntoView();
    });
    choose(byAddress() ?? tabs[0]);
  }

  // Tables: a click on a heading sorts by it, a second one turns the order round.
  const number = (text) => {
    const plain = text.replace(/[,\s%<>]/g, "");
    return plain !== "" && !isNaN(plain) ? Number(plain) : NaN;
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    if (body.rows.length < 2) continue;
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = [...body.rows].map((row) => [row.cells[column].textContent.trim(), row]);
        rows.sort(([a], [b]) => {
          const x = number(a), y = number(b);
          if (isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1;
          const order = isNaN(x) ? a.localeCompare(b) : x - y;
          return up ? order : -order;
        });
        body.append(...rows.map(([, row]) => row));
      });
    });
  }

  // Axes as the page says how they are; a value and its share of the axis, both ways.
  const axisOf = (text) => {
    const [kind, bottom, top, ...unit] = text.split(" ");
    return { kind, bottom: +bottom, top: +top, unit: unit.join(" ") };
  };
  const valueAt = ({ kind, bottom, top }, share) =>
    kind === "log" ? bottom * Math.pow(top / bottom, share)
      : kind === "percentile" ? 100 - 100 * Math.pow(1 - top / 100, share)
        : bottom + share * (top - bottom);
  const digits = (value) => {
    const size = Math.abs(value);
    const places = size === 0 || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
    return value.toLocaleString("en", { maximumFractionDigits: places });
  };
  const roundTicks = (from, to) => {
    const rough = (to - from) / 8, power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 5, 10].find((lead) => lead * power >= rough) * power;
    const ticks = [];
    for (let i = Math.ceil(from / step - 1e-9); i * step <= to * (1 + 1e-12); ++i) ticks.push(i * step);
    const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return ticks.map((tick) => [tick, tick.toLocaleString("en",
      { minimumFractionDigits: places, maximumFractionDigits: places })]);
  };
  // The points are read back from the paths, so that nothing is in the page twice.
  const pointsOf = (path) => {
    const numbers = path.getAttribute("d").replace(/h0/g, "").match(/-?[\d.]+/g) ?? [];
    const points = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) points.push([+numbers[i], +numbers[i + 1]]);
    return points;
  };

  class Chart {
    constructor(svg) {
      this.svg = svg;
      this.figure = svg.closest("figure");
      [this.left, this.top, this.right, this.bottom] = svg.dataset.plot.split(" ").map(Number);
      this.x = axisOf(svg.dataset.x);
      this.y = axisOf(svg.dataset.y);
      this.from = 0;  // shares of the x axis that are shown
      this.to = 1;
      this.series = [...svg.querySelectorAll(".series")].map((path) => ({
        path, name: path.dataset.name, points: pointsOf(path), on: true }));
      this.dots = this.series.some((s) => s.path.dataset.mark === "dots");
      this.plot = svg.querySelector(".plot");
      this.xTicks = svg.querySelector("g.x");
      this.firstTicks = [...this.xTicks.childNodes];
      this.cross = makeSvg("path", { class: "cross", fill: "none" });
      svg.append(this.cross);
      this.tip = make("div", { className: "tip", hidden: true });
      this.figure.append(this.tip);
      svg.setAttribute("role", "group");  // it has buttons now
      this.listen();
      this.switches();
    }

    // Where a point of the drawing stands, being zoomed, and back.
    screenX(x) { return this.left + (this.shareOf(x) - this.from) / (this.to - this.from) * (this.right - this.left); }
    shareOf(x) { return (x - this.left) / (this.right - this.left); }
    drawnX(x) { return this.left + (this.from + this.shareOf(x) * (this.to - this.from)) * (this.right - this.left); }

    listen() {
      this.svg.addEventListener("pointerleave", () => this.hide());
      this.svg.addEventListener("pointermove", (event) => this.point(...this.place(event)));
      const box = this.svg.closest(".plot");
      box.addEventListener("keydown", (event) => this.step(event));
      box.addEventListener("blur", () => this.hide());
      if (this.svg.dataset.time === "true") new Zoom(this);
    }

    place(event) {
      const box = this.svg.getBoundingClientRect();
      const scale = this.svg.viewBox.baseVal.width / box.width;
      return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    }

    hide() { this.tip.hidden = true; this.cross.setAttribute("d", ""); this.at = undefined; }

    // The nearest point of each series that is shown; of a cloud of dots the nearest one.
    point(x, y) {
      if (x < this.left - 8 || x > this.right + 8 || y < this.top - 8 || y > this.bottom + 8) return this.hide();
      if (this.series.length === 0) return this.cell(x, y);
      const drawn = this.drawnX(x);
      let found = [];
      for (const s of this.series) {
        if (!s.on) continue;
        let best = null, distance = Infinity;
        for (const point of s.points) {
          const d = Math.abs(point[0] - drawn) + (this.dots ? Math.abs(point[1] - y) : 0);
          if (d < distance) { distance = d; best = point; }
        }
        if (best) found.push([s, best, distance]);
      }
      if (found.length === 0) return this.hide();
      const at = found.reduce((a, b) => (b[2] < a[2] ? b : a))[1];
      found = found.filter((f) => (this.dots ? f[1] === at : Math.abs(f[1][0] - at[0]) < 0.06));
      const time = `${digits(valueAt(this.x, this.shareOf(at[0])))} ${this.x.unit}`;
      this.say(at, [time, ...found.map(([s, point]) =>
        `${s.name}: ${digits(valueAt(this.y, (this.bottom - point[1]) / (this.bottom - this.top)))} ${this.y.unit}`)]);
    }

    // A heat map: its figures stand in the table behind it.
    cell(x, y) {
      const rows = this.figure.querySelector("table")?.tBodies[0].rows ?? [];
      const heads = this.figure.querySelector("table")?.tHead.rows[0].cells ?? [];
      const time = valueAt(this.x, this.shareOf(this.drawnX(x))) * ({ min: 60, h: 3600 }[this.x.unit] ?? 1);
      const band = Math.floor((this.bottom - y) / (this.bottom - this.top) * (heads.length - 1)) + 1;
      let row = null;
      for (const candidate of rows) if (number(candidate.cells[0].textContent) <= time) row = candidate;
      if (!row || band < 1 || band >= heads.length) return this.hide();
      const next = heads[band + 1] ? heads[band + 1].textContent.replace("–", "") : "";
      this.say([this.left + this.shareOf(this.drawnX(x)) * (this.right - this.left), y],
        [`from ${row.cells[0].textContent} s`, `${heads[band].textContent}${next} ${this.y.unit}`,
          `${row.cells[band].textContent || 0} results`]);
    }

    say(at, lines) {
      this.at = at;
      const x = this.screenX(at[0]);
      if (x < this.left - 1 || x > this.right + 1) return this.hide();
      this.cross.setAttribute("d", `M${x} ${this.top}V${this.bottom}` +
        (this.dots || this.series.length === 0 ? `M${this.left} ${at[1]}H${this.right}` : ""));
      this.tip.textContent = lines.join("\n");
      this.tip.hidden = false;
      const box = this.svg.getBoundingClientRect(), frame = this.figure.getBoundingClientRect();
      const px = box.left - frame.left + x * box.width / this.svg.viewBox.baseVal.width;
      const width = this.tip.offsetWidth;
      this.tip.style.left = (px + width + 24 > frame.width ? px - width - 12 : px + 12) + "px";
      this.tip.style.top = box.top - frame.top + this.top * box.width / this.svg.viewBox.baseVal.width + "px";
    }

    // Arrow keys walk over the points of the first series.
    step(event) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const points = this.series.find((s) => s.on)?.points;
      if (event.key === "Escape") return this.hide();
      if (!step || !points?.length || event.target.closest(".key")) return;
      event.preventDefault();
      const now = this.at ? points.findIndex((p) => p[0] >= this.at[0] - 0.06) : step > 0 ? -1 : points.length;
      const next = points[Math.min(Math.max(now + step, 0), points.length - 1)];
      this.point(this.screenX(next[0]), next[1]);
    }

    // A click on the legend takes a series away or brings it back.
    switches() {
      const keys = [...this.svg.querySelectorAll(".key")];
      if (keys.length < 2) return;
      for (const key of keys) {
        const one = this.series.find((s) => s.name === key.dataset.name);
        const index = keys.indexOf(key);
        const paths = one ? [one.path, ...this.plot.querySelectorAll(".area." + one.path.classList[1])]
          : [...this.plot.querySelectorAll(".area")].slice(index, index + 1);
        key.setAttribute("role", "button");
        key.setAttribute("tabindex", "0");
        key.setAttribute("aria-pressed", "true");
        let on = true;
        const toggle = () => {
          on = !on;
          if (one) one.on = on;
          key.setAttribute("aria-pressed", on);
          key.classList.toggle("off", !on);
          for (const path of paths) path.setAttribute("visibility", on ? "visible" : "hidden");
        };
        key.addEventListener("click", toggle);
        key.addEventListener("keydown", (event) => {
          if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); }
        });
      }
    }

    // Shows this part of the x axis.
    zoom(from, to) {
      this.hide();
      this.from = from;
      this.to = to;
      const whole = from === 0 && to === 1;
      const scale = 1 / (to - from), shift = this.screenX(this.left) - this.left * scale;
      if (whole) this.plot.removeAttribute("transform");
      else this.plot.setAttribute("transform", `matrix(${scale} 0 0 1 ${shift} 0)`);
      this.xTicks.replaceChildren(...whole ? this.firstTicks
        : roundTicks(valueAt(this.x, from), valueAt(this.x, to)).map(([value, label]) => {
          const share = (value / this.x.top - from) / (to - from);
          const text = makeSvg("text", { x: this.left + share * (this.right - this.left), y: this.bottom + 19 });
          text.textContent = label;
          return text;
        }));
      this.resetButton ??= this.addReset();
      this.resetButton.hidden = whole;
    }

    addReset() {
      const button = make("button", { type: "button", className: "reset", textContent: "Whole run" });
      button.addEventListener("click", () => zoomAll(0, 1));
      this.figure.append(button);
      return button;
    }
  }

  // Dragging over a chart chooses a part of the run, for all charts over time; a double click ends it.
  class Zoom {
    constructor(chart) {
      this.chart = chart;
      this.mark = makeSvg("rect", { class: "chosen", y: chart.top, height: chart.bottom - chart.top, width: 0 });
      const svg = chart.svg;
      svg.append(this.mark);
      svg.classList.add("zoomable");
      svg.addEventListener("pointerdown", (event) => this.begin(event));
      svg.addEventListener("pointermove", (event) => this.move(event));
      svg.addEventListener("pointerup", () => this.end());
      svg.addEventListener("pointercancel", () => this.clear());
      svg.addEventListener("dblclick", () => zoomAll(0, 1));
    }

    inside(event) {
      const [x, y] = this.chart.place(event);
      return [Math.min(Math.max(x, this.chart.left), this.chart.right), y];
    }

    begin(event) {
      const [x, y] = this.inside(event);
      if (event.button !== 0 || event.pointerType === "touch" || y < this.chart.top || y > this.chart.bottom) return;
      event.preventDefault();
      this.first = this.last = x;
      this.chart.svg.setPointerCapture(event.pointerId);
    }

    move(event) {
      if (this.first === undefined) return;
      [this.last] = this.inside(event);
      this.mark.setAttribute("x", Math.min(this.first, this.last));
      this.mark.setAttribute("width", Math.abs(this.first - this.last));
    }

    end() {
      const { first, last, chart } = this;
      this.clear();
      if (first === undefined || Math.abs(first - last) < 8) return;
      const a = chart.shareOf(chart.drawnX(Math.min(first, last)));
      const b = chart.shareOf(chart.drawnX(Math.max(first, last)));
      if (b - a > 0.0005) zoomAll(a, b);
    }

    clear() { this.first = undefined; this.mark.setAttribute("width", 0); }
  }

  // Charts of other sections may end later; they share the run's time, not its share.
  const zoomAll = (from, to) => {
    for (const chart of charts) if (chart.svg.dataset.time === "true") chart.zoom(from, to);
  };
  const charts = [...document.querySelectorAll("figure svg.chart")].map((svg) => new Chart(svg));
})();
