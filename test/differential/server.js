// The server under test, over HTTP.
import http from "node:http";

const connections = 8;

// The maximum number of errors that the server reports. The Makefile sets its other limits so
// high that they reject nothing.
export const mostErrors = 10;

// Go's format of values, which must not be in any message.
const goSpelling = /<nil>|map\[|%!|\[\]interface|interface \{|json\.Number|&\{|0x[0-9a-f]{6,}|\\x[0-9a-f]{2}/;

// Throws if a message has Go's format of a value that is not in the request.
function checkMessages(request, { errors = [] }) {
  for (const { message } of errors) {
    const [spelling] = goSpelling.exec(message) ?? [];
    if (spelling && !request.includes(spelling)) {
      throw new Error(`a message has ${spelling}: ${message} for ${request}`);
    }
  }
}

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
            let members;
            try {
              members = JSON.parse(text);
            } catch {
              reject(new Error(`the response is not JSON: ${response.statusCode} ${text}`));
              return;
            }
            try {
              checkMessages(body, members);
              resolve({ status: response.statusCode, text, ...members });
            } catch (error) {
              reject(error);
            }
          });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  // Executes a document and returns its data. It throws if the response has an error.
  async ask(query, variables) {
    const response = await this.send({ query, variables });
    if (response.errors) {
      throw new Error(`${query}: ${response.text}`);
    }
    return response.data;
  }
}

// Calls a function for every case, for as many cases at a time as there are connections.
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
