package dev.brass.server.batch;

import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.batch.RunningOperation.Landing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/// The threads of one run, each of which carries out one operation after the other: objects that a
/// thread creates once, such as a cipher's random generator, are not created anew for each
/// operation. Used by the run's thread.
final class OperationThreads implements AutoCloseable {

  private final Function<Waiting, Landing> work;
  private final Consumer<Landing> told;
  private final Deque<Member> idle = new ArrayDeque<>();

  /// Creates an empty pool.
  ///
  /// @param work carries out an operation
  /// @param told called, on the member's thread, with the result
  OperationThreads(Function<Waiting, Landing> work, Consumer<Landing> told) {
    this.work = work;
    this.told = told;
  }

  /// A thread that carries out one operation at a time.
  final class Member {

    private final LinkedBlockingQueue<Waiting> next = new LinkedBlockingQueue<>();
    private volatile boolean dismissed;
    private final Thread thread = Thread.ofVirtual().name("operation").unstarted(this::live);

    private void live() {
      try {
        while (!dismissed) {
          told.accept(work.apply(next.take()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /// Ends the thread and its current operation.
    void dismiss() {
      dismissed = true;
      thread.interrupt();
    }
  }

  /// Starts an operation on an idle thread.
  Member begin(Waiting operation) {
    Member member = idle.poll();
    if (member == null) {
      member = new Member();
      member.thread.start();
    }
    member.next.add(operation);
    return member;
  }

  /// Returns a member to the idle ones.
  void rest(Member member) {
    idle.push(member);
  }

  /// Ends the idle threads.
  @Override
  public void close() {
    idle.forEach(Member::dismiss);
  }
}
