package dev.brass.bench.crash;

import dev.brass.bench.crash.Life.Ending;
import dev.brass.bench.crash.Life.Trouble;
import dev.brass.server.fault.FaultPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What a simulation does. The same seed gives the same purchases and the same lives; which orders
/// are under way when a life ends is up to the machine.
///
/// @param orders how many purchases there are at least
/// @param clients how many purchases are under way at a time
/// @param crashesAtTheEnd how often the database of the last server crashes, which is in peace else
record CrashPlan(long seed, int orders, int clients, List<Life> lives, int crashesAtTheEnd) {

  private static final int BRIEF_ORDERS = 150;
  private static final int BRIEF_KILLS = 3;

  private static final int LATEST_MILLIS = 600;
  private static final int LATEST_START_MILLIS = 4_000;

  CrashPlan {
    lives = List.copyOf(lives);
  }

  /// Every fault point of orders, and kills at random moments in between.
  static CrashPlan of(long seed, int orders, int kills, int clients) {
    Random random = new Random(seed);
    List<Ending> endings = new ArrayList<>();
    List<FaultPoint> points =
        Arrays.stream(FaultPoint.values()).filter(FaultPoint::isOfOrders).toList();
    int each = Math.max(4, orders / (kills + points.size() + 2));
    for (FaultPoint point : points) {
      if (point != FaultPoint.TAKEN_OVER) {
        endings.add(new Ending.AtFaultPoint(point, times(point, each, random)));
      }
    }
    for (int i = 0; i < kills; i++) {
      endings.add(kill(i, each, random));
    }
    endings.add(new Ending.Drained(random.nextInt(each)));
    Collections.shuffle(endings, random);
    // Only after a life that served and did not end in order is there something to take over; the
    // very first one is still making its database, keys and tables.
    endings.addFirst(new Ending.AtFaultPoint(FaultPoint.TAKEN_OVER, 1));
    endings.addFirst(new Ending.Killed(each / 2, Duration.ofMillis(random.nextInt(300))));
    endings.addFirst(
        new Ending.KilledWhileStarting(Duration.ofMillis(random.nextInt(LATEST_START_MILLIS))));
    List<Life> lives = new ArrayList<>();
    for (int i = 0; i < endings.size(); i++) {
      lives.add(new Life(each, trouble(endings.get(i), i), endings.get(i)));
    }
    return new CrashPlan(seed, orders, clients, lives, 3);
  }

  /// The same within about a minute: every fault point of orders and five kills, without what takes
  /// the server seconds to live through.
  static CrashPlan brief(long seed) {
    CrashPlan plan = of(seed, BRIEF_ORDERS, BRIEF_KILLS, 24);
    List<Life> lives =
        plan.lives().stream()
            .filter(life -> !(life.ending() instanceof Ending.Drained))
            .map(life -> new Life(life.orders(), Trouble.NONE, life.ending()))
            .toList();
    return new CrashPlan(seed, plan.orders(), plan.clients(), lives, 1);
  }

  private static int times(FaultPoint point, int orders, Random random) {
    return switch (point) {
      case RECONCILING -> 1 + random.nextInt(2);
      case TAKEN_OVER,
          SUBMITTED,
          CLAIMED,
          PLACING_COMMITTED,
          STORE_ANSWERED,
          OUTCOME_COMMITTED,
          PAYMENT_BEGUN,
          PAYMENT_SETTLED,
          PAYMENT_ARRIVED,
          PAYMENT_SPENT,
          PAYMENT_RETURNED,
          CARD_HELD,
          CARD_BOUGHT,
          CARD_CAPTURED,
          DELIVERED ->
          1 + random.nextInt(Math.max(1, orders / 2));
    };
  }

  /// Of ten kills, six are plain ones, the others each something special.
  private static Ending kill(int number, int orders, Random random) {
    int answers = random.nextInt(orders);
    Duration delay = Duration.ofMillis(random.nextInt(LATEST_MILLIS));
    return switch (number % 10) {
      case 1, 6 -> new Ending.PowerLost(answers, delay);
      case 3 -> new Ending.KilledWhileDraining(answers, delay);
      case 5 ->
          new Ending.KilledWhileStarting(Duration.ofMillis(random.nextInt(LATEST_START_MILLIS)));
      default -> new Ending.Killed(answers, delay);
    };
  }

  private static Trouble trouble(Ending ending, int number) {
    if (!(ending instanceof Ending.Killed || ending instanceof Ending.Drained)) {
      return Trouble.NONE;
    }
    return switch (number % 4) {
      case 1 -> Trouble.DATABASE_CRASH;
      case 3 -> Trouble.PAUSE;
      default -> Trouble.NONE;
    };
  }
}
