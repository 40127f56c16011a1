package dev.brass.server;

import dev.brass.server.connect.CallingRun;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.ProxyUrl;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.RecordingProxy;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import dev.brass.spi.Secret;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp.Call;
import dev.brass.spi.StoreHttp.Reply;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// What [TunnelTest] starts in a process of its own: the beginning of [Main], and a call by https
/// through a proxy that wants a password. Prints the reply, or whether the call may have arrived.
final class TunnelProgram {

  private TunnelProgram() {}

  public static void main(String[] arguments) {
    if (arguments[1].equals("prepared")) {
      Main.prepare();
    }
    ProxyUrl proxy =
        new ProxyUrl(
            "127.0.0.1",
            Integer.parseInt(arguments[0]),
            RecordingProxy.USER,
            Secret.of(RecordingProxy.PASSWORD));
    TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
    try (GuardedDns names = GuardedDns.of(AllowedNetworks.ANY, Duration.ofSeconds(5));
        StoreAccess access =
            new StoreAccess(
                clock,
                text -> text,
                RandomGenerator.getDefault(),
                (_, _, _, _) -> Optional.of(proxy),
                names,
                null,
                CallingRun.NONE)) {
      StoreSession session =
          access.open(
              new TenantId(new UUID(1, 1)),
              Mode.LIVE,
              new ConfiguredStore(
                  "shop", new InstantConnector(), new StoreSettings(Map.of()), Set.of(), false),
              new Credential("tim@example.com", null, null, null),
              clock,
              Purpose.ORDER,
              access.deadline(Duration.ofSeconds(60)));
      Reply reply =
          session
              .http()
              .send(
                  new Call(
                      "POST", URI.create("https://shop.example/cart"), Map.of(), "hello", true));
      System.out.println(reply.status() + " " + reply.body());
    } catch (StoreException e) {
      System.out.println(e.mayHaveArrived() ? "lost" : "not sent");
    }
  }
}
