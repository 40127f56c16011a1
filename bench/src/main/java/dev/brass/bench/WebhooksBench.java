package dev.brass.bench;

import dev.brass.bench.HookSink.Manner;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Webhooks per second, stored beforehand, to receivers in this process: ours beside a bare HTTP
/// client that posts the same bodies with as many calls at a time; then ours to twenty receivers,
/// of which two are bad ones, in each way in which receivers are bad, beside twenty healthy ones.
final class WebhooksBench implements Bench {

  /// Ours became faster for 150,000 messages to one receiver, until it was compiled.
  private static final int WARM_UPS = 3;

  private static final int WARM_UPS_TOGETHER = 1;
  private static final int ROUNDS = 3;
  private static final int CONNECTIONS = 20;
  private static final int MESSAGES = 60_000;

  /// So many that bad receivers have time to fail, to be left alone and to be tried again.
  private static final int MESSAGES_TOGETHER = 100_000;

  private static final int RECEIVERS = 20;
  private static final int BAD = RECEIVERS / 10;
  private static final double BUDGET = 0.6;
  private static final double AIM = 0.85;

  /// A tenth of the work is for the bad ones.
  private static final double BUDGET_TOGETHER = 0.9;

  private static final double AIM_TOGETHER = 1;

  @Override
  public String about() {
    return "webhooks per second, beside a bare HTTP client; and while a tenth of receivers are bad";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    try (BrassWebhooks ours = new BrassWebhooks(lab, "webhooks", CONNECTIONS)) {
      Duel.perSecond("webhooks", "webhooks", BUDGET, AIM)
          .side("brass, one receiver", () -> ours.alone(MESSAGES))
          .side("JDK HttpClient", () -> BareClient.round(MESSAGES))
          .run(WARM_UPS, ROUNDS, out);
      Duel.perSecond("webhooks-beside-bad", "webhooks", BUDGET_TOGETHER, AIM_TOGETHER)
          .side("18 healthy beside 2 that hang", () -> together(ours, Manner.HANGING))
          .side("20 healthy", () -> together(ours, Manner.HEALTHY))
          .side("18 healthy beside 2 that answer 500", () -> together(ours, Manner.FAILING))
          .side("18 healthy beside 2 that redirect", () -> together(ours, Manner.REDIRECTING))
          .side("18 healthy beside 2 that take 5 s", () -> together(ours, Manner.SLOW))
          .run(WARM_UPS_TOGETHER, ROUNDS, out);
    }
  }

  private static double together(BrassWebhooks ours, Manner others) throws Exception {
    List<Manner> receivers = new ArrayList<>(Collections.nCopies(RECEIVERS, Manner.HEALTHY));
    Collections.fill(receivers.subList(0, BAD), others);
    return ours.together(MESSAGES_TOGETHER, receivers);
  }
}
