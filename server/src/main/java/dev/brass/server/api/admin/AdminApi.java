package dev.brass.server.api.admin;

import dev.brass.server.api.Api;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.server.api.ops.OperatorCheck;
import dev.brass.server.connect.StoreReach;
import dev.brass.server.connect.Stores;
import dev.brass.server.errand.Errands;
import dev.brass.server.job.Jobs;
import dev.brass.server.mail.Mails;
import dev.brass.server.node.NodeSettings;
import dev.brass.server.order.Orders;
import dev.brass.server.payment.UnsettledPayments;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.support.Cases;
import dev.brass.server.tenant.TenantLimits;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Wallets;
import java.time.InstantSource;
import java.util.Set;

/// The operators' table of contents. Every endpoint needs the admin key; errors are `{"error":
/// "what is wrong and what to do"}`; lists are pages of at most [Page#LARGEST] with `next`, which
/// is the `after` of the next page and null on the last.
public final class AdminApi implements Api {

  private static final String ORDER = "/admin/tenants/{tenant}/orders/{id}";

  private static final String WALLET = "/admin/tenants/{tenant}/wallet";

  private final OperatorCheck operators;
  private final Tenants tenants;
  private final Jobs jobs;
  private final Orders orders;
  private final Recovery recovery;
  private final Wallets wallets;
  private final Errands errands;
  private final Cases cases;
  private final Mails mails;
  private final StoreEndpoints stores;
  private final NodeEndpoints nodes;
  private final PaymentEndpoints payments;
  private final TenantLimits limits;

  /// The API.
  ///
  /// @param clock the system's
  public AdminApi(
      OperatorCheck operators,
      Tenants tenants,
      Jobs jobs,
      Orders orders,
      Recovery recovery,
      Wallets wallets,
      Errands errands,
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
    this.errands = errands;
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
    add(routes, "GET", "/admin/tenants", tenant::list);
    add(routes, "POST", "/admin/tenants", tenant::create);
    add(routes, "PUT", "/admin/tenants/{tenant}/email", tenant::setEmail);

    LimitEndpoints limit = new LimitEndpoints(limits, paths);
    add(routes, "GET", "/admin/tenants/{tenant}/limits", limit::get);
    add(routes, "PUT", "/admin/tenants/{tenant}/limits", limit::put);

    KeyEndpoints key = new KeyEndpoints(tenants, paths);
    add(routes, "GET", "/admin/tenants/{tenant}/keys", key::list);
    add(routes, "POST", "/admin/tenants/{tenant}/keys", key::create);
    add(routes, "GET", "/admin/keys", key::listAdmins);
    add(routes, "POST", "/admin/keys", key::createAdmin);
    add(routes, "DELETE", "/admin/keys/{id}", key::revoke);

    add(routes, "GET", "/admin/stores", stores::list);
    add(routes, "GET", "/admin/nodes", nodes::list);

    WalletEndpoints wallet = new WalletEndpoints(wallets, paths);
    add(routes, "GET", WALLET, wallet::show);
    add(routes, "POST", WALLET + "/top-ups", wallet::topUp);
    add(routes, "POST", WALLET + "/withdrawals", wallet::withdraw);

    add(routes, "GET", "/admin/unsettled-payments", payments::list);
    add(routes, "POST", "/admin/unsettled-payments/{id}", payments::settle);

    JobEndpoints job = new JobEndpoints(jobs, paths);
    add(routes, "GET", "/admin/jobs", job::list);
    add(routes, "POST", "/admin/jobs/{id}/retry", job::retry);
    add(routes, "DELETE", "/admin/jobs/{id}", job::delete);

    OrderEndpoints order = new OrderEndpoints(orders, found);
    add(routes, "GET", "/admin/orders/{id}", order::findAnywhere);
    add(routes, "GET", ORDER, order::get);
    add(routes, "GET", ORDER + "/timeline", order::timeline);
    add(routes, "GET", ORDER + "/attempts", order::attempts);
    add(routes, "POST", ORDER + "/resume", order::resume);
    add(routes, "POST", ORDER + "/cancel", order::cancel);
    add(routes, "POST", ORDER + "/resolve", new ResolveOrder(orders, found)::handle);

    StrayEndpoints stray = new StrayEndpoints(orders, found);
    add(routes, "GET", "/admin/stray-purchases", stray::list);
    add(routes, "POST", ORDER + "/stray-purchases/{attempt}", stray::settle);

    RecoveryEndpoints lost = new RecoveryEndpoints(recovery, orders);
    add(routes, "GET", "/admin/recovery", lost::get);
    add(routes, "POST", "/admin/recovery/release", lost::release);

    CaseEndpoints support = new CaseEndpoints(orders, cases, found);
    add(routes, "GET", ORDER + "/case", support::get);
    add(routes, "POST", ORDER + "/case", support::answer);

    ReturnEndpoints back = new ReturnEndpoints(errands, paths);
    add(routes, "GET", "/admin/tenants/{tenant}/returns", back::list);
    add(routes, "POST", "/admin/tenants/{tenant}/returns/{id}", back::decide);

    MailEndpoints mail = new MailEndpoints(mails, paths);
    add(routes, "GET", "/admin/tenants/{tenant}/mails", mail::list);
    add(routes, "GET", "/admin/tenants/{tenant}/mails/{id}", mail::get);
    add(routes, "GET", "/admin/tenants/{tenant}/mail-refusals", mail::refusals);
    add(routes, "DELETE", "/admin/tenants/{tenant}/mail-refusals/{address}", mail::accept);
  }

  private void add(Routes routes, String method, String path, Endpoint endpoint) {
    routes.add(method, path, operators.only(endpoint));
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
