package dev.brass.server.batch;

import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.batch.RunningOperation.Landing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/// The threads of one run, each of which carries out one operation after the other: what a thread
/// makes once for itself, such as a cipher's random numbers, is not made anew for each operation.
/// For the thread of its run.
final class OperationThreads implements AutoCloseable {

  private final Function<Waiting, Landing> work;
  private final Consumer<Landing> told;
  private final Deque<Member> idle = new ArrayDeque<>();

  /// A crew without anybody yet.
  ///
  /// @param work carries an operation out
  /// @param told is told, on the member's thread, what came of it
  OperationThreads(Function<Waiting, Landing> work, Consumer<Landing> told) {
    this.work = work;
    this.told = told;
  }

  /// Who carries out one operation at a time.
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

    /// Ends it, and what it is at.
    void dismiss() {
      dismissed = true;
      thread.interrupt();
    }
  }

  /// Has an operation carried out by somebody who has nothing to do.
  Member begin(Waiting operation) {
    Member member = idle.poll();
    if (member == null) {
      member = new Member();
      member.thread.start();
    }
    member.next.add(operation);
    return member;
  }

  /// Takes note that a member has nothing to do.
  void rest(Member member) {
    idle.push(member);
  }

  /// Dismisses those who have nothing to do.
  @Override
  public void close() {
    idle.forEach(Member::dismiss);
  }
}
