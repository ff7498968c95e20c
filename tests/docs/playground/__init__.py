"""The playground: what it tells, natively; ``browser.mjs`` looks at the page itself, in .ci/full."""
