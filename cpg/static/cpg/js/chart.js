/* The interactive chart. The drawing made by the server is shown first and remains when this script fails;
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

  /* A custom property may contain light-dark(), so read the computed colour of an element that uses it. */
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
      aim: read("--cible"),
      tones: {
        "t-atteint": read("--atteint"),
        "t-entre": read("--entre-m"),
        "t-sous": read("--sous"),
        "t-vide": read("--encre-2"),
      },
      line: read("--filet"),
      strong: read("--filet-fort"),
      band: read("--creux"),
      page: read("--fond"),
      late: read("--sous"),
      fan: read("--nappe"),
      edge: read("--nappe-bord"),
    };
    probe.remove();
    return found;
  };

  const line = (color, width, more) => ({ line: { color, width, ...more } });
  const LOOKS = {
    reel: (c) => line(c.ink, 2.4),
    ecart: (c) => line(c.ink, 2.4),
    objectif: (c) => ({ ...line(c.aim, 2), fillcolor: c.band }),
    seuil: (c) => line(c.aim, 1),
    mois: (c, trace) => {
      const last = trace.y.findLastIndex((each) => each !== null);
      return { marker: { color: trace.y.map((_, rank) => (rank === last ? c.ink : c.bars)) } };
    },
    rythme: (c) => line(c.ink, 2, { dash: "2px,4px" }),
    projection: (c, trace) => ({ ...line(c.ink, 2, { dash: "2px,4px" }), marker: { ...trace.marker, color: c.page, opacity: 1, ...line(c.ink, 2) } }),
    nappe: (c) => ({ ...line(c.edge, 1), fillcolor: c.fan }),
    marques: (c, trace) => ({ marker: { ...trace.marker, size: 11, color: trace.customdata.map((tone) => c.tones[tone]), ...line(c.page, 1) } }),
    retards: (c) => ({ marker: { color: c.late, size: 11, symbol: "triangle-up" } }),
    commentaires: (c) => ({ marker: { color: "rgba(0,0,0,0)", size: 13, ...line(c.soft, 1.5) } }),
  };

  const coloured = (figure, element) => {
    const c = colours(element);
    const family = getComputedStyle(element).fontFamily;
    const axis = { color: c.soft, gridcolor: c.line, linecolor: c.line, zerolinecolor: c.aim };
    const axes = Object.fromEntries(Object.entries(figure.layout)
      .filter(([name]) => /^[xy]axis/.test(name))
      .map(([name, own]) => [name, { ...own, ...axis }]));
    return {
      data: figure.data.map((trace) => {
        const look = LOOKS[trace.meta](c, trace);
        return { ...trace, ...look, line: { ...trace.line, ...look.line } };
      }),
      layout: {
        ...figure.layout,
        ...axes,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { family, size: 12, color: c.soft },
        shapes: figure.layout.shapes.map((shape) => ({ ...shape, line: { color: c.soft, width: 1, dash: "4px,3px" } })),
        hoverlabel: { bgcolor: c.page, bordercolor: c.strong, font: { family, color: c.ink } },
        annotations: figure.layout.annotations.map((each) => ({ ...each, font: { ...each.font, color: c.ink } })),
        xaxis: { ...axes.xaxis, spikecolor: c.strong, spikethickness: 1, spikedash: "dot" },
      },
    };
  };

  /* Plotly adds an inline stylesheet unless an element has this id; the security policy would refuse it. */
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

  /* The months with a value, in order. */
  const stops = (figure) => figure.data.flatMap((trace, curveNumber) => trace.meta === "reel"
    ? trace.y.flatMap((y, pointNumber) => (y === null ? [] : [{ curveNumber, pointNumber, x: trace.x[pointNumber], text: trace.text[pointNumber] }]))
    : []);

  const followKeys = (holder, canvas, figure) => {
    const months = stops(figure);
    const said = holder.querySelector("[data-chart-said]");
    const moves = { ArrowLeft: -1, ArrowRight: 1 };
    let at = months.length;
    holder.querySelector("[data-chart-keys]").hidden = false;
    canvas.addEventListener("keydown", (event) => {
      if (!(event.key in moves) || !months.length) return;
      event.preventDefault();
      at = Math.min(Math.max(at + moves[event.key], 0), months.length - 1);
      const { x, text, ...point } = months[at];
      window.Plotly.Fx.hover(canvas, [point]);
      said.value = `${new Date(`${x}T12:00:00`).toLocaleDateString("fr-FR", { month: "long", year: "numeric" })}, ${text}`;
    });
    canvas.addEventListener("blur", () => window.Plotly.Fx.unhover(canvas));
  };

  /* An image of the current figure, on the background of the page. It is drawn again here from its vector form: the
     security policy lets no page read an image from elsewhere, and this one never leaves the page. */
  const picture = async (canvas, name) => {
    const { width, height } = canvas.getBoundingClientRect();
    const source = await window.Plotly.toImage(canvas, { format: "svg", width, height });
    const image = new Image();
    image.src = source;
    await image.decode();
    const sheet = document.createElement("canvas");
    [sheet.width, sheet.height] = [width * 2, height * 2];
    const pen = sheet.getContext("2d");
    pen.fillStyle = colours(canvas).page;
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(image, 0, 0, sheet.width, sheet.height);
    sheet.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  };

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
      followKeys(holder, canvas, figure);
      const save = holder.querySelector("[data-chart-png]");
      save.hidden = false;
      save.addEventListener("click", () => picture(canvas, save.dataset.name));
      canvas.focus();
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
