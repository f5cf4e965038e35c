// Scroll a drawing that is wider than the screen to the year of the page; without this it shows its first year.

export const openOnYear = () => {
  for (const region of document.querySelectorAll("[data-drawing-year]")) {
    const year = [...region.querySelectorAll("text")].find((each) => each.textContent === region.dataset.drawingYear);
    if (!year) continue;
    const [seen, mark] = [region.getBoundingClientRect(), year.getBoundingClientRect()];
    region.scrollLeft += mark.left + mark.width / 2 - seen.left - seen.width / 2;
  }
};

openOnYear();
