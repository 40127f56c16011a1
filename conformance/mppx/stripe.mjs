// The stripe rail for the client: tokens come from where the CLI gets them, too.
import { stripe } from "mppx/client";

const key = process.env.MPPX_STRIPE_SECRET_KEY;
const tokens = process.env.MPPX_STRIPE_SPT_URL ?? "https://api.stripe.com/v1/test_helpers/shared_payment/granted_tokens";

/** A client whose buyer has one of Stripe's test cards. */
export function payingWith(paymentMethod) {
  return stripe.charge({
    paymentMethod,
    async createToken({ amount, currency, expiresAt, networkId, paymentMethod }) {
      const reply = await fetch(tokens, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${key}:`)}` },
        body: new URLSearchParams({
          payment_method: paymentMethod,
          "usage_limits[currency]": currency,
          "usage_limits[max_amount]": amount,
          "usage_limits[expires_at]": `${expiresAt}`,
          "seller_details[network_id]": networkId,
        }),
      });
      if (!reply.ok) throw new Error(await reply.text());
      return (await reply.json()).id;
    },
  });
}
