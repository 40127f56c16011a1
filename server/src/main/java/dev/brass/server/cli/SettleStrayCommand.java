package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `brass orders settle-stray`.
@Command(
    name = "settle-stray",
    sortOptions = false,
    description = {
      "Settles a stray purchase: a purchase of an order that had moved on.",
      "brass orders strays lists them."
    })
final class SettleStrayCommand extends AdminCommand {

  /// The operator's decision about the purchase.
  enum Decision {
    CANCEL,
    KEEP
  }

  @Parameters(index = "0", paramLabel = "ORDER", description = "The order's id.")
  private String order = "";

  @Parameters(index = "1", paramLabel = "ATTEMPT", description = "The attempt's id.")
  private String attempt = "";

  @Option(
      names = "--as",
      required = true,
      paramLabel = "cancel|keep",
      description = "cancel: the store is asked to cancel it; keep: it stays, and this is noted.")
  private Decision decision = Decision.KEEP;

  @Option(names = "--note", required = true, paramLabel = "TEXT", description = "Why. It is kept.")
  private String note = "";

  @Option(names = "--actor", paramLabel = "NAME", description = "Who you are. Default: $USER.")
  private @Nullable String actor;

  SettleStrayCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    try (AdminClient client = client(configuration)) {
      JsonNode found = client.get("/admin/orders/" + order);
      client.post(
          "/admin/tenants/%s/orders/%s/stray-purchases/%s"
              .formatted(found.path("tenant_id").asString(), found.path("id").asString(), attempt),
          Map.of(
              "decision", decision.name().toLowerCase(Locale.ROOT),
              "actor", actor(actor),
              "note", note));
      context().out().println("the purchase of attempt " + attempt + " is settled");
    }
  }
}
