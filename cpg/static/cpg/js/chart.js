/* The chart that answers the pointer. The drawing made by the server is there first and stays when this fails;
   the library (several megabytes) is fetched only when somebody asks for it. */
"use strict";

(() => {
  const FRENCH = {
    moduleType: "locale",
    name: "fr",
    dictionary: {},
    format: {
      days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
      shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
      months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
      shortMonths: ["janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
      date: "%d/%m/%Y",
    },
  };
  const CONFIG = { displayModeBar: false, responsive: true, locale: "fr", scrollZoom: false, doubleClick: false };

  /* A custom property may hold light-dark(): only an element that uses it knows the colour of the moment. */
  const colours = (element) => {
    const probe = document.createElement("span");
    probe.hidden = true;
    element.append(probe);
    const read = (name) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    const found = {
      ink: read("--encre"),
      soft: read("--encre-2"),
      bars: read("--encre-3"),
      line: read("--filet"),
      strong: read("--filet-fort"),
      band: read("--creux"),
      page: read("--fond"),
    };
    probe.remove();
    return found;
  };

  const LOOKS = {
    reel: (c) => ({ line: { color: c.ink, width: 2.4 }, marker: { color: c.ink, size: 5 } }),
    objectif: (c) => ({ line: { color: c.ink, width: 1.6 }, fillcolor: c.band }),
    seuil: (c) => ({ line: { color: c.strong, width: 1 } }),
    mois: (c) => ({ marker: { color: c.bars } }),
    projection: (c) => ({ line: { color: c.ink, width: 2, dash: "2px,4px" }, marker: { color: c.page, size: 8, line: { color: c.ink, width: 1.5 } } }),
  };

  const coloured = (figure, element) => {
    const c = colours(element);
    const family = getComputedStyle(element).fontFamily;
    const axis = { color: c.soft, gridcolor: c.line, linecolor: c.line, zerolinecolor: c.strong };
    const { xaxis, yaxis, ...layout } = figure.layout;
    return {
      data: figure.data.map((trace) => ({ ...trace, ...LOOKS[trace.meta](c) })),
      layout: {
        ...layout,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { family, size: 12, color: c.soft },
        hoverlabel: { bgcolor: c.page, bordercolor: c.strong, font: { family, color: c.ink } },
        xaxis: { ...xaxis, ...axis, spikecolor: c.strong, spikethickness: 1, spikedash: "dot" },
        yaxis: { ...yaxis, ...axis },
      },
    };
  };

  /* The library writes a stylesheet into the page unless an element bears its id: the security policy refuses that. */
  const standIn = (id) => {
    if (document.getElementById(id)) return;
    const mark = document.createElement("meta");
    mark.id = id;
    document.head.append(mark);
  };

  const load = (source) => new Promise((resolve, reject) => {
    if (window.Plotly) {
      resolve(window.Plotly);
      return;
    }
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", reject);
    document.head.append(script);
  });

  const open = async (holder) => {
    const button = holder.querySelector("[data-chart-open]");
    const canvas = holder.querySelector("[data-chart-canvas]");
    const drawing = holder.parentElement.querySelector("[data-chart-fallback]");
    const figure = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
    button.disabled = true;
    try {
      holder.dataset.plotlyStyleIds.split(" ").filter(Boolean).forEach(standIn);
      const plotly = await load(holder.dataset.plotly);
      plotly.register(FRENCH);
      canvas.hidden = false;
      const first = coloured(figure, canvas);
      await plotly.newPlot(canvas, first.data, first.layout, CONFIG);
      button.hidden = true;
      drawing.hidden = true;
      const again = () => {
        const { data, layout } = coloured(figure, canvas);
        plotly.react(canvas, data, layout, CONFIG);
      };
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    } catch {
      canvas.hidden = true;
      button.hidden = true;
      holder.querySelector("[data-chart-failure]").hidden = false;
    }
  };

  for (const holder of document.querySelectorAll("[data-chart]")) {
    const button = holder.querySelector("[data-chart-open]");
    button.hidden = false;
    button.addEventListener("click", () => open(holder));
  }
})();
