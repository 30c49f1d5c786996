// What the parts of the comparison found.
import { exceptions } from "./exceptions.js";

const shown = 20;

export class Report {
  constructor() {
    this.failed = false;
    this.used = new Map(exceptions.map((exception) => [exception, 0]));
  }

  // A part compares cases. It fails with fewer than it should have, as one that
  // compares nothing proves nothing.
  part(name, least) {
    return new Part(this, name, least);
  }

  fail(message) {
    this.failed = true;
    console.error(message);
  }

  // An exception that excuses nothing is to be removed.
  end() {
    for (const [exception, times] of this.used) {
      if (times === 0) {
        this.fail(`exceptions.js: "${exception.name}" excuses nothing`);
      } else {
        console.log(`  ${times} times: ${exception.name}`);
      }
    }
    return !this.failed;
  }
}

class Part {
  constructor(report, name, least) {
    Object.assign(this, { report, name, least, cases: 0, accepted: 0, differences: [] });
  }

  // Notes a case. Accepted is what graphql-js and the server make of it: [js, server].
  compare(kind, input, [js, server], detail) {
    this.cases++;
    this.accepted += js && server ? 1 : 0;
    if (js !== server) {
      this.differ({ kind, input, js, server, detail });
    }
  }

  // Notes that something differs, unless the table excuses it.
  differ(difference) {
    const exception = exceptions.find((e) => e.parts.includes(this.name) && e.excuses(difference));
    if (exception) {
      this.report.used.set(exception, this.report.used.get(exception) + 1);
    } else {
      this.differences.push(difference);
    }
  }

  // Ends the part. Of its cases both sides have to accept a share, and refuse one.
  end({ accepted = 0.1, refused = 0.1 } = {}) {
    console.log(`${this.name}: ${this.cases} cases, ${this.accepted} accepted by both, ${this.differences.length} differ`);
    if (this.cases < this.least) {
      this.report.fail(`${this.name}: there are ${this.cases} cases, and not ${this.least}`);
    }
    if (this.accepted < accepted * this.cases || this.cases - this.accepted < refused * this.cases) {
      this.report.fail(`${this.name}: the cases are too one-sided to prove anything`);
    }
    for (const difference of this.differences.slice(0, shown)) {
      this.report.fail(`${this.name} ${JSON.stringify(difference)}`);
    }
  }
}
