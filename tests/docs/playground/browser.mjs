// The playground in headless Chromium: node tests/docs/playground/browser.mjs BUILT [PICTURES]
//
// What is shown, that nothing pasted leaves the page and nothing pasted becomes markup; by keyboard alone, on a narrow screen, dark and
// light, in English and Russian. Every request of the page and of its worker is recorded, and again by the server that answers them.
// Needs playwright-core (NODE_PATH) and Chromium (CHROMIUM, /usr/bin/chromium unless said).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize, resolve } from "node:path";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const [built, pictures] = process.argv.slice(2).map((path) => resolve(path));
const TYPES = {
  ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".wasm": "application/wasm",
};
// Generous: the machine may be busy. What was measured is printed.
const COLD = 60_000;
const WARM = 5_000;
const WIDE = { width: 1360, height: 900 };

// ---- the server, and what it was asked for

const served = [];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  served.push({ method: request.method, url: request.url, body });
  const path = normalize(decodeURIComponent(request.url.split("?")[0]));
  try {
    const octets = await readFile(join(built, path.endsWith("/") ? `${path}index.html` : path));
    response.writeHead(200, { "Content-Type": TYPES[extname(path) || ".html"] ?? "application/octet-stream" }).end(octets);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, "127.0.0.1");
await new Promise((done) => server.once("listening", done));
const origin = `http://127.0.0.1:${server.address().port}`;

// ---- the browser: one page serves most tests, since the engine takes its time

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const samples = JSON.parse(await readFile(join(built, "samples.json"), "utf-8"));

async function opened(locale = "en-GB") {
  const context = await browser.newContext({ locale, viewport: WIDE });
  const asked = [];
  const complaints = [];
  context.on("request", (request) => asked.push({ method: request.method(), url: request.url(), data: request.postData() }));
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const begun = performance.now();
  await page.goto(`${origin}/`);
  return { page, context, asked, complaints, begun };
}

// Puts a text in as a paste does, and waits for the answer to it. Returns milliseconds, as the reader sees them.
function paste(page, text) {
  return page.evaluate(async (pasted) => {
    const box = document.getElementById("text");
    const main = document.querySelector("main");
    const begun = performance.now();
    const answered = new Promise((done) => {
      new MutationObserver((_, observer) => { observer.disconnect(); requestAnimationFrame(() => done(performance.now() - begun)); })
        .observe(main, { attributes: true, attributeFilter: ["data-answered"] });
    });
    box.value = pasted;
    box.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste" }));
    return Promise.race([answered, new Promise((_, fail) => setTimeout(() => fail(new Error("no answer")), 60_000))]);
  }, text);
}

async function sample(page, name) {
  const before = Number(await page.getAttribute("main", "data-answered")) || 0;
  await page.click(`[data-sample=${name}]`);
  await page.waitForFunction((count) => Number(document.querySelector("main").dataset.answered) > count, before);
  return (await page.innerText(".telling")).replace(/\s+/g, " ");
}

// Waits for a state of the worker; fails at once if the worker has failed.
async function reached(page, state) {
  await page.waitForSelector(`main[data-state=${state}], main[data-state=warm], main[data-state=failed]`, { timeout: COLD });
  assert.notEqual(await page.getAttribute("main", "data-state"), "failed", await page.innerText("#status"));
}

const warm = (page) => reached(page, "warm");
const sure = (page) => page.getAttribute("#status .sure", "class");
const picture = async (page, name, fullPage = true) => { if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage }); };

const EXPECTED = {
  reply: ["certain", "Status of a message — Delivered", "2023-03-14 12:09:26 UTC", "template_kind", "Authorization", "fmt=1, commas", "check_time = 14.03.2023 15:09:26"],
  line: ["ambiguous", "Balance of the account: 100.01", "Answer to renting a number"],
  failure: ["certain", "The service’s error", "on balance.php", "Wait a minute"],
  callback: ["certain", "Callback: a message's new status", "The signature is valid", "Authenticated by the signature: id, phone, status", "Subscriber offline", "заказ 17"],
  receipt: ["certain", "Text of a delivery receipt", "Subscriber offline", "2023-03-14 15:12:00"],
  pdu: ["certain", "DELIVER_SM", "A delivery receipt", "0x2001", "Delivery report: text and TLVs together", "3.80"],
  log: ["certain", "Findings: 5.", "line 2", "Balance of the account — 100.01, RUR", "line 6", "A damaged reply"],
  refused: ["as selected", "does not have this format", "^^^^", "hint: decode with balance(fmt=0, cur=1)", "Balance of the account: 12.5, RUR"],
};

const tests = {
  async "samples are decoded without further requests"({ page, context, asked, begun }) {
    await page.fill("#text", samples[0].text);
    await reached(page, "ready");
    await page.waitForSelector("main[data-answered]", { timeout: COLD });
    console.log(`  cold: ${((performance.now() - begun) / 1000).toFixed(1)} s from the address to the first result`);
    console.log(`  in the worker: ${await page.getAttribute("main", "data-marks")}`);
    assert(performance.now() - begun < COLD);
    await warm(page);
    console.log(`  every codec is built after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    const [before, requests] = [asked.length, served.length];
    for (const one of samples) {
      const text = await sample(page, one.name);
      for (const words of EXPECTED[one.name]) assert(text.replaceAll("'", "’").includes(words.replaceAll("'", "’")), `${one.name}: ${words}\n${text}`);
    }
    for (const one of samples.filter(({ ask }) => !ask)) {
      await sample(page, one.name);
      const times = [];
      for (let turn = 0; turn < 5; turn++) times.push(await paste(page, one.text + " ".repeat(turn)));
      console.log(`  warm: ${one.name} ${times.map((time) => time.toFixed(0)).join(", ")} ms`);
      assert(Math.min(...times) < WARM);
    }
    assert.deepEqual(asked.slice(before), []);
    assert.equal(served.length, requests);
    for (const { method, url, data } of asked.filter(({ url }) => !url.startsWith("blob:"))) {
      assert.deepEqual([method, new URL(url).origin, new URL(url).search, data], ["GET", origin, "", null]);
    }
    for (const { method, url, body } of served) assert.deepEqual([method, body, /1678795766|79990000000|854019/.test(url)], ["GET", "", false]);
    assert.deepEqual(await context.cookies(), []);
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
    assert.equal(page.url(), `${origin}/`);
  },

  async "page and worker cannot contact other hosts"({ page }) {
    const send = () => fetch("http://127.0.0.2:9/", { method: "POST", body: "x", mode: "no-cors" }).then(() => "sent", () => "refused");
    const violated = () => new Promise((done) => {
      addEventListener("securitypolicyviolation", ({ effectiveDirective }) => done(effectiveDirective));
      fetch("http://127.0.0.2:9/").catch(() => setTimeout(() => done("none"), 500));
    });
    assert.equal(await page.evaluate(send), "refused");
    assert.equal(await page.evaluate(violated), "connect-src");
    const [worker] = page.workers();
    assert.equal(await worker.evaluate(send), "refused");
    assert.equal(await worker.evaluate(violated), "connect-src");
  },

  async "pasted markup is shown as text"({ page, asked }) {
    const before = asked.length;
    const evil = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>";
    const pasted = [
      `{"status": 1, "last_date": "14.03.2023 15:09:26", "phone": "79990000000", "message": "${evil}", "${evil}": "${evil}"}`,
      `phone=79990000000&mes=${encodeURIComponent(evil)}&to=79990000001&${encodeURIComponent(evil)}=1&sha1=0`,
      `{"status": 1, "last_date": "${evil}"}`,
      `12:00 {"id": 1, "cnt": 1}\n12:01 body={"status": 1, "last_date": "${evil}"}`,
      evil,
    ];
    for (const one of pasted) {
      await paste(page, one);
      assert.equal(await page.locator(".telling img, .telling script").count(), 0);
    }
    await paste(page, pasted[0]);
    assert((await page.innerText(".telling")).includes(evil));
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(asked.length, before);
  },

  async "secrets and handler URLs are verified"({ page }) {
    await sample(page, "callback");
    const verdict = async (secret) => {
      await page.fill("#secret", secret);
      await page.waitForTimeout(300);
      return page.innerText(".verdict, .error");
    };
    assert.match(await verdict("wrong"), /The signature does not match/);
    assert.match(await verdict(`https://shop.example/sms?charset=utf-8&sha1=${samples[3].secret}`), /The signature is valid/);
    assert.match(await verdict(""), /Not verified/);
    assert.match(await verdict("not a secret!"), /secret: expected 1 to 256 characters/);
  },

  async "the page is usable by keyboard"({ page }) {
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.dataset.sample || document.activeElement.tagName);
    await page.evaluate(() => document.activeElement.blur());
    await page.evaluate(() => document.body.focus());
    while ((await focused()) !== "text") await page.keyboard.press("Tab");
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText("100.01");
    await page.waitForSelector(".choices button");
    while ((await focused()) !== "kind") await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector("article h3");
    assert.match(await page.innerText("article"), /Balance of the account/);
    assert.equal(await page.inputValue("#reply"), "balance");
    assert.equal(await focused(), "kind");
    while ((await page.evaluate(() => document.activeElement.type)) !== "radio") await page.keyboard.press("Tab");
    const shown = await page.innerText(".form");
    await page.keyboard.press("ArrowRight");
    assert.notEqual(await page.innerText(".form"), shown);
    const outline = await page.evaluate(() => getComputedStyle(document.querySelector(".pills input:focus-visible + span")).outlineStyle);
    assert.equal(outline, "solid");
    while ((await focused()) !== "log") await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector("details.finding");
    await page.locator("summary").nth(1).focus();
    await page.keyboard.press("Space");
    assert.equal(await page.locator("details[open]").count(), 2);
    const nameless = await page.evaluate(() => [...document.querySelectorAll("input, select, textarea, button, a")]
      .filter((one) => !(one.labels?.length || one.textContent.trim() || one.getAttribute("aria-label"))).map((one) => one.outerHTML));
    assert.deepEqual(nameless, []);
  },

  async "nothing overflows a narrow screen"({ page }) {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const { name } of samples) {
      await sample(page, name);
      const wide = await page.evaluate(() => [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1
        && !one.closest("pre, .skip, .aloud")).map((one) => `${one.tagName}.${one.className}`));
      assert(await page.evaluate(() => document.documentElement.scrollWidth) <= 360, `${name}: ${wide}`);
      if (["reply", "log"].includes(name)) await picture(page, `narrow-${name}`);
    }
    await page.setViewportSize(WIDE);
  },

  async "contrast is sufficient, dark and light, in both languages"({ page }) {
    const grounds = new Set();
    for (const language of ["ru", "en"]) {
      await page.click(`nav a[lang=${language}]`);
      assert.equal(await page.getAttribute("html", "lang"), language);
      for (const { name } of samples) {
        const text = await sample(page, name);
        if (language === "ru") assert(/[а-я]{4}/.test(text) && !/ expected |hint: /.test(text), text);
        for (const colorScheme of ["dark", "light"]) {
          await page.emulateMedia({ colorScheme });
          grounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
          assert.deepEqual(await page.evaluate(faint), [], `${colorScheme}: ${name}`);
          await picture(page, `${colorScheme}-${language}-${name}`);
          if (name === "callback") await picture(page, `window-${colorScheme}-${language}`, false);
        }
      }
    }
    assert.equal(grounds.size, 2);
  },

  async "the language can be switched, and follows the browser"() {
    const { page, context, complaints } = await opened("ru-RU");
    await warm(page);
    assert.match(await sample(page, "reply"), /точно.*Статус сообщения — Доставлено.*когда статус изменился, в секундах Unix/);
    await page.click("nav a[lang=en]");
    await page.waitForFunction(() => document.querySelector("#answer h3").textContent.startsWith("Status of a message"));
    assert.equal(await page.inputValue("#text"), samples[0].text);
    await page.focus(".skip");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "text");
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.deepEqual(complaints, []);
    await context.close();
  },

  async "long input is limited and does not block the page"({ page }) {
    const log = samples.find(({ name }) => name === "log").text;
    await sample(page, "log");
    const took = await paste(page, `${log}\n`.repeat(1000));
    console.log(`  a log of ${Math.round((log.length + 1) * 1000 / 1024)} KiB: ${(took / 1000).toFixed(1)} s`);
    assert.match(await page.innerText("#status"), /Findings: 5000/);
    await page.evaluate(() => {
      document.getElementById("text").value = "я".repeat((1 << 19) + 1);
      document.getElementById("text").dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste" }));
    });
    assert.match(await page.innerText("#status"), /larger than 1 MiB/);
  },
};

// Texts whose contrast with what is behind them is less than 4.5 to 1.
function faint() {
  const rgb = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = rgb(color).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((rgb(color)[3] ?? 1) > 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  for (const one of document.querySelectorAll("body *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !one.checkVisibility() || one.tagName === "NOSCRIPT") continue;
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push(`${one.tagName}.${one.className} ${contrast.toFixed(2)}`);
  }
  return [...new Set(found)];
}

const shared = await opened();
let bad = 0;
const only = process.env.ONLY;
for (const [name, test] of Object.entries(tests)) {
  if (only && !name.includes(only)) continue;
  try {
    await test(shared);
    console.log(`ok: ${name}`);
  } catch (error) {
    bad++;
    console.log(`FAILED: ${name}\n${error.stack}`);
    if ((await shared.page.getAttribute("main", "data-state")) === "failed") break;
  }
}
// What a policy refuses on purpose is the only thing that the browser may complain of.
const unforeseen = shared.complaints.filter((words) => !words.includes("127.0.0.2"));
if (unforeseen.length) console.log(`FAILED: the browser complains: ${unforeseen.join("; ")}`);
await browser.close();
server.close();
process.exitCode = bad || unforeseen.length ? 1 : 0;
