package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `brass payments settle`.
@Command(
    name = "settle",
    sortOptions = false,
    description = "Settles a payment that is not carried on, or lets the server carry it on.")
final class SettlePaymentCommand extends AdminCommand {

  /// The operator's decision about the payment.
  enum Decision {
    SETTLED,
    RESUME
  }

  @Parameters(paramLabel = "PAYMENT", description = "The payment's id.")
  private String payment = "";

  @Option(
      names = "--as",
      required = true,
      paramLabel = "settled|resume",
      description = "settled: nothing is open any more; resume: the server continues with it.")
  private Decision decision = Decision.SETTLED;

  @Option(names = "--note", required = true, paramLabel = "TEXT", description = "Why. It is kept.")
  private String note = "";

  @Option(names = "--actor", paramLabel = "NAME", description = "Who you are. Default: $USER.")
  private @Nullable String actor;

  SettlePaymentCommand(Context context) {
    super(context);
  }

  @Override
  void run(Configuration configuration) {
    try (AdminClient client = client(configuration)) {
      client.post(
          "/admin/unsettled-payments/" + payment,
          Map.of(
              "decision", decision.name().toLowerCase(Locale.ROOT),
              "actor", actor(actor),
              "note", note));
      context()
          .out()
          .println(
              "payment "
                  + payment
                  + (decision == Decision.RESUME ? " is carried on" : " is settled"));
    }
  }
}
