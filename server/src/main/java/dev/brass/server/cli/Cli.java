package dev.brass.server.cli;

import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Nearest;
import dev.brass.server.config.SettingFlag;
import dev.brass.server.secret.Redaction;
import dev.brass.server.text.Characters;
import dev.brass.server.text.LinearPattern;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `brass` and its table of commands. An error is one line on the standard error
/// stream.
public final class Cli {

  private static final LinearPattern DASHES = LinearPattern.of("^-+");

  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int MISUSED = 2;
  public static final int ORDERS_FAILED = 3;

  /// `EX_TEMPFAIL` of sysexits.
  public static final int GAVE_UP = 75;

  private static final Map<String, String> EXIT_CODES = new LinkedHashMap<>();

  static {
    EXIT_CODES.put(String.valueOf(OK), "Success; of 'up': it was stopped and has drained.");
    EXIT_CODES.put(
        String.valueOf(FAILED),
        "Failure. The last line on the standard error stream has the reason.");
    EXIT_CODES.put(String.valueOf(MISUSED), "A setting or an argument is wrong.");
    EXIT_CODES.put(
        String.valueOf(ORDERS_FAILED), "The orders were made, and some failed or are in doubt.");
    EXIT_CODES.put(
        String.valueOf(GAVE_UP),
        "The server gave up; start it again. Nothing acknowledged is lost.");
  }

  private static final String NAME = "brass";

  private Cli() {}

  /// Runs one command line and returns its exit code.
  public static int run(Context context, String... arguments) {
    int code = commandLine(context).execute(arguments);
    context.out().flush();
    context.err().flush();
    return code;
  }

  /// The commands. A new one is a class of its own and a line here.
  static CommandLine commandLine(Context context) {
    CommandLine brass = new CommandLine(new Root());
    brass.addSubcommand(new UpCommand(context));
    brass.addSubcommand(new DemoCommand(context));
    brass.addSubcommand(new BulkCommand(context));
    brass.addSubcommand(new BatchCommand(context));
    brass.addSubcommand(new ConfigCommand(context));
    brass.addSubcommand(
        CommandGroup.of(
            "keys",
            "Makes, lists and revokes keys.",
            new CreateKeyCommand(context),
            new ListKeysCommand(context),
            new RevokeKeyCommand(context)));
    brass.addSubcommand(
        CommandGroup.of(
            "tenants",
            "Makes and lists tenants.",
            new CreateTenantCommand(context),
            new SetTenantEmailCommand(context),
            new StripeCommand(context),
            new ListTenantsCommand(context)));
    brass.addSubcommand(
        CommandGroup.of(
            "secrets",
            "Looks after the keys that encrypt secrets.",
            new RotateSecretsCommand(context),
            new DropSecretCommand(context)));
    brass.addSubcommand(
        CommandGroup.of(
            "wallet",
            "Shows, tops up and verifies the money of tenants.",
            new ShowWalletCommand(context),
            new TopUpCommand(context),
            new VerifyWalletCommand(context)));
    brass.addSubcommand(
        CommandGroup.of(
            "orders",
            "Shows and decides what only an operator can decide about orders.",
            new ResolveOrderCommand(context),
            new StraysCommand(context),
            new SettleStrayCommand(context)));
    brass.addSubcommand(
        new CommandLine(new PaymentsCommand(context))
            .addSubcommand(new SettlePaymentCommand(context)));
    brass.addSubcommand(
        new CommandLine(new RecoveryCommand(context))
            .addSubcommand(new ReleaseRecoveryCommand(context)));
    brass.addSubcommand(
        new CommandLine(new JobsCommand(context)).addSubcommand(new ReleaseJobCommand(context)));
    brass.addSubcommand(new HelpCommand());
    brass.addSubcommand("completion", new GenerateCompletion());
    brass
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Shows the version.")
                .build())
        .addOption(
            OptionSpec.builder("--debug")
                .type(boolean.class)
                .initialValue(false)
                .scopeType(ScopeType.INHERIT)
                .description("Shows stack traces of errors.")
                .build());
    addCommonOptions(brass);
    brass
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("Exit codes:%n")
        .exitCodeList(EXIT_CODES);
    return brass
        .setOut(context.out())
        .setErr(context.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Cli::misused)
        .setExecutionExceptionHandler(Cli::failed);
  }

  private static void addCommonOptions(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    if (line.getCommand() instanceof SettingsCommand command) {
      command.addFlags(spec);
    }
    // The commands of picocli have it already.
    if (spec.findOption("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Shows this help.")
              .build());
    }
    line.getSubcommands().values().forEach(Cli::addCommonOptions);
  }

  @Command(
      name = NAME,
      description = "An open, self-hosted universal checkout.",
      synopsisSubcommandLabel = "COMMAND",
      versionProvider = Version.class,
      sortOptions = false)
  private static final class Root implements Runnable {
    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "no command given");
    }
  }

  private static int misused(ParameterException exception, String[] arguments) {
    CommandLine line = exception.getCommandLine();
    String message = message(exception, line);
    print(line.getErr(), message + " (see '" + line.getCommandSpec().qualifiedName() + " --help')");
    return MISUSED;
  }

  private static String message(ParameterException exception, CommandLine line) {
    if (!(exception instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      String value = FailureLine.ofValue(exception);
      return value == null ? String.valueOf(exception.getMessage()) : value;
    }
    String given = unmatched.getUnmatched().getFirst();
    if (!given.startsWith("-")) {
      Set<String> commands = line.getSubcommands().keySet();
      String what = commands.isEmpty() ? "unexpected argument '" : "unknown command '";
      return what + given + "'" + meant(Nearest.to(given, commands));
    }
    String option = Characters.before(given, '=');
    Optional<String> near = Nearest.to(option, options(line));
    if (near.isEmpty() && line.getCommand() instanceof SettingsCommand) {
      near = SettingFlag.nearest(DASHES.replaceFirst(option, "")).map(name -> "--" + name);
    }
    return "unknown option '" + option + "'" + meant(near);
  }

  private static Set<String> options(CommandLine line) {
    Set<String> names = new TreeSet<>();
    line.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
    return names;
  }

  private static String meant(Optional<String> near) {
    return near.map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  private static int failed(
      Exception exception, CommandLine line, CommandLine.ParseResult arguments) {
    if (exception instanceof ConfigurationException wrong) {
      wrong.problems().forEach(problem -> print(line.getErr(), problem));
      return MISUSED;
    }
    if (Boolean.TRUE.equals(line.getCommandSpec().root().findOption("--debug").getValue())) {
      StringWriter trace = new StringWriter();
      exception.printStackTrace(new PrintWriter(trace, true));
      line.getErr().print(Redaction.of(trace.toString()));
      line.getErr().flush();
    } else {
      print(line.getErr(), FailureLine.of(exception));
    }
    return switch (exception) {
      case GaveUpException _ -> GAVE_UP;
      case OrdersFailedException _ -> ORDERS_FAILED;
      default -> FAILED;
    };
  }

  private static void print(PrintWriter err, String line) {
    err.println(NAME + ": " + Redaction.of(line));
  }
}
