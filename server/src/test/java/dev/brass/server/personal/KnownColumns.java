package dev.brass.server.personal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What every column of the server's tables that can hold a text is: personal and sealed, personal
/// and not sealed yet, or not personal, and why. A new column is added here by whoever adds it to
/// the schema.
public final class KnownColumns {

  /// Not personal, by the reason.
  private static final String NOT_PERSONAL =
      """
      a word of ours, one of a short list
      agent_payment: purpose rail currency
      api_key: kind scope
      bulk_batch: mode state
      bulk_row: status error_type
      card_payment: mode
      case_message: type author currency
      device_code: status
      errand: mode kind standing
      idempotency_key: scope
      job: kind state
      kept_reply: scope
      local_charge: state
      mail: topic state
      managed_account: mode
      operation: status repetition method failure_code
      operation_batch: mode state
      order_attempt: status
      order_event: type
      order_guard: mode
      order_item: status error_type
      orders: mode door state currency
      product_answer: kind outcome
      product_question: kind freshness outcome
      proxy: mode
      shipment: status
      stray_purchase: settlement
      tenant: kind reach
      tenant_limit: name
      usage_call: mode endpoint
      usage_day: mode endpoint
      wallet_balance: mode account currency
      wallet_purchase: mode currency
      wallet_transfer: mode debit credit currency kind
      webhook_delivery: outcome
      webhook_endpoint: mode
      webhook_message: mode event
      webhook_waiting: mode

      an id that a program made
      agent_payment: challenge proof
      local_charge: challenge
      local_refund: key challenge
      managed_account: short_id
      order_account: short_id
      merchant_order: id
      node: name session
      node_settings: session name
      shipment: merchant_order_id parcel
      stripe_profile: customer connected_account

      an id that a client's program chose, by which it finds what it sent
      agent_payment: idempotency_key
      card_payment: idempotency_key
      case_message: idempotency_key
      errand: idempotency_key
      idempotency_key: key
      kept_reply: key
      operation: reference depends_on
      operation_batch: idempotency_key
      wallet_transfer: idempotency_key

      the name of a store or a platform
      errand: store
      job: store
      managed_account: store
      merchant_order: store
      orders: store
      product_answer: store
      product_question: store
      proxy: store
      recovery_release: store
      store_pace: store
      store_record: store
      store_slot: store
      store_trouble: store
      stray_purchase: store
      usage_call: retailer

      products, and what is asked about them
      product_answer: subject body
      product_question: subject body
      usage_call: query product_id

      a key or a hash of one
      agent_payment: credential_hash
      api_key: hash ending
      data_key: wrapped
      device_code: hash user_code
      installation: attempt_key
      payment_secret: secret
      sandbox: claim_hash
      search_key: sealed

      settings, and what an operator says of the installation
      node_settings: salt settings
      recovery: reason
      store_trouble: why

      where what came stands, in our words and numbers
      agent_payment: state given_up_why
      card_payment: terms quote state given_up_why
      operation: failure_message

      the headings of a table, not what is under them
      bulk_batch: headings

      an address within an API
      operation: path

      the address of this server, as a client reached it
      operation_batch: sent_to

      the address of a receiver's program, without what it hides
      webhook_message: target
      webhook_delivery: target note

      what a client attached to find its order by, which is searched: not for personal data, as SECURITY.md says
      orders: metadata

      parcels: numbers and stations of their way, by which orders are found
      shipment: data

      sealed by the vault for other reasons
      agent_payment: private
      card_payment: request
      errand: private
      managed_account: sealed
      operation: call
      order_account: sealed
      order_attempt: handle
      order_card: card
      order_request: private
      proxy: sealed_url
      webhook_endpoint: sealed_url sealed_secret sealed_old_secret
      webhook_message: sealed_target
      mail: unsubscribe
      """;

  /// Personal, and in clear: what is still to be done.
  private static final String OPEN =
      """
      jobs of one log-in are told apart by its e-mail address; they and their names go with the order's last job
      bundle_queue: queue
      job: lane
      job_lane: lane

      what a handler failed with may quote an answer, which is redacted; it goes with the job
      job: error payload

      the log-ins of clients with a proxy of their own, by which it is found; a client has few of them
      proxy: email

      why an account is paused, in a word of ours or of a store
      managed_account: pause_reason

      addresses that want no mails, compared as they are
      mail_refusal: address

      the customers of the installation, a handful of companies
      tenant: name email
      api_key: name
      device_code: name source
      card_payment: account
      bulk_batch: filename source

      hashes of whole requests, without a key: who guesses all of one sees that it is right
      agent_payment: request_hash
      bulk_row: row_key meaning
      card_payment: request_hash
      idempotency_key: body_hash
      operation_batch: fingerprint
      order_guard: fingerprint

      who of the operator's people did what, and why
      agent_payment: settled_by settlement_note
      card_payment: settled_by settlement_note
      order_verified: verified_by
      recovery: ended_by note
      recovery_release: released_by note
      stray_purchase: settled_by note
      wallet_transfer: note

      a reason in a client's or a store's words, one line
      order_item: cancellation_reason
      """;

  private KnownColumns() {}

  /// Every known column, as `table.column`, with what it is.
  static Map<String, String> all() {
    Map<String, String> all = new HashMap<>();
    for (PersonalColumn column : PersonalColumn.values()) {
      put(all, column.table() + "." + column.column(), "sealed");
      column
          .replaced()
          .forEach(replaced -> put(all, column.table() + "." + replaced, "null once it is sealed"));
    }
    read(NOT_PERSONAL).forEach((column, why) -> put(all, column, why));
    read(OPEN).forEach((column, why) -> put(all, column, why));
    return all;
  }

  /// The columns in which personal data may still be found, by their tables.
  public static Map<String, List<String>> open() {
    Map<String, List<String>> open = new HashMap<>();
    read(OPEN)
        .keySet()
        .forEach(
            name -> {
              int dot = name.indexOf('.');
              open.computeIfAbsent(name.substring(0, dot), _ -> new ArrayList<>())
                  .add(name.substring(dot + 1));
            });
    return open;
  }

  private static void put(Map<String, String> all, String column, String what) {
    if (all.put(column, what) != null) {
      throw new AssertionError(column + " is told of twice");
    }
  }

  private static Map<String, String> read(String text) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String block : text.split("\n\n", -1)) {
      List<String> lines = block.lines().toList();
      for (String line : lines.subList(1, lines.size())) {
        int colon = line.indexOf(": ");
        for (String column : line.substring(colon + 2).split(" ", -1)) {
          columns.put(line.substring(0, colon) + "." + column, lines.getFirst());
        }
      }
    }
    return columns;
  }
}
