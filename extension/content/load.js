// Content scripts cannot be modules; this loads one that is.
void import((globalThis.browser ?? globalThis.chrome).runtime.getURL("content/main.js")).catch(() => {});
