package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.db.NotificationChannel;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The calls that make workers look for due jobs now: of this process at once, of other nodes by a
/// notification. Thread-safe.
///
/// Notifications of the same moment are sent as one, on a thread and in a transaction of their own:
/// within the transactions that enqueue they would make PostgreSQL commit these one by one.
final class Wakes implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Wakes.class);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final NotificationChannel channel;
  private final String sender = UUID.randomUUID().toString();
  private final AtomicBoolean sending = new AtomicBoolean();
  private volatile boolean wanted;
  private volatile boolean alone;
  private volatile Runnable here = () -> {};

  Wakes(Database database) {
    this.channel = new NotificationChannel(database, "brass_job", this::received);
  }

  /// Makes `look` run at each wake by any node from now on; it must return at once.
  void listen(Runnable look) {
    here = look;
    channel.listen();
  }

  /// Sets whether this node is the only one, so that it need not notify others.
  void alone(boolean isAlone) {
    alone = isAlone;
  }

  void wake() {
    here.run();
    if (!alone) {
      wanted = true;
      sendSoon();
    }
  }

  /// Notifies other nodes before it returns.
  void tellOthers() {
    if (!alone) {
      channel.send(sender);
    }
  }

  private void sendSoon() {
    if (sending.compareAndSet(false, true)) {
      Thread.ofVirtual().name("wake").start(this::send);
    }
  }

  private void send() {
    try {
      while (wanted) {
        wanted = false;
        channel.send(sender);
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.debug("Could not notify other nodes; they will find the jobs at their next poll", e);
    } finally {
      sending.set(false);
    }
    // A caller between the last look at `wanted` and here did not start a thread.
    if (wanted) {
      sendSoon();
    }
  }

  private void received(String from) {
    if (!from.equals(sender)) {
      here.run();
    }
  }

  /// Stops listening; wakes still reach other nodes.
  @Override
  public void close() {
    here = () -> {};
    channel.close();
  }
}
