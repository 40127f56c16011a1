package dev.brass.server.config;

import dev.brass.server.config.Setting.Place;
import dev.brass.spi.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The operator's account at Stripe.
public record StripeConfig(
    @Setting(
            in = {Place.YAML, Place.ENVIRONMENT},
            doc =
                "The secret key of the operator's account at Stripe, `sk_…`, or a restricted one,"
                    + " `rk_…`.")
        @Nullable Secret<String> secretKey,
    @Setting(
            in = {Place.YAML, Place.ENVIRONMENT},
            doc =
                "The secret of the operator's webhook endpoint at Stripe, `whsec_…`, whose address"
                    + " is `/stripe/webhook` here. Without it a buyer's payment is found when"
                    + " the payment is read, and otherwise within minutes.")
        @Nullable Secret<String> webhookSecret,
    @Setting(value = "https://api.stripe.com", doc = "Where Stripe's API is.") String base,
    @Setting(
            doc =
                "The operator's id in Stripe's network of agents. With it and `stripe.secret-key`"
                    + " agents can pay by Stripe with shared payment tokens.")
        @Nullable String networkId,
    @Setting(
            value = "card, link",
            doc = "The ways to pay that agents may use, by Stripe's payment method types.")
        List<String> paymentMethodTypes,
    @Setting(
            value = "290",
            min = "0",
            max = "5000",
            doc =
                "Stripe's fee for a charge, in hundredths of a percent; it is added to what an"
                    + " order by card costs.")
        int feeBasisPoints,
    @Setting(
            value = "30",
            min = "0",
            max = "1000000",
            doc = "Stripe's fixed fee for each charge, in minor units of `wallet.currency`.")
        int feeFixed) {}
