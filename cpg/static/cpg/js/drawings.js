// A drawing wider than the screen opens on the year that the page shows; without this it opens on its first year.

export const openOnYear = () => {
  for (const region of document.querySelectorAll("[data-drawing-year]")) {
    const year = [...region.querySelectorAll("text")].find((each) => each.textContent === region.dataset.drawingYear);
    if (!year) continue;
    const [seen, mark] = [region.getBoundingClientRect(), year.getBoundingClientRect()];
    region.scrollLeft += mark.left + mark.width / 2 - seen.left - seen.width / 2;
  }
};

openOnYear();
