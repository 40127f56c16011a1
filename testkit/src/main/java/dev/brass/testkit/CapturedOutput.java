package dev.brass.testkit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Everything that this process prints and logs while it is open: both standard streams (and with
/// them the loggers that print there) and `java.util.logging` at every level. One at a time: a
/// second one waits until the first is closed.
final class CapturedOutput implements AutoCloseable {
  private static final int LIMIT = 8 << 20;
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Logger root = Logger.getLogger("");
  private final Level level = root.getLevel();
  private final Handler handler = new Into();

  private CapturedOutput() {}

  static CapturedOutput start() {
    ONE_AT_A_TIME.lock();
    CapturedOutput output = new CapturedOutput();
    System.setOut(new PrintStream(output.tee(output.out), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(output.tee(output.err), true, StandardCharsets.UTF_8));
    output.root.addHandler(output.handler);
    output.root.setLevel(Level.ALL);
    return output;
  }

  String text() {
    synchronized (captured) {
      return captured.toString(StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    root.setLevel(level);
    root.removeHandler(handler);
    System.setErr(err);
    System.setOut(out);
    ONE_AT_A_TIME.unlock();
  }

  private void keep(byte[] bytes, int offset, int length) {
    synchronized (captured) {
      if (captured.size() + length > LIMIT) {
        throw new IllegalStateException("more than " + LIMIT + " bytes were printed in one rule");
      }
      captured.write(bytes, offset, length);
    }
  }

  private OutputStream tee(PrintStream original) {
    return new OutputStream() {
      @Override
      public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        original.write(bytes, offset, length);
        keep(bytes, offset, length);
      }
    };
  }

  private final class Into extends Handler {
    Into() {
      setLevel(Level.ALL);
      setFormatter(new SimpleFormatter());
    }

    @Override
    public void publish(LogRecord logged) {
      byte[] bytes = getFormatter().format(logged).getBytes(StandardCharsets.UTF_8);
      keep(bytes, 0, bytes.length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
