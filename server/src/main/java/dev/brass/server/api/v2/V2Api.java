package dev.brass.server.api.v2;

import static dev.brass.server.api.Access.BUY;
import static dev.brass.server.api.Access.READ;
import static dev.brass.server.api.Access.SERVE;
import static dev.brass.server.api.Retry.KEYED;
import static dev.brass.server.api.Retry.NEVER;
import static dev.brass.server.api.Retry.SAFE;

import dev.brass.server.aftersales.Aftersales;
import dev.brass.server.api.ApiDocument;
import dev.brass.server.api.Callers;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Routes;
import dev.brass.server.card.CardPayments;
import dev.brass.server.card.CardProcessors;
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
  private final Aftersales aftersales;
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
      Aftersales aftersales,
      Webhooks webhooks,
      Wallets wallets,
      Mails mails,
      OrderIntake intake,
      CardProcessors processors,
      CardPayments cards,
      PublicAddress address) {
    this.callers = new V2Caller(tenants);
    this.orders = orders;
    this.aftersales = aftersales;
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
  public Callers callers() {
    return callers;
  }

  @Override
  public void routes(Routes routes) {
    OrderAnswers answers = new OrderAnswers(orders, aftersales, mails, cards, json);
    CardOrders byCard =
        new CardOrders(orders, processors, cards, answers, wallets.settings(), address, json);
    routes
        .post("/orders")
        .access(BUY)
        .retry(KEYED)
        .to(new CreateOrder(orders, intake, answers, byCard, json));
    routes.get("/orders").access(READ).to(new ListOrders(orders, answers, json));
    routes.get("/orders/export").access(READ).to(new ExportOrders(orders, json));
    routes.get("/orders/test-products").access(READ).to(new ListTestProducts(json));
    routes.get("/orders/{order_id}").access(READ).to(new GetOrder(orders, answers, json));
    routes.get("/orders/{order_id}/timeline").access(READ).to(new GetTimeline(orders, json));
    routes.post("/orders/{order_id}/cancel").access(SERVE).retry(SAFE).to(new CancelOrder(orders));
    routes.get("/wallet/me").access(READ).to(new GetWallet(tenants, wallets, json));

    String endpoint = "/webhooks/endpoint";
    String events = "/webhooks/events";
    String redeliver = "/webhooks/redeliver";
    routes.get(endpoint).access(READ).to(new WebhookEndpoints.Get(webhooks, json));
    routes.put(endpoint).access(BUY).to(new WebhookEndpoints.Put(webhooks, json));
    routes.delete(endpoint).access(BUY).to(new WebhookEndpoints.Delete(webhooks));
    routes
        .post(endpoint + "/rotate-secret")
        .access(BUY)
        .retry(NEVER)
        .to(new RotateSecret(webhooks, json));
    routes
        .post(endpoint + "/resume")
        .access(BUY)
        .retry(SAFE)
        .to(new ResumeEndpoint(webhooks, json));
    routes.get(events).access(READ).to(new ListEvents(webhooks, json));
    routes
        .get(events + "/{event_id}/deliveries")
        .access(READ)
        .to(new ListDeliveries(webhooks, json));
    routes
        .post(events + "/{event_id}/redeliver")
        .access(BUY)
        .retry(SAFE)
        .to(new RedeliverEvent(webhooks, json));
    routes.post(redeliver).access(BUY).retry(SAFE).to(new RedeliverEvents(webhooks, json));
    ApiDocument.beside(V2Api.class).serveYaml(routes, "/openapi/v2.yaml");
  }

  @Override
  public boolean owns(String path) {
    return true;
  }
}
