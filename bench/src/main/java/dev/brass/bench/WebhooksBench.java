package dev.brass.bench;

import java.io.PrintStream;

/// Webhooks per second, stored beforehand, to receivers in this process: ours beside a bare HTTP
/// client that posts the same bodies with as many calls at a time; and ours to twenty receivers, of
/// which none or two hang.
final class WebhooksBench implements Bench {

  private static final int WARM_UPS = 1;
  private static final int ROUNDS = 3;
  private static final int CONNECTIONS = 20;
  private static final int MESSAGES = 20_000;
  private static final int RECEIVERS = 20;
  private static final int HANGING = RECEIVERS / 10;
  private static final double BUDGET = 0.6;
  private static final double AIM = 0.85;

  @Override
  public String about() {
    return "webhooks per second, beside a bare HTTP client; and while a tenth of receivers hang";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    try (BrassWebhooks ours = new BrassWebhooks(lab, "webhooks", CONNECTIONS)) {
      Duel.perSecond("webhooks", "webhooks", BUDGET, AIM)
          .side("brass, one receiver", () -> ours.round(MESSAGES, 1, 0))
          .side("JDK HttpClient", () -> BareClient.round(MESSAGES))
          .side("brass, 20 receivers", () -> ours.round(MESSAGES, RECEIVERS, 0))
          .side("brass, 18 receivers, 2 hang", () -> ours.round(MESSAGES, RECEIVERS, HANGING))
          .run(WARM_UPS, ROUNDS, out);
    }
  }
}
