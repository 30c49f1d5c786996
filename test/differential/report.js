// Counts cases and differences.
import { exceptions } from "./exceptions.js";

const shown = 20;

export class Report {
  constructor() {
    this.failed = false;
    this.used = new Map(exceptions.map((exception) => [exception, new Map(Object.keys(exception.parts).map((part) => [part, 0]))]));
  }

  // Begins a part of the comparison. It fails if it has fewer than the given cases.
  part(name, least) {
    return new Part(this, name, least);
  }

  fail(message) {
    this.failed = true;
    console.error(message);
  }

  // Returns whether all parts passed. An exception that excused none in one of its parts, or
  // more than its maximum, is a failure.
  end() {
    for (const [exception, parts] of this.used) {
      for (const [part, times] of parts) {
        if (times === 0) {
          this.fail(`exceptions.js: "${exception.name}" excuses nothing in ${part}`);
        } else if (times > exception.parts[part]) {
          this.fail(`exceptions.js: "${exception.name}" excuses ${times} in ${part}, want at most ${exception.parts[part]}`);
        } else {
          console.log(`  ${times} times in ${part}: ${exception.name}`);
        }
      }
    }
    return !this.failed;
  }
}

class Part {
  constructor(report, name, least) {
    Object.assign(this, { report, name, least, cases: 0, accepted: 0, differences: [] });
  }

  // Counts a case. [js, server] tells whether graphql-js and the server accepted it.
  compare(kind, input, [js, server], detail) {
    this.cases++;
    this.accepted += js && server ? 1 : 0;
    if (js !== server) {
      this.differ({ kind, input, js, server, detail });
    }
  }

  // Records a difference, unless there is an exception for it.
  differ(difference) {
    const exception = exceptions.find((e) => this.name in e.parts && e.excuses(difference));
    if (exception) {
      const parts = this.report.used.get(exception);
      parts.set(this.name, parts.get(this.name) + 1);
    } else {
      this.differences.push(difference);
    }
  }

  // Ends the part. It fails if too few of its cases were accepted by both sides, or too few
  // were rejected. The arguments are the minimum shares.
  end({ accepted = 0.1, refused = 0.1 } = {}) {
    console.log(`${this.name}: ${this.cases} cases, ${this.accepted} accepted by both, ${this.differences.length} differ`);
    if (this.cases < this.least) {
      this.report.fail(`${this.name}: there are ${this.cases} cases, want at least ${this.least}`);
    }
    if (this.accepted < accepted * this.cases || this.cases - this.accepted < refused * this.cases) {
      this.report.fail(`${this.name}: too few cases were accepted, or too few were rejected`);
    }
    for (const difference of this.differences.slice(0, shown)) {
      this.report.fail(`${this.name} ${JSON.stringify(difference)}`);
    }
  }
}
