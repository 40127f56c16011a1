package dev.brass.server.api.v2;

import dev.brass.server.api.Api.Routes;
import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.card.CardPayments;
import dev.brass.server.card.CardProcessors;
import dev.brass.server.connect.Stores;
import dev.brass.server.errand.Errands;
import dev.brass.server.intake.OrderIntake;
import dev.brass.server.mail.Mails;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.webhook.Webhooks;

/// The current API's table of contents. It owns every path that no other API has.
public final class V2Api extends V2Part {

  private final V2Caller callers;
  private final Orders orders;
  private final Errands errands;
  private final Stores stores;
  private final Webhooks webhooks;
  private final Tenants tenants;
  private final Wallets wallets;
  private final Mails mails;
  private final OrderIntake intake;
  private final CardProcessors processors;
  private final CardPayments cards;
  private final PublicAddress address;

  public V2Api(
      Tenants tenants,
      Orders orders,
      Errands errands,
      Stores stores,
      Webhooks webhooks,
      Wallets wallets,
      Mails mails,
      OrderIntake intake,
      CardProcessors processors,
      CardPayments cards,
      PublicAddress address) {
    this.callers = new V2Caller(tenants);
    this.orders = orders;
    this.errands = errands;
    this.stores = stores;
    this.webhooks = webhooks;
    this.tenants = tenants;
    this.wallets = wallets;
    this.mails = mails;
    this.intake = intake;
    this.processors = processors;
    this.cards = cards;
    this.address = address;
  }

  @Override
  public void routes(Routes routes) {
    OrderAnswers answers = new OrderAnswers(orders, errands, mails, cards, json);
    routes.add(
        "POST",
        "/orders",
        callers.known(
            new CreateOrder(
                orders,
                intake,
                answers,
                new CardOrders(
                    orders, processors, cards, answers, wallets.settings(), address, json),
                json)));
    routes.add("GET", "/orders", callers.known(new ListOrders(orders, answers, json)));
    routes.add("GET", "/orders/export", callers.known(new ExportOrders(orders, json)));
    routes.add("GET", "/orders/test-products", callers.known(new ListTestProducts(json)));
    routes.add("GET", "/orders/{order_id}", callers.known(new GetOrder(orders, answers, json)));
    routes.add("GET", "/orders/{order_id}/timeline", callers.known(new GetTimeline(orders, json)));
    routes.add("POST", "/orders/{order_id}/cancel", callers.known(new CancelOrder(orders)));
    routes.add("GET", "/wallet/me", callers.known(new GetWallet(tenants, wallets, json)));
    routes.add(
        "GET", "/webhooks/endpoint", callers.known(new WebhookEndpoints.Get(webhooks, json)));
    routes.add(
        "PUT", "/webhooks/endpoint", callers.known(new WebhookEndpoints.Put(webhooks, json)));
    routes.add(
        "DELETE", "/webhooks/endpoint", callers.known(new WebhookEndpoints.Delete(webhooks)));
    WebhookRoutes.add(routes, callers, webhooks, json);
    ApiDocument.beside(V2Api.class).serveYaml(routes, "/openapi/v2.yaml");
  }

  @Override
  public boolean owns(String path) {
    return true;
  }
}
