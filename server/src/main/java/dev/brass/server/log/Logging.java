package dev.brass.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.brass.server.config.Settings.LogFormat;
import dev.brass.server.config.Settings.LogLevel;
import dev.brass.server.config.Settings.LogSettings;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// The set-up of the log. Until [#start] only warnings are written, as text.
public final class Logging {

  private static final String OURS = "dev.brass";

  private Logging() {}

  /// Starts the log with the settings, for java.util.logging too. Call it once, before threads are
  /// started. Libraries are logged one level less than Brass itself.
  ///
  /// @param out the standard error stream, unless a test listens
  public static void start(LogSettings settings, OutputStream out) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      configure(context, settings, out);
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  static void configure(LoggerContext context, LogSettings settings, OutputStream out) {
    context.reset();
    // Without it, java.util.logging would format messages that are then discarded.
    LevelChangePropagator propagator = new LevelChangePropagator();
    propagator.setContext(context);
    propagator.setResetJUL(true);
    propagator.start();
    context.addListener(propagator);

    LineEncoder encoder =
        new LineEncoder(
            settings.format() == LogFormat.JSON
                ? new JsonLayout()
                : new TextLayout(ZoneId.systemDefault()));
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setName("out");
    appender.setEncoder(encoder);
    appender.setOutputStream(new LeftOpen(out));
    appender.start();

    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(ofLibraries(settings.level()));
    context.getLogger(OURS).setLevel(Level.toLevel(settings.level().name()));
  }

  private static Level ofLibraries(LogLevel level) {
    return switch (level) {
      case ERROR -> Level.ERROR;
      case WARN, INFO -> Level.WARN;
      case DEBUG -> Level.INFO;
      case TRACE -> Level.DEBUG;
    };
  }

  /// A stream that stays open when its appender is replaced: the log of the settings goes where the
  /// quiet one went before, to the process's own error stream.
  private static final class LeftOpen extends FilterOutputStream {

    LeftOpen(OutputStream out) {
      super(out);
    }

    /// At once, and not byte by byte.
    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
