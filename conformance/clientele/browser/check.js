// Checks, and tests that tell of themselves in TAP, in the page's <pre>.
const tests = [];

function test(name, run) {
  tests.push({ name, run });
}

function same(actual, expected, what = "") {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b} but was ${a} ${what}`);
}

function ok(value, what) {
  if (!value) throw new Error(what);
}

/** Asks until the answer is as wanted. */
async function until(ask, fits, what) {
  const end = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > end) throw new Error(`${what} did not get there: ${JSON.stringify(answer)}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

/** Runs everything; then the page's title says that it is done. */
async function runTests() {
  const lines = document.querySelector("pre");
  for (const [index, { name, run }] of tests.entries()) {
    try {
      await run();
      lines.append(`ok ${index + 1} - ${name}\n`);
    } catch (error) {
      lines.append(`not ok ${index + 1} - ${name}\n  ${String(error.stack ?? error).replaceAll("\n", "\n  ")}\n`);
    }
  }
  document.title = "done";
}

addEventListener("load", runTests);
