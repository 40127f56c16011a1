package dev.brass.server.fuzz;

import dev.brass.server.agentpay.CredentialFuzz;
import dev.brass.server.agentpay.X402Fuzz;
import dev.brass.server.api.HttpWireFuzz;
import dev.brass.server.api.batch.OperationFuzz;
import dev.brass.server.api.v1.ClassicOrderFuzz;
import dev.brass.server.api.v2.CurrentOrderFuzz;
import dev.brass.server.api.v2.CurrentQueryFuzz;
import dev.brass.server.batch.TemplateFuzz;
import dev.brass.server.bulk.SheetFuzz;
import dev.brass.server.mail.TextFuzz;
import dev.brass.server.secret.RedactionFuzz;
import dev.brass.server.stripe.StripeEventFuzz;
import dev.brass.server.webhook.TargetUrlFuzz;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// All targets by the names of their folders in the corpus.
final class FuzzTargets {

  private static final Map<String, Supplier<FuzzTarget>> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("classic-order", ClassicOrderFuzz::new),
              Map.entry("credential", CredentialFuzz::new),
              Map.entry("current-order", CurrentOrderFuzz::new),
              Map.entry("current-query", CurrentQueryFuzz::new),
              Map.entry("http-wire", HttpWireFuzz::new),
              Map.entry("operation", OperationFuzz::new),
              Map.entry("redaction", RedactionFuzz::new),
              Map.entry("sheet", SheetFuzz::new),
              Map.entry("stripe-event", StripeEventFuzz::new),
              Map.entry("target-url", TargetUrlFuzz::new),
              Map.entry("template", TemplateFuzz::new),
              Map.entry("text", TextFuzz::new),
              Map.entry("x402", X402Fuzz::new)));

  private FuzzTargets() {}

  static Map<String, Supplier<FuzzTarget>> all() {
    return ALL;
  }

  static FuzzTarget named(String name) {
    Supplier<FuzzTarget> target = ALL.get(name);
    if (target == null) {
      throw new IllegalArgumentException("no target '" + name + "'; there are " + ALL.keySet());
    }
    return target.get();
  }
}
