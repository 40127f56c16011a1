package dev.brass.server.connect;

import dev.brass.server.connect.ProxyRepository.Owner;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The tenants' own proxies for their log-ins at stores (classic Zinc docs, Managed accounts,
/// BYOP). Thread-safe.
///
/// Each session looks up its proxy when it begins, so that a change applies to the next session on
/// every node.
public final class Proxies implements ProxyLookup {

  /// The longest e-mail address that can have a proxy.
  public static final int LONGEST_EMAIL = 254;

  private static final int MOST = 10_000;
  private static final String PURPOSE = "proxy-url";

  private final Jdbi jdbi;
  private final Sealer sealer;
  private final GuardedDns names;
  private final InstantSource clock;
  private final ProxyRepository repository = new ProxyRepository();

  public Proxies(Jdbi jdbi, Sealer sealer, GuardedDns names, InstantSource clock) {
    this.jdbi = jdbi;
    this.sealer = sealer;
    this.names = names;
    this.clock = clock;
  }

  /// The error in the address of a proxy, as the end of a sentence that does not repeat the
  /// address; null when there is none.
  public @Nullable String problem(String url) {
    String problem = ProxyUrl.problem(url);
    if (problem != null) {
      return problem;
    }
    return names.isPrivateLiteral(URI.create(url).getHost())
        ? "must not be at a private address, which this server does not call"
        : null;
  }

  /// Stores or replaces the proxy of a log-in.
  ///
  /// @param url without a [#problem]
  /// @return the proxy; empty when the tenant has the maximum number
  public Optional<ProxyUrl> put(
      TenantId tenant, Mode mode, String store, String email, String url) {
    ProxyUrl proxy = ProxyUrl.parse(url);
    byte[] sealed =
        sealer.seal(
            tenant,
            PURPOSE,
            row(owner(tenant, mode, store, email)),
            url.getBytes(StandardCharsets.UTF_8));
    boolean stored =
        jdbi.inTransaction(
            handle ->
                repository.put(
                    handle, owner(tenant, mode, store, email), sealed, MOST, clock.instant()));
    return stored ? Optional.of(proxy) : Optional.empty();
  }

  @Override
  public Optional<ProxyUrl> find(TenantId tenant, Mode mode, String store, String email) {
    Owner owner = owner(tenant, mode, store, email);
    return jdbi.withHandle(handle -> repository.find(handle, owner))
        .map(bytes -> sealer.open(tenant, PURPOSE, row(owner), bytes))
        .map(url -> ProxyUrl.parse(new String(url, StandardCharsets.UTF_8)));
  }

  /// Removes the proxy of a log-in, if it has one.
  public void delete(TenantId tenant, Mode mode, String store, String email) {
    jdbi.useTransaction(handle -> repository.delete(handle, owner(tenant, mode, store, email)));
  }

  /// The row's name in the job `bind-secrets`.
  private static String row(Owner owner) {
    return owner.mode().code() + " " + owner.store() + " " + owner.email();
  }

  private static Owner owner(TenantId tenant, Mode mode, String store, String email) {
    return new Owner(tenant, mode, store, email.strip().toLowerCase(Locale.ROOT));
  }
}
