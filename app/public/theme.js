// Before anything is drawn, so that nothing flashes: the theme that the reader has chosen on this device.
try {
  const theme = localStorage.getItem('seegrad-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // No storage: the system's theme it is.
}
