package dev.brass.server.job;

import dev.brass.server.db.Database;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/// A process of its own whose jobs never end. It says `running` for each that has begun, and waits
/// to be killed.
final class DoomedNode {

  private DoomedNode() {}

  public static void main(String[] arguments) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Database database = Database.open(arguments[0], 5);
    TestNode.started(
        database,
        InstantSource.system(),
        TestNode.kind(
            "work",
            _ -> {
              System.out.println("running");
              never.await();
              return JobResult.done();
            }));
    never.await();
  }
}
