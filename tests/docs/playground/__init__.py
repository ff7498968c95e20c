"""The playground's Python code. ``browser.mjs`` tests the page in Chromium and runs in .ci/full."""
