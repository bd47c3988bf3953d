// Before anything is drawn: the look and the language that this device chose, so that the page does not change before one's eyes.
(function () {
  try {
    var theme = localStorage.getItem('causerie.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.causerieTheme = theme;
    var language = localStorage.getItem('causerie.language');
    if (language === 'fr' || language === 'en') document.documentElement.lang = language;
  } catch {
    // Without storage there is nothing to remember.
  }
})();
