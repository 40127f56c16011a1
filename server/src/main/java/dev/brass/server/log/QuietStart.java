package dev.brass.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.brass.server.config.Settings.LogFormat;
import dev.brass.server.config.Settings.LogLevel;
import dev.brass.server.config.Settings.LogSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/// The log before the settings are known, and of commands that do their work without a server:
/// warnings as text. Logback finds it by its service file; without it, Logback would write
/// everything, not redacted, to the standard output stream.
public final class QuietStart extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Logging.configure(
        context,
        new LogSettings(LogFormat.TEXT, LogLevel.WARN),
        new FileOutputStream(FileDescriptor.err));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
