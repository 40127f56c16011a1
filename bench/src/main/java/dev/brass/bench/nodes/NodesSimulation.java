package dev.brass.bench.nodes;

import dev.brass.bench.crash.Secrets;
import dev.brass.bench.nodes.Wire.Reply;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A simulation: clients that buy at several servers while these, their database and the stores
/// fail in every way; then servers that are left in peace; then an audit of all books.
final class NodesSimulation implements AutoCloseable {

  private static final Duration ANSWERS = Duration.ofMinutes(8);

  /// Longer than a webhook that failed several times waits for its next try.
  private static final Duration REST = Duration.ofMinutes(45);

  private static final Duration SHARE = Duration.ofSeconds(20);
  private static final Duration TELL = Duration.ofSeconds(30);
  private static final long MONEY = 50_000_000;

  private final NodesPlan plan;
  private final Path folder;
  private final PrintStream out;
  private final long begun = System.nanoTime();
  private final Promises promises = new Promises();
  private final Outside outside;
  private final ReentrantLock history = new ReentrantLock();
  private final List<AutoCloseable> open = new ArrayList<>();
  private volatile @Nullable Installation installation;

  /// A simulation that has not begun.
  ///
  /// @param folder for the servers' data and what they say; must be empty
  /// @param out where progress is told
  NodesSimulation(NodesPlan plan, Path folder, PrintStream out) throws IOException {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
    this.outside = Outside.open(new Secrets(plan.seed()));
  }

  /// Runs it all.
  NodesReport run() throws IOException, SQLException, InterruptedException {
    say(
        "seed %d, %d nodes, %d faults, folder %s",
        plan.seed(), plan.nodes(), plan.faults().size(), folder);
    Installation running = new Installation(folder, plan.nodes(), plan.seed(), outside);
    installation = running;
    running.start();
    Wire wire = new Wire(running.url(), promises::triedAgain);
    open.add(wire);
    Wire.Keys keys = Wire.Keys.of(running.keys());
    prepare(wire, keys);
    NodesRepository repository = new NodesRepository(running.database()::url, running::sealer);
    Shopper shopper = new Shopper(wire, keys, new Agent(wire, outside.stripe()), promises);
    Baskets baskets = new Baskets(plan.seed(), outside.receiver());
    Clients clients = new Clients(plan.clients(), baskets, promises, outside, shopper);
    open.add(clients);
    Faults faults = new Faults(running, outside, clients, promises, repository, history);
    open.add(faults);
    Operator operator =
        new Operator(wire, keys.operator(), repository, promises, outside, faults::calm, history);
    open.add(operator);
    say("all nodes serve at %s", running.url());
    for (int i = 0; i < plan.faults().size() && promises.flaws().isEmpty(); i++) {
      fail(running, faults, i);
    }
    boolean atRest = rest(running, clients, faults, repository, operator);
    operator.close();
    NodesAudit audit = new NodesAudit(repository, promises, outside, shopper);
    Map<String, Integer> ends = atRest ? audit.run() : Map.of();
    List<String> remarks = new ArrayList<>();
    running.nodes().forEach(node -> remarks.addAll(node.ends()));
    List<String> flaws = new ArrayList<>(promises.flaws());
    flaws.addAll(audit.flaws());
    return new NodesReport(
        plan.seed(),
        promises.orders(),
        promises.answered(),
        promises.triesAgain(),
        promises.sentAgain(),
        operator.words(),
        operator.releases(),
        faults.counts(),
        ends,
        flaws,
        remarks,
        audit.stories());
  }

  /// The tenant gets money, and tells where its webhooks go.
  private void prepare(Wire wire, Wire.Keys keys) throws InterruptedException {
    JsonNode tenants = wire.get("/admin/tenants", keys.operator()).json();
    String tenant =
        (tenants.isArray() ? tenants : tenants.path("tenants"))
            .valueStream()
            .filter(each -> each.path("name").asString("").equals("default"))
            .map(each -> each.path("id").asString())
            .findFirst()
            .orElseThrow();
    Reply paid =
        wire.post(
            "/admin/tenants/" + tenant + "/wallet/top-ups",
            "{\"amount\": %d, \"idempotency_key\": \"first\"}".formatted(MONEY),
            keys.operator());
    Reply endpoint =
        wire.put(
            "/webhooks/endpoint",
            JsonMapper.shared().writeValueAsString(Map.of("url", outside.receiver().endpoint())),
            keys.current());
    if (!paid.is2xx() || !endpoint.is2xx()) {
      throw new IllegalStateException("not prepared: %s, %s".formatted(paid, endpoint));
    }
    outside.receiver().signedWith(endpoint.text("/webhook_secret"));
  }

  /// Lets one fault happen while clients buy their share.
  private void fail(Installation running, Faults faults, int index)
      throws IOException, SQLException, InterruptedException {
    Fault fault = plan.faults().get(index);
    int answered = promises.answered();
    int share = plan.orders() / (plan.faults().size() + 1);
    long started = System.nanoTime();
    faults.happen(fault, share);
    Thread.sleep(fault.pause());
    running.await(SHARE, () -> promises.answered() >= answered + share / 2);
    say(
        "%d: %s; %,d of %,d orders answered, %.1f s",
        index + 1,
        fault,
        promises.answered(),
        promises.orders(),
        (System.nanoTime() - started) / 1e9);
  }

  /// Leaves the servers in peace until nothing is under way any more.
  private boolean rest(
      Installation running,
      Clients clients,
      Faults faults,
      NodesRepository repository,
      Operator operator)
      throws IOException, SQLException, InterruptedException {
    boolean calm = faults.areOver(ANSWERS);
    running.startAll();
    outside.receiver().mend();
    clients.mayReach(plan.orders());
    say("no more faults");
    if (!calm || !running.await(ANSWERS, clients::areServed)) {
      promises.flaw(
          "LOST: %d orders got no answer".formatted(promises.orders() - promises.answered()));
      return false;
    }
    say("all orders are answered");
    long deadline = System.nanoTime() + REST.toNanos();
    long told = System.nanoTime();
    List<String> left = left(repository, operator);
    while (!left.isEmpty()) {
      if (System.nanoTime() - told > TELL.toNanos()) {
        told = System.nanoTime();
        say("%d are under way, such as %s", left.size(), left.getLast());
      }
      if (System.nanoTime() > deadline) {
        left.forEach(each -> promises.flaw("not at rest: " + each));
        break;
      }
      Thread.sleep(500);
      left = left(repository, operator);
    }
    say("at rest");
    return true;
  }

  private static List<String> left(NodesRepository repository, Operator operator)
      throws SQLException {
    List<String> left = new ArrayList<>(repository.unfinished());
    repository.orders().stream()
        .filter(order -> !order.isFinal())
        .limit(20)
        .forEach(order -> left.add(order.toString()));
    if (repository.isRecovering()) {
      left.add("it is still recovering, and the operator waits for " + operator.awaited());
    }
    return left;
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, "%6.1f s  ", (System.nanoTime() - begun) / 1e9);
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  /// Kills what it started. Also called when this process is told to end.
  @Override
  public synchronized void close() {
    for (AutoCloseable each : open.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        say("%s", e);
      }
    }
    open.clear();
    Installation running = installation;
    installation = null;
    if (running != null) {
      running.close();
    }
    outside.close();
  }
}
