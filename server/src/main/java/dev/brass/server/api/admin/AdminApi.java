package dev.brass.server.api.admin;

import static dev.brass.server.api.Retry.NEVER;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.agentpay.UnsettledPayments;
import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.api.ops.OperatorCheck;
import dev.brass.server.connect.StoreReach;
import dev.brass.server.connect.Stores;
import dev.brass.server.job.Jobs;
import dev.brass.server.mail.Mails;
import dev.brass.server.node.NodeSettings;
import dev.brass.server.order.Orders;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.support.Cases;
import dev.brass.server.tenant.TenantLimits;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Wallets;
import java.time.InstantSource;
import java.util.Set;

/// The table of contents of the operators' API. Every endpoint needs the admin key; errors are
/// `{"error": "what is wrong and what to do"}`; lists are pages of at most [Page#LARGEST] with
/// `next`, the `after` of the next page, which is null on the last.
public final class AdminApi implements Api {

  private static final String ORDER = "/admin/tenants/{tenant}/orders/{id}";

  private static final String WALLET = "/admin/tenants/{tenant}/wallet";

  private final OperatorCheck operators;
  private final Tenants tenants;
  private final Jobs jobs;
  private final Orders orders;
  private final Recovery recovery;
  private final Wallets wallets;
  private final Aftersales aftersales;
  private final Cases cases;
  private final Mails mails;
  private final StoreEndpoints stores;
  private final NodeEndpoints nodes;
  private final PaymentEndpoints payments;
  private final TenantLimits limits;

  /// The API.
  ///
  /// @param clock the system clock
  public AdminApi(
      OperatorCheck operators,
      Tenants tenants,
      Jobs jobs,
      Orders orders,
      Recovery recovery,
      Wallets wallets,
      Aftersales aftersales,
      Cases cases,
      Mails mails,
      Stores stores,
      StoreReach reach,
      NodeSettings nodes,
      UnsettledPayments payments,
      TenantLimits limits,
      InstantSource clock) {
    this.operators = operators;
    this.tenants = tenants;
    this.jobs = jobs;
    this.orders = orders;
    this.recovery = recovery;
    this.wallets = wallets;
    this.aftersales = aftersales;
    this.cases = cases;
    this.mails = mails;
    this.stores = new StoreEndpoints(stores, reach, clock);
    this.nodes = new NodeEndpoints(nodes);
    this.payments = new PaymentEndpoints(payments);
    this.limits = limits;
  }

  @Override
  public void routes(Routes routes) {
    TenantPaths paths = new TenantPaths(tenants);
    OrderPaths found = new OrderPaths(paths, orders);
    TenantEndpoints tenant = new TenantEndpoints(tenants, paths);
    get(routes, "/admin/tenants", tenant::list);
    post(routes, "/admin/tenants", tenant::create);
    put(routes, "/admin/tenants/{tenant}/email", tenant::setEmail);

    LimitEndpoints limit = new LimitEndpoints(limits, paths);
    get(routes, "/admin/tenants/{tenant}/limits", limit::get);
    put(routes, "/admin/tenants/{tenant}/limits", limit::put);

    KeyEndpoints key = new KeyEndpoints(tenants, paths);
    get(routes, "/admin/tenants/{tenant}/keys", key::list);
    post(routes, "/admin/tenants/{tenant}/keys", key::create);
    get(routes, "/admin/keys", key::listAdmins);
    post(routes, "/admin/keys", key::createAdmin);
    delete(routes, "/admin/keys/{id}", key::revoke);

    get(routes, "/admin/stores", stores::list);
    get(routes, "/admin/nodes", nodes::list);

    WalletEndpoints wallet = new WalletEndpoints(wallets, paths);
    get(routes, WALLET, wallet::show);
    post(routes, WALLET + "/top-ups", wallet::topUp);
    post(routes, WALLET + "/withdrawals", wallet::withdraw);

    get(routes, "/admin/unsettled-payments", payments::list);
    post(routes, "/admin/unsettled-payments/{id}", payments::settle);

    JobEndpoints job = new JobEndpoints(jobs, paths);
    get(routes, "/admin/jobs", job::list);
    post(routes, "/admin/jobs/{id}/retry", job::retry);
    delete(routes, "/admin/jobs/{id}", job::delete);

    OrderEndpoints order = new OrderEndpoints(orders, found);
    get(routes, "/admin/orders/{id}", order::findAnywhere);
    get(routes, ORDER, order::get);
    get(routes, ORDER + "/timeline", order::timeline);
    get(routes, ORDER + "/attempts", order::attempts);
    post(routes, ORDER + "/resume", order::resume);
    post(routes, ORDER + "/cancel", order::cancel);
    post(routes, ORDER + "/resolve", new ResolveOrder(orders, found)::handle);

    StrayEndpoints stray = new StrayEndpoints(orders, found);
    get(routes, "/admin/stray-purchases", stray::list);
    post(routes, ORDER + "/stray-purchases/{attempt}", stray::settle);

    RecoveryEndpoints lost = new RecoveryEndpoints(recovery, orders);
    get(routes, "/admin/recovery", lost::get);
    post(routes, "/admin/recovery/release", lost::release);

    CaseEndpoints support = new CaseEndpoints(orders, cases, found);
    get(routes, ORDER + "/case", support::get);
    post(routes, ORDER + "/case", support::answer);

    ReturnEndpoints back = new ReturnEndpoints(aftersales, paths);
    get(routes, "/admin/tenants/{tenant}/returns", back::list);
    post(routes, "/admin/tenants/{tenant}/returns/{id}", back::decide);

    MailEndpoints mail = new MailEndpoints(mails, paths);
    get(routes, "/admin/tenants/{tenant}/mails", mail::list);
    get(routes, "/admin/tenants/{tenant}/mails/{id}", mail::get);
    get(routes, "/admin/tenants/{tenant}/mail-refusals", mail::refusals);
    delete(routes, "/admin/tenants/{tenant}/mail-refusals/{address}", mail::accept);
  }

  private void get(Routes routes, String path, Endpoint endpoint) {
    routes.get(path).open(operators.only(endpoint));
  }

  private void post(Routes routes, String path, Endpoint endpoint) {
    routes.post(path).retry(NEVER).open(operators.only(endpoint));
  }

  private void put(Routes routes, String path, Endpoint endpoint) {
    routes.put(path).open(operators.only(endpoint));
  }

  private void delete(Routes routes, String path, Endpoint endpoint) {
    routes.delete(path).open(operators.only(endpoint));
  }

  @Override
  public boolean owns(String path) {
    return path.equals("/admin") || path.startsWith("/admin/");
  }

  @Override
  public Reply failed(ApiRequest request, RuntimeException problem) {
    return problem instanceof AdminProblem refused
        ? OperatorCheck.error(refused.status(), refused.text())
        : OperatorCheck.failed(problem);
  }

  @Override
  public Reply notFound(ApiRequest request) {
    return OperatorCheck.error(404, "There is no " + request.path() + " here.");
  }

  @Override
  public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
    return OperatorCheck.error(405, request.path() + " takes " + String.join(", ", allowed) + ".")
        .with("Allow", String.join(", ", allowed));
  }
}
