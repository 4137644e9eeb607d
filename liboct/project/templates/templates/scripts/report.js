// Makes the report's tables sortable and its graphs readable with the mouse. Without it nothing is missing.
"use strict";
(() => {
  const svgNS = "http://www.w3.org/2000/svg";
  const number = (text) => {
    const plain = text.replace(/[,\s%<>s]/g, "");
    return plain !== "" && !isNaN(plain) ? Number(plain) : NaN;
  };

  // Tables: a click on a heading sorts by it, a second one turns the order round.
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    if (body.rows.length < 2) continue;
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
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

  // Graphs: the points are read back from the paths, so that nothing is in the page twice.
  const digits = (value) => {
    const places = value === 0 || value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
  };
  const pointsOf = (path) =>
    [...path.getAttribute("d").matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((m) => [+m[1], +m[2]]);

  for (const svg of document.querySelectorAll("svg.chart")) {
    const [left, top, right, bottom] = svg.dataset.plot.split(" ").map(Number);
    const [xTop, xUnit] = svg.dataset.x.split(" ");
    const [yTop, ...yUnit] = svg.dataset.y.split(" ");
    const series = [...svg.querySelectorAll(".series")].map((path) => ({
      path, name: path.dataset.name, points: pointsOf(path), on: true }));
    const figure = svg.parentNode;
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    figure.append(tip);
    const cross = document.createElementNS(svgNS, "path");
    cross.setAttribute("class", "cross");
    svg.append(cross);

    const hide = () => { tip.hidden = true; cross.setAttribute("d", ""); };
    const nearest = (points, x, y, dots) => {
      let best = null, distance = Infinity;
      for (const point of points) {
        const d = Math.abs(point[0] - x) + (dots ? Math.abs(point[1] - y) : 0);
        if (d < distance) { distance = d; best = point; }
      }
      return [best, distance];
    };
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const scale = svg.viewBox.baseVal.width / box.width;
      const x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
      if (x < left - 8 || x > right + 8 || y < top - 8 || y > bottom + 8) return hide();
      const dots = series.some((s) => s.path.dataset.mark === "dots");
      let found = series.filter((s) => s.on)
        .map((s) => [s, ...nearest(s.points, x, y, dots)]).filter(([, point]) => point);
      if (found.length === 0) return hide();
      found.sort((a, b) => a[2] - b[2]);
      const at = found[0][1];
      if (dots) found = found.slice(0, 1);
      else found = series.map((s) => found.find((f) => f[0] === s && Math.abs(f[1][0] - at[0]) < 0.02)).filter(Boolean);
      const valueX = (at[0] - left) / (right - left) * xTop;
      tip.textContent = `${digits(valueX)} ${xUnit}\n` + found.map(([s, point]) =>
        `${s.name}: ${digits((bottom - point[1]) / (bottom - top) * yTop)} ${yUnit.join(" ")}`).join("\n");
      cross.setAttribute("d", `M${at[0]} ${top}V${bottom}` + (dots ? `M${left} ${at[1]}H${right}` : ""));
      tip.hidden = false;
      const frame = figure.getBoundingClientRect();
      const px = box.left - frame.left + at[0] / scale;
      const width = tip.offsetWidth;
      tip.style.left = (px + width + 24 > frame.width ? px - width - 12 : px + 12) + "px";
      tip.style.top = box.top - frame.top + top / scale + "px";
    });

    // A click on the legend takes a series away or brings it back.
    if (series.length < 2) continue;
    for (const key of svg.querySelectorAll(".key")) {
      const one = series.find((s) => s.name === key.dataset.name);
      key.setAttribute("role", "button");
      key.setAttribute("tabindex", "0");
      key.setAttribute("aria-pressed", "true");
      const toggle = () => {
        one.on = !one.on;
        key.setAttribute("aria-pressed", one.on);
        key.classList.toggle("off", !one.on);
        for (const path of svg.querySelectorAll("." + one.path.classList[1]))
          path.setAttribute("visibility", one.on ? "visible" : "hidden");
      };
      key.addEventListener("click", toggle);
      key.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); }
      });
    }
  }
})();
