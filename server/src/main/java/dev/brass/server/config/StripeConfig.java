package dev.brass.server.config;

import dev.brass.spi.Secret;
import org.jspecify.annotations.Nullable;

/// How this server charges cards through the operator's account at Stripe.
public record StripeConfig(
    @Setting(
            doc =
                "The secret key of your account at Stripe, `sk_…`, or a restricted one, `rk_…`. With"
                    + " it live orders can be paid by card.")
        @Nullable Secret<String> secretKey,
    @Setting(value = "https://api.stripe.com", doc = "Where Stripe's API is.") String base,
    @Setting(
            doc =
                "The secret of your webhook endpoint at Stripe, `whsec_…`, whose address is"
                    + " `/stripe/webhook` here. Without it a buyer's payment is seen when somebody"
                    + " looks, and else within minutes.")
        @Nullable Secret<String> webhookSecret,
    @Setting(
            value = "290",
            min = "0",
            max = "5000",
            doc =
                "What Stripe keeps of a charge, in hundredths of a percent; it is added to what an"
                    + " order by card costs.")
        int feeBasisPoints,
    @Setting(
            value = "30",
            min = "0",
            max = "1000000",
            doc =
                "What Stripe keeps of each charge besides, in minor units of `wallet.currency`.")
        int feeFixed) {}
