package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {

  private final List<String> done = new ArrayList<>();

  /// Whose callers say in a header which scope their key has.
  private record Shop(Consumer<Routes> lines) implements Api {

    @Override
    public void routes(Routes routes) {
      lines.accept(routes);
    }

    @Override
    public Callers callers() {
      return new Callers() {
        @Override
        public Caller caller(ApiRequest request) {
          Scope scope = Scope.valueOf(String.valueOf(request.header("scope")));
          return new Caller(new TenantId(new UUID(0, 1)), new UUID(0, 2), Mode.LIVE, scope);
        }

        @Override
        public RuntimeException refused(Access needed, Scope scope) {
          return new IllegalArgumentException(scope + " has not " + needed);
        }
      };
    }

    @Override
    public boolean owns(String path) {
      return true;
    }

    @Override
    public Reply failed(ApiRequest request, RuntimeException problem) {
      return Reply.text(403, "text/plain", String.valueOf(problem.getMessage()));
    }

    @Override
    public Reply notFound(ApiRequest request) {
      return Reply.empty(404);
    }

    @Override
    public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
      return Reply.empty(405);
    }
  }

  /// Writes down what it does.
  private final class Buy implements Command<String> {

    @Override
    public String check(ApiRequest request, Caller caller) {
      String wanted = request.text();
      if (wanted.isEmpty()) {
        throw new IllegalArgumentException("nothing is wanted");
      }
      return wanted;
    }

    @Override
    public Reply run(String wanted, ApiRequest request, Caller caller) {
      done.add(wanted);
      return Reply.text(201, "text/plain", wanted);
    }
  }

  private static Router router(Consumer<Routes> lines) {
    return new Router(List.of(new Shop(lines)));
  }

  private static ApiRequest request(String method, String path, String body, Scope scope) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new ApiRequest(
        "id",
        method,
        path,
        Map.of(),
        Map.of("scope", scope.name()),
        new ByteArrayInputStream(bytes),
        bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "READ, FULL READ ORDER",
    "SHOP, FULL READ",
    "SERVE, FULL ORDER",
    "BUY, FULL",
  })
  void onlyKeysThatALineNamesGetIn(Access access, String allowed) {
    Router router =
        router(routes -> routes.get("/a").access(access).to((_, _) -> Reply.empty(204)));
    for (Scope scope : Scope.values()) {
      int status = router.handle(request("GET", "/a", "", scope)).status();
      assertThat(status == 204).as("%s", scope).isEqualTo(allowed.contains(scope.name()));
    }
  }

  @Test
  void aLineThatDoesNotSayAllIsNone() {
    assertThatThrownBy(() -> router(routes -> routes.get("/a").to((_, _) -> Reply.empty(204))))
        .hasMessage("GET /a does not say who may use it");
    assertThatThrownBy(() -> router(routes -> routes.post("/a").open(_ -> Reply.empty(204))))
        .hasMessage("POST /a does not say what to do when its answer is lost");
  }

  @Test
  void whatIsTriedIsNotDone() {
    Router router =
        router(
            routes -> {
              routes.post("/buy").access(Access.BUY).retry(Retry.KEYED).to(new Buy());
              routes
                  .post("/act")
                  .access(Access.BUY)
                  .retry(Retry.SAFE)
                  .to(
                      (_, _) -> {
                        done.add("act");
                        return Reply.empty(204);
                      });
            });

    assertThat(router.tried(request("POST", "/buy", "lamp", Scope.FULL))).isEmpty();
    assertThat(router.tried(request("POST", "/buy", "", Scope.FULL)))
        .hasValueSatisfying(reply -> assertThat(reply.status()).isEqualTo(403));
    assertThat(router.tried(request("POST", "/buy", "lamp", Scope.READ)))
        .hasValueSatisfying(reply -> assertThat(reply.status()).isEqualTo(403));
    assertThat(router.tried(request("POST", "/act", "", Scope.FULL))).isEmpty();
    assertThat(router.tried(request("POST", "/nowhere", "", Scope.FULL))).isEmpty();
    assertThat(done).isEmpty();

    assertThat(router.handle(request("POST", "/buy", "lamp", Scope.FULL)).status()).isEqualTo(201);
    assertThat(done).containsExactly("lamp");
  }

  @Test
  void saysWhatMayBeSentAgainAndHowLargeABodyMayBe() {
    Router router =
        router(
            routes -> {
              routes.post("/a/{id}").access(Access.BUY).retry(Retry.KEYED).largest(7).to(new Buy());
              routes.get("/a/{id}").open(_ -> Reply.empty(204));
            });
    assertThat(router.retry("POST", "/a/1")).contains(Retry.KEYED);
    assertThat(router.retry("GET", "/a/1")).contains(Retry.SAFE);
    assertThat(router.retry("POST", "/b")).isEmpty();
    assertThat(router.largestBody("POST", "/a/1")).contains(7);
    assertThat(router.largestBody("GET", "/a/1")).isEmpty();
  }
}
