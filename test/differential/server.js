// The server under test, over HTTP.
import http from "node:http";

const connections = 8;

// The server reports no more errors than these.
export const mostErrors = 10;

export class Server {
  constructor(url) {
    this.url = new URL("graphql", url);
    this.agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  }

  // Sends a request. The body is an object or a JSON text. Returns the status, the text
  // and the members of the response.
  send(request) {
    const body = typeof request === "string" ? request : JSON.stringify(request);
    return new Promise((resolve, reject) => {
      const sent = http.request(
        this.url,
        {
          method: "POST",
          agent: this.agent,
          headers: {
            "Content-Type": "application/json",
            Accept: "application/graphql-response+json",
            "Content-Length": Buffer.byteLength(body),
          },
        },
        (response) => {
          const chunks = [];
          response.on("data", (chunk) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            try {
              resolve({ status: response.statusCode, text, ...JSON.parse(text) });
            } catch {
              reject(new Error(`no JSON: ${response.statusCode} ${text}`));
            }
          });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  // Executes a document and returns its data; an error throws.
  async ask(query, variables) {
    const answer = await this.send({ query, variables });
    if (answer.errors) {
      throw new Error(`${query}: ${answer.text}`);
    }
    return answer.data;
  }
}

// Calls a function for every case, as many at a time as there are connections.
export async function each(cases, run) {
  const rest = cases.entries();
  const results = new Array(cases.length);
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const [i, one] of rest) {
        results[i] = await run(one, i);
      }
    }),
  );
  return results;
}
