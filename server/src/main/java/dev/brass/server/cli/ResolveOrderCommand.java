package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `brass orders resolve`.
@Command(
    name = "resolve",
    sortOptions = false,
    description = {
      "Ends the doubt about an order by your word, after you have looked at the store.",
      "The order's money is settled with it, and its client is notified."
    })
final class ResolveOrderCommand extends AdminCommand {

  /// The result of the operator's look at the store.
  enum Word {
    PLACED,
    NEVER_PLACED,
    LOOK_AGAIN
  }

  @Parameters(paramLabel = "ORDER", description = "The order's id, as either API spells it.")
  private String order = "";

  @Option(
      names = "--as",
      required = true,
      paramLabel = "placed|never_placed|look_again",
      description =
          "placed: the store has it (with --number); never_placed: it does not, and will not get"
              + " it; look_again: ask the store now.")
  private Word word = Word.LOOK_AGAIN;

  @Option(names = "--number", paramLabel = "NUMBER", description = "The store's order number.")
  private @Nullable String number;

  @Option(
      names = "--total",
      paramLabel = "AMOUNT",
      description =
          "The store's charge, in minor units of --currency. Default: what the attempt was to"
              + " cost.")
  private @Nullable Long total;

  @Option(names = "--currency", paramLabel = "CODE", description = "Such as USD.")
  private @Nullable String currency;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "How you know. It is kept.")
  private String note = "";

  @Option(names = "--actor", paramLabel = "NAME", description = "Who you are. Default: $USER.")
  private @Nullable String actor;

  ResolveOrderCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    try (AdminClient client = client(configuration)) {
      JsonNode found = client.get("/admin/orders/" + order);
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("as", word.name().toLowerCase(Locale.ROOT));
      putIfThere(body, "merchant_order_id", number);
      putIfThere(body, "total", total);
      putIfThere(body, "currency", currency);
      body.put("actor", actor(actor));
      body.put("note", note);
      JsonNode after =
          client.post(
              "/admin/tenants/%s/orders/%s/resolve"
                  .formatted(found.path("tenant_id").asString(), found.path("id").asString()),
              body);
      context().out().println("order " + order + " is " + after.path("state").asString());
    }
  }

  private static void putIfThere(Map<String, Object> body, String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}
