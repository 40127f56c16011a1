package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// `brass orders strays`.
@Command(
    name = "strays",
    sortOptions = false,
    description = {
      "Lists what stores say they have of orders that had moved on, so that it may have been bought",
      "once too often. Settle each with brass orders settle-stray."
    })
final class StraysCommand extends AdminCommand {

  StraysCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    try (AdminClient client = client(configuration)) {
      List<JsonNode> strays = client.list("/admin/stray-purchases", "stray_purchases");
      if (strays.isEmpty()) {
        context().err().println("there are no stray purchases");
        return;
      }
      Table table = new Table("ORDER", "STORE", "NUMBERS", "TOTAL", "ATTEMPT", "WHY");
      for (JsonNode stray : strays) {
        table.add(
            stray.path("order_id").asString(),
            stray.path("store").asString(),
            stray.path("merchant_order_ids").toString(),
            stray.path("total").asString() + " " + stray.path("currency").asString(),
            stray.path("attempt").asString(),
            stray.path("why").asString());
      }
      table.print(context().out());
    }
  }
}
