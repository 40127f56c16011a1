package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttemptIdsTest {

  private static final TenantId TENANT = new TenantId(new UUID(1, 2));
  private static final byte[] BODY = "body".getBytes(StandardCharsets.UTF_8);

  private final AttemptIds ids = new AttemptIds(new byte[32]);

  @Test
  void theSameSubmissionHasTheSameRoot() {
    assertThat(ids.root(Mode.LIVE, "v1", TENANT, "key", BODY))
        .isEqualTo(new AttemptIds(new byte[32]).root(Mode.LIVE, "v1", TENANT, "key", BODY));
  }

  @Test
  void whateverDiffersMakesAnotherRoot() {
    Set<UUID> roots =
        new HashSet<>(
            List.of(
                ids.root(Mode.LIVE, "v1", TENANT, "key", BODY),
                ids.root(Mode.TEST, "v1", TENANT, "key", BODY),
                ids.root(Mode.LIVE, "v2", TENANT, "key", BODY),
                ids.root(Mode.LIVE, "v1", new TenantId(new UUID(1, 3)), "key", BODY),
                ids.root(Mode.LIVE, "v1", null, "key", BODY),
                ids.root(Mode.LIVE, "v1", TENANT, "keys", BODY),
                ids.root(Mode.LIVE, "v1k", TENANT, "ey", BODY),
                ids.root(Mode.LIVE, "v1", TENANT, "key", new byte[0])));
    byte[] otherKey = new byte[32];
    otherKey[31] = 1;
    roots.add(new AttemptIds(otherKey).root(Mode.LIVE, "v1", TENANT, "key", BODY));
    assertThat(roots).hasSize(9);
  }

  @Test
  void aBundleIsKnownByItsMembersInAnyOrder() {
    UUID a = new UUID(1, 1);
    UUID b = new UUID(2, 2);
    assertThat(ids.rootOfBundle(List.of(a, b))).isEqualTo(ids.rootOfBundle(List.of(b, a)));
    assertThat(ids.rootOfBundle(List.of(a, b))).isNotEqualTo(ids.rootOfBundle(List.of(a)));
  }

  @Test
  void theyAreUuidsOfVersionEight() {
    for (int i = 0; i < 100; i++) {
      UUID root = ids.root(Mode.LIVE, "v1", TENANT, "key " + i, BODY);
      assertThat(root.version()).isEqualTo(8);
      assertThat(root.variant()).isEqualTo(2);
    }
  }
}
