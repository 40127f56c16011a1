// The local rail, as a program that uses mppx declares a payment method of its own.
import { Credential, Method, z } from "mppx";

export const local = Method.from({
  name: "local",
  intent: "charge",
  schema: {
    credential: { payload: z.object({ token: z.string() }) },
    request: z.object({ amount: z.string(), currency: z.string() }),
  },
});

/** A client of the local rail that says one token. */
export function paying(token = "local-ok") {
  return Method.toClient(local, {
    async createCredential({ challenge }) {
      return Credential.serialize(Credential.from({ challenge, payload: { token } }));
    },
  });
}
