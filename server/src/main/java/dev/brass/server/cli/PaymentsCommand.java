package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// `brass payments`.
@Command(
    name = "payments",
    sortOptions = false,
    description = {
      "Lists payments by card and of agents that are not carried on although something is open.",
      "Settle each with brass payments settle."
    })
final class PaymentsCommand extends AdminCommand {

  PaymentsCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    try (AdminClient client = client(configuration)) {
      List<JsonNode> payments = client.list("/admin/unsettled-payments", "unsettled_payments");
      if (payments.isEmpty()) {
        context().err().println("there are no unsettled payments");
        return;
      }
      Table table = new Table("PAYMENT", "MEANS", "MODE", "STATE", "AMOUNT", "SINCE", "WHY");
      for (JsonNode payment : payments) {
        table.add(
            payment.path("id").asString(),
            payment.path("means").asString(),
            payment.path("mode").asString(),
            payment.path("state").asString(),
            payment.path("amount").asString() + " " + payment.path("currency").asString(),
            payment.path("since").asString(),
            payment.path("why").asString());
      }
      table.print(context().out());
    }
  }
}
