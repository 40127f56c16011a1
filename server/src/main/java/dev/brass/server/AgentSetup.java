package dev.brass.server;

import dev.brass.server.agentpay.LocalRail;
import dev.brass.server.agentpay.Rail;
import dev.brass.server.agentpay.X402Rail;
import dev.brass.server.agentpay.X402Settings;
import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import dev.brass.server.db.Database;
import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The payment methods of agents, built from the server's settings.
final class AgentSetup {

  private static final LinearPattern ADDRESS = LinearPattern.of("0x[0-9a-fA-F]{40}");
  /// The contract of USDC on each chain where it is worth dollars (developers.circle.com, "USDC
  /// Contract Addresses").
  private static final Map<Integer, String> USDC =
      Map.of(
          1, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
          10, "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85",
          137, "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
          8453, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
          42161, "0xaf88d065e77c8cC2239327C5EDb3A432268e5831",
          43114, "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E");

  private static final LinearPattern HEADER_END = LinearPattern.of("[\\r\\n;]+");

  private static final LinearPattern HEADER =
      LinearPattern.of("([A-Za-z0-9!#$%&'*+.^_|~-]+): *([!-~]+(?: +[!-~]+)*)");

  /// Headers that every exchange sets itself.
  private static final List<String> OURS =
      List.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade");

  private AgentSetup() {}

  /// The ways to pay, in the order in which they are offered.
  ///
  /// @param clock the system clock
  /// @throws ConfigurationException when play money could buy real goods, or the settings are
  ///     incomplete
  static List<Rail> rails(Settings settings, Database database, InstantSource clock) {
    List<Rail> rails = new ArrayList<>();
    boolean development = settings.profile() == Settings.Profile.DEVELOPMENT;
    boolean local =
        switch (settings.agent().local()) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> development;
        };
    if (local && !development) {
      throw new ConfigurationException(
          List.of("agent.local cannot be on with profile: production: it is play money"));
    }
    if (local) {
      rails.add(new LocalRail(database));
    }
    StripeSetup.rail(settings, clock).ifPresent(rails::add);
    if (settings.agent().x402().payTo() != null) {
      rails.add(new X402Rail(x402(settings), clock));
    }
    return rails;
  }

  private static X402Settings x402(Settings settings) {
    Settings.X402Settings x402 = settings.agent().x402();
    List<String> problems = new ArrayList<>();
    String payTo = address("agent.x402.pay-to", x402.payTo(), problems);
    String asset = address("agent.x402.asset", x402.asset(), problems);
    URI facilitator = uri("agent.x402.facilitator", x402.facilitator(), problems);
    URI rpc = uri("agent.x402.rpc", x402.rpc(), problems);
    Secret<Map<String, String>> headers = headers(x402.headers(), problems);
    if (!settings.wallet().currency().getCurrencyCode().equals("USD")) {
      problems.add("agent.x402.pay-to needs wallet.currency: USD");
    }
    if (facilitator == null || rpc == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    boolean play =
        switch (x402.playMoney()) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> !asset.equalsIgnoreCase(USDC.get(x402.chain()));
        };
    return new X402Settings(
        payTo,
        facilitator,
        headers,
        rpc,
        x402.chain(),
        asset,
        x402.assetName(),
        x402.assetVersion(),
        x402.confirmations(),
        play);
  }

  /// Reads the headers. Problems do not repeat their values, which are secret.
  private static Secret<Map<String, String>> headers(
      @Nullable Secret<String> text, List<String> problems) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (text != null) {
      for (String line : HEADER_END.split(text.reveal())) {
        Optional<Found> header = HEADER.match(line.strip());
        String name = header.map(found -> found.groupOrEmpty(1)).orElse("");
        if (line.isBlank()) {
          continue;
        }
        if (header.isEmpty() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
          problems.add(
              "agent.x402.headers are lines such as 'Authorization: Bearer …' with letters and"
                  + " signs of ASCII, and none of "
                  + String.join(", ", OURS));
          break;
        }
        if (headers.put(name, header.get().groupOrEmpty(2)) != null) {
          problems.add("agent.x402.headers has '" + name + "' twice");
        }
      }
    }
    return Secret.of(Map.copyOf(headers));
  }

  private static String address(String name, @Nullable String text, List<String> problems) {
    if (text == null || !ADDRESS.matches(text)) {
      problems.add(name + " is 0x and 40 hexadecimal digits");
      return "";
    }
    return text;
  }

  private static @Nullable URI uri(String name, @Nullable String text, List<String> problems) {
    if (text != null) {
      try {
        URI uri = new URI(text.strip());
        if (uri.getHost() != null
            && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
          return uri;
        }
      } catch (URISyntaxException e) {
        // reported below
      }
    }
    problems.add(name + " is the http or https address that agent.x402.pay-to needs");
    return null;
  }

  /// The wallet settings for orders that agents pay, which use a ledger of their own.
  static WalletSettings money(Settings settings) {
    return new WalletSettings(true, settings.wallet().currency(), settings.agent().orderFee());
  }
}
