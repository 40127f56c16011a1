package dev.brass.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/// What is logged while this is open. Thread-safe.
public final class LogLines implements AutoCloseable {

  private final Logger logger;
  private final Level before;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getFormattedMessage());
        }
      };

  /// Those that print, which would print all traces.
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();

  private LogLines(String name, Level level) {
    logger = (Logger) LoggerFactory.getLogger(name);
    before = logger.getLevel();
    logger.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(logger::detachAppender);
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(level);
  }

  /// All that anybody logs, traces included.
  public static LogLines all() {
    return new LogLines(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.TRACE);
  }

  /// What one class logs.
  public static LogLines of(Class<?> type) {
    return new LogLines(type.getName(), Level.DEBUG);
  }

  /// What was logged up to now.
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.setLevel(before);
    logger.detachAppender(appender);
    appender.stop();
    others.forEach(logger::addAppender);
  }
}
