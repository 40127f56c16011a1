package dev.brass.server.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/// Name lookup that returns permitted addresses only. The HTTP client calls it once per connection
/// and connects to the result, so that a name that changes its answer between check and connection
/// (DNS rebinding) gains nothing. Thread-safe.
///
/// The lookup of the operating system cannot be interrupted and may hang for long, and would block
/// one of the few threads that carry the virtual ones; so lookups run on threads of their own, one
/// per name at a time, and callers wait for a limited time.
public final class GuardedDns implements DnsResolver, AutoCloseable {

  private static final int LOOKUPS_AT_ONCE = 32;
  private static final int LOOKUPS_WAITING = 1_024;

  private final Lookup lookup;
  private final Predicate<InetAddress> permitted;
  private final OwnPorts ownPorts;
  private final Duration longestWait;
  private final ThreadPoolExecutor threads;
  private final ConcurrentMap<String, CompletableFuture<InetAddress[]>> underWay =
      new ConcurrentHashMap<>();

  /// The name lookup of the operating system.
  ///
  /// @param reach which addresses may be handed out
  public static GuardedDns of(AllowedNetworks reach, Duration longestWait) {
    return of(reach, new OwnPorts(), longestWait);
  }

  /// The name lookup of the operating system, without this server's own ports.
  ///
  /// @param ownPorts the ports of this server, to which no client may send it
  public static GuardedDns of(AllowedNetworks reach, OwnPorts ownPorts, Duration longestWait) {
    return new GuardedDns(InetAddress::getAllByName, reach::permits, ownPorts, longestWait);
  }

  /// Another name lookup.
  ///
  /// @param permitted which addresses may be handed out
  public GuardedDns(Lookup lookup, Predicate<InetAddress> permitted, Duration longestWait) {
    this(lookup, permitted, new OwnPorts(), longestWait);
  }

  GuardedDns(
      Lookup lookup, Predicate<InetAddress> permitted, OwnPorts ownPorts, Duration longestWait) {
    this.lookup = lookup;
    this.permitted = permitted;
    this.ownPorts = ownPorts;
    this.longestWait = longestWait;
    this.threads =
        new ThreadPoolExecutor(
            LOOKUPS_AT_ONCE,
            LOOKUPS_AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(LOOKUPS_WAITING),
            Thread.ofPlatform().daemon().name("names-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// All addresses of a name, as the operating system knows them.
  public interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    List<InetSocketAddress> usable =
        Arrays.stream(resolve(host))
            .filter(address -> !ownPorts.isOwn(address, port))
            .map(address -> new InetSocketAddress(address, port))
            .toList();
    if (usable.isEmpty()) {
      throw new NotPermittedException(host);
    }
    return usable;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    if (isOddNumber(host)) {
      throw new NotPermittedException(host);
    }
    InetAddress[] all = addresses(host);
    InetAddress[] usable = Arrays.stream(all).filter(permitted).toArray(InetAddress[]::new);
    if (usable.length == 0) {
      throw new NotPermittedException(host);
    }
    return usable;
  }

  /// Whether a host is written as an address, or is a name that always means this machine, and may
  /// not be connected to.
  public boolean isPrivateLiteral(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (isOddNumber(name)) {
      return true;
    }
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return !permitted.test(InetAddress.getLoopbackAddress());
    }
    if (!mayBeLiteral(name)) {
      return false;
    }
    try {
      return !permitted.test(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Whether a host is a number, but not four decimal ones with dots between them: `0177.0.0.1`,
  /// `127.1`, `0x7f000001` and `2130706433` are this machine to some programs, and other addresses
  /// or names to others, so that the check and the connection could differ.
  private static boolean isOddNumber(String host) {
    if (host.indexOf(':') >= 0) {
      return false;
    }
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String last = bare.substring(bare.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    boolean number =
        !last.isEmpty()
            && (last.chars().allMatch(c -> c >= '0' && c <= '9')
                || (last.startsWith("0x")
                    && last.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0)));
    return number && !isDottedDecimal(host);
  }

  private static boolean isDottedDecimal(String host) {
    int parts = 0;
    int from = 0;
    while (from <= host.length()) {
      int dot = host.indexOf('.', from);
      String part = host.substring(from, dot < 0 ? host.length() : dot);
      if (!isByte(part)) {
        return false;
      }
      parts++;
      from = dot < 0 ? host.length() + 1 : dot + 1;
    }
    return parts == 4;
  }

  /// Without zeros before it, which would make it octal to some.
  private static boolean isByte(String part) {
    return !part.isEmpty()
        && part.length() <= 3
        && part.chars().allMatch(c -> c >= '0' && c <= '9')
        && (part.length() == 1 || part.charAt(0) != '0')
        && Integer.parseInt(part) <= 255;
  }

  /// Whether a host ends in a number or has a colon; no name does.
  private static boolean mayBeLiteral(String host) {
    String last = host.substring(host.lastIndexOf('.', host.length() - 2) + 1);
    return host.indexOf(':') >= 0 || (!last.isEmpty() && Character.isDigit(last.charAt(0)));
  }

  private InetAddress[] addresses(String host) throws UnknownHostException {
    CompletableFuture<InetAddress[]> mine = new CompletableFuture<>();
    CompletableFuture<InetAddress[]> others = underWay.putIfAbsent(host, mine);
    if (others == null) {
      start(host, mine);
    }
    try {
      return (others == null ? mine : others).get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnknownHostException("the lookup of " + host + " took too long");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("the lookup of " + host + " was interrupted");
    } catch (ExecutionException e) {
      UnknownHostException unknown = new UnknownHostException("no address found for " + host);
      unknown.initCause(e.getCause());
      throw unknown;
    }
  }

  private void start(String host, CompletableFuture<InetAddress[]> answer) {
    try {
      threads.execute(
          () -> {
            try {
              InetAddress[] addresses = lookup.addresses(host);
              underWay.remove(host);
              answer.complete(addresses);
            } catch (UnknownHostException | RuntimeException | Error e) {
              underWay.remove(host);
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      underWay.remove(host);
      answer.completeExceptionally(e);
    }
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /// A name without any permitted address.
  static final class NotPermittedException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    NotPermittedException(String host) {
      super(host + " is at a private address, which this server does not call");
    }
  }
}
