package dev.brass.server.cli;

import dev.brass.server.config.Configuration;
import dev.brass.server.config.Durations;
import dev.brass.server.config.Settings;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.KeysFile;
import dev.brass.server.tenant.NewKey;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `brass keys create`.
@Command(
    name = "create",
    sortOptions = false,
    description = {
      "Makes a key and prints it, the only time that it is shown.",
      "With --to-file, makes a key of each kind for the default tenant and writes them to keys.json"
          + " of the data folder, for when that file was lost."
    })
final class CreateKeyCommand extends SettingsCommand {

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "client (v1), live or test (v2), owner (approves on pages), or admin (operators). Default: live.")
  private KeyKind kind = KeyKind.LIVE;

  @Option(names = "--tenant", paramLabel = "NAME", description = "Whose key. Default: default.")
  private String tenant = Tenants.DEFAULT;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "A name that distinguishes this key. Default: made by the command line.")
  private String name = "made by the command line";

  @Option(names = "--scope", paramLabel = "SCOPE", description = "full or read. Default: full.")
  private Scope scope = Scope.FULL;

  @Option(
      names = "--expires-in",
      paramLabel = "DURATION",
      converter = InDuration.class,
      description = "When it ends, such as 90d. Default: never.")
  private @Nullable Duration expiresIn;

  @Option(names = "--to-file", description = "Makes all kinds and writes keys.json anew.")
  private boolean toFile;

  CreateKeyCommand(Context context) {
    super(context);
  }

  /// Durations are written as in the settings.
  private static final class InDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Durations.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "' is not a duration such as 24h or 90d");
      }
    }
  }

  @Override
  void run(Configuration configuration) {
    Settings settings = configuration.settings();
    withDatabase(
        settings,
        database -> {
          try (Tenants tenants = new Tenants(database, context().clock())) {
            if (toFile) {
              writeFile(tenants, settings);
            } else {
              create(tenants);
            }
          }
        });
  }

  private void writeFile(Tenants tenants, Settings settings) {
    tenants.replaceFile(folder(settings), settings.baseUrl(settings.port()));
    context().err().println("new keys are in " + folder(settings).file(KeysFile.NAME));
  }

  private void create(Tenants tenants) {
    Instant end = expiresIn == null ? null : context().clock().instant().plus(expiresIn);
    NewKey made =
        kind == KeyKind.ADMIN
            ? tenants.createAdminKey(name, end)
            : tenants.createKey(tenant(tenants).id(), kind, name, scope, end);
    context().out().println(made.text().reveal());
    context()
        .err()
        .println("key " + made.key().id() + " was made; keep it, it cannot be shown again");
  }

  private Tenant tenant(Tenants tenants) {
    return tenants
        .find(tenant)
        .orElseThrow(
            () ->
                new CommandException(
                    "there is no tenant '" + tenant + "'; 'brass tenants list' shows all"));
  }
}
