// Makes the page of this document's kind.

const pages = {
  search: searchPage, compare: comparePage, overlap: overlapPage, evaluate: evaluatePage,
  device: devicePage, distance: () => page.append(distanceMap(), notes()),
};
pages[kind]();
foot();
requestAnimationFrame(() => setTimeout(() => {
  for (const make of pending) make();
  document.body.dataset.ready = "true";
}));
