"""A customer of the classic API who writes Python, with its standard library alone: python3 suite.py, with BRASS_URL
and BRASS_CLIENT_TOKEN set. Prints TAP."""
import base64
import concurrent.futures
import decimal
import gzip
import http.client
import json
import traceback
import urllib.parse
import urllib.request

from receiver import Receiver
from zinc import ADDRESS, TOKEN, URL, advance, basic, done, key, order, placed, request_id, until, zinc

TESTS = []
HOOKS = Receiver()
HOST = urllib.parse.urlsplit(URL).netloc


def test(function):
    TESTS.append(function)
    return function


def same(expected, actual, what=""):
    assert expected == actual, f"expected {expected!r} but was {actual!r} {what}"


@test
def an_order_is_placed_told_of_shipped_and_delivered():
    run = key()
    body = order(
        idempotency_key=run,
        max_price=str(decimal.Decimal("23.00") * 100).split(".")[0],
        gift_message="Für Zoë 🎁\nmit Grüßen",
        webhooks={
            "request_succeeded": HOOKS.url(f"/{run}/success?token=s3cr3t", "zinc:pass@"),
            "request_failed": HOOKS.url(f"/{run}/failed"),
            "tracking_obtained": [HOOKS.url(f"/{run}/tracking")],
        },
        client_notes={"our_internal_order_id": "abc123", "any_other_field": ["any value", None, 1.5]},
    )
    found = request_id(zinc("/v1/orders", body))
    bought = done("/v1/orders/" + found)
    same("order_response", bought.get("_type"), bought.body)
    same(1999, bought.json["price_components"]["total"])
    # json.dumps wrote the emoji as a pair of escapes, and it is one character again.
    same(body["gift_message"], bought.json["request"]["gift_message"])
    same(body["client_notes"], bought.json["request"]["client_notes"])
    same("2300", bought.json["request"]["max_price"])
    hook, = HOOKS.received(f"/{run}/success?token=s3cr3t")
    same(bought.json, hook["json"])
    same(basic("zinc", "pass"), hook["authorization"])

    advance("P3D")
    delivered = until(
        lambda: zinc("/v1/orders/" + found),
        lambda answer: [parcel["delivery_status"] for parcel in answer.json["tracking"]] == ["Delivered"],
        "the parcel",
    )
    tracked = HOOKS.received(f"/{run}/tracking")[0]["json"]
    same(delivered.json["tracking"][0]["tracking_number"], tracked["tracking"][0]["tracking_number"])


@test
def none_is_the_same_as_leaving_out():
    optional = (
        "gift_message is_gift max_price webhooks client_notes promo_codes ignore_invalid_promo_code po_number bundled"
        " shipping_method require_gift amazon_day fail_if_taxed max_delivery_days take_buybox_offers addax"
        " idempotency_key"
    )
    body = order(**dict.fromkeys(optional.split()))
    body["products"] = [
        {"product_id": "B07JGBW826", "quantity": 1, "variants": None, "seller_selection_criteria": None}
    ]
    body["shipping"] = {"order_by": None, "max_days": None, "max_price": None}
    body["payment_method"].update(is_virtual_card=None, reuse=None)
    body["retailer_credentials"].update(totp_2fa_key=None, verification_code=None)
    placed(body)


@test
def the_token_is_known_however_python_writes_it():
    found = request_id(zinc("/v1/orders", order(idempotency_key=key())))
    pair = (TOKEN + ":").encode()
    headers = {
        "b64encode": "Basic " + base64.b64encode(pair).decode(),
        "encodebytes without its line breaks": "Basic %s" % base64.encodebytes(pair).decode().replace("\n", ""),
        "the token alone": "Basic " + base64.b64encode(TOKEN.encode()).decode(),
        "without padding": "Basic " + base64.b64encode(pair).decode().rstrip("="),
        "as password": basic("", TOKEN),
        "a line that was read": basic(TOKEN + "\n"),
    }
    for how, header in headers.items():
        same(200, zinc("/v1/orders/" + found, headers={"Authorization": header}).status, how)
    # Bytes in a text of Python 3 have a b and quotes around them.
    wrong = zinc("/v1/orders/" + found, headers={"Authorization": "Basic {}".format(base64.b64encode(pair))})
    same((401, "invalid_client_token"), (wrong.status, wrong.get("code")))
    assert "not Base64" in wrong.get("message"), wrong.body


@test
def a_handler_that_waits_to_be_asked_orders_once():
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, URL, TOKEN, "")
    seen = []

    class Handler(urllib.request.HTTPBasicAuthHandler):
        def http_error_401(self, *arguments):
            seen.append(arguments[4]["www-authenticate"])
            return super().http_error_401(*arguments)

    opener = urllib.request.build_opener(Handler(passwords))
    body = json.dumps(order(idempotency_key=key()))
    request = urllib.request.Request(URL + "/v1/orders", data=body.encode())
    with opener.open(request, timeout=60) as response:
        found = json.load(response)["request_id"]
        same(None, response.headers["Idempotent-Replayed"])
    same(1, len(seen))
    assert seen[0].startswith("Basic realm="), seen
    same("order_response", done("/v1/orders/" + found).get("_type"))


@test
def a_key_makes_one_order_of_many_threads_and_of_every_way_to_send_it():
    body = json.dumps(order(idempotency_key=key())).encode()
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: zinc("/v1/orders", body), range(8)))
    found, = {request_id(answer) for answer in answers}
    same(7, len([answer for answer in answers if answer.headers["Idempotent-Replayed"] == "true"]))

    ways = {
        "as JSON": {"Content-Type": "application/json"},
        "as text": {"Content-Type": "text/plain;charset=utf-8"},
        "of no type that exists": {"Content-Type": "json"},
        "announced": {"Expect": "100-continue"},
        "asking for compression": {"Accept-Encoding": "gzip, deflate, br, zstd"},
        "asking for XML": {"Accept": "application/xml"},
        "from an old browser": {"User-Agent": "Mozilla/5.0 (compatible; MSIE 9.0; Windows Phone OS 7.5)"},
    }
    for how, headers in ways.items():
        answer = zinc("/v1/orders", body, headers)
        same((200, found), (answer.status, answer.get("request_id")), how)
    packed = zinc("/v1/orders", gzip.compress(body), {"Content-Encoding": "gzip"})
    same(found, packed.get("request_id"), "compressed")


@test
def one_connection_carries_requests_of_every_kind():
    connection = http.client.HTTPConnection(HOST, timeout=60)
    headers = {"Authorization": basic()}
    body = json.dumps(order(idempotency_key=key())).encode()

    def ask(method, path, body=None, more=None):
        connection.request(method, path, body, {**headers, **(more or {})}, encode_chunked=True)
        socket = connection.sock
        response = connection.getresponse()
        text = response.read()
        assert connection.sock is socket, f"{method} {path} ended the connection"
        return response, text

    def parts():
        for begin in range(0, len(body), 300):
            yield body[begin : begin + 300]

    found = json.loads(ask("POST", "/v1/orders", body)[1])["request_id"]
    same(found, json.loads(ask("POST", "/v1/orders", parts(), {"Transfer-Encoding": "chunked"})[1])["request_id"])
    same(200, ask("GET", "/v1/orders/" + found)[0].status)
    # Scripts that were made for POST send a body, or say that there is none, with GET too.
    same(200, ask("GET", "/v1/orders/" + found, b"{}", {"Content-Type": "application/json"})[0].status)
    same(200, ask("GET", "/v1/orders?limit=1", None, {"Content-Length": "0"})[0].status)
    head, text = ask("HEAD", "/v1/orders/" + found)
    same((200, b""), (head.status, text))
    same(400, ask("POST", "/v1/orders", b"{'retailer': 'amazon'}")[0].status)
    same(404, ask("GET", "/v1/orders/" + "0" * 32)[0].status)
    same(405, ask("PUT", "/v1/orders/" + found, b"{}")[0].status)
    connection.close()


@test
def an_old_client_is_answered_and_let_go():
    connection = http.client.HTTPConnection(HOST, timeout=60)
    connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"
    body = json.dumps(order(idempotency_key=key())).encode()
    connection.request("POST", "/v1/orders", body, {"Authorization": basic()})
    response = connection.getresponse()
    found = json.loads(response.read())["request_id"]
    assert response.will_close
    same("order_response", done("/v1/orders/" + found).get("_type"))


@test
def what_json_dumps_writes_is_read_as_it_is_meant():
    body = order(idempotency_key=key(), gift_message="Grüße 🎁")
    utf8 = json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8")
    found = request_id(zinc("/v1/orders", utf8))
    same("Grüße 🎁", zinc("/v1/orders/" + found).json["request"]["gift_message"])
    floats = order(max_price=2300.0, shipping={"order_by": "price", "max_days": 5.0, "max_price": 1e3})
    floats["products"][0]["quantity"] = 1.0
    placed(floats)
    # A tuple is a list, True is a quantity of nothing, NaN is no number.
    placed(order(promo_codes=()))
    refused = {
        "products[0].quantity": order(products=({"product_id": "0923568964", "quantity": True},)),
        "max_price": order(max_price=22.99),
        "shipping_address.zip_code": order(shipping_address={**ADDRESS, "zip_code": 2139}),
        "idempotency_key": order(idempotency_key=17),
    }
    for field, wrong in refused.items():
        answer = zinc("/v1/orders", wrong)
        same((400, [field]), (answer.status, [error["field"] for error in answer.json["data"]["errors"]]), answer.body)
    for why, text in {
        "it is a form": urllib.parse.urlencode({"retailer": "amazon", "products": [{"product_id": "0923568964"}]}),
        "there is a character": str(order()),
        "a word without double quotes": json.dumps(order(max_price=float("nan"))),
        "encoded twice": json.dumps(json.dumps(order())),
    }.items():
        answer = zinc("/v1/orders", text.encode())
        same(400, answer.status, why)
        assert why in answer.get("message"), answer.body
    answer = zinc("/v1/orders", json.dumps(order(gift_message="Grüße"), ensure_ascii=False).encode("latin-1"))
    same((400, "invalid_json"), (answer.status, answer.get("code")))


@test
def an_order_that_cannot_be_bought_says_why_and_its_receiver_too():
    run = key()
    failing = {
        "max_price_exceeded": {"max_price": 0},
        "invalid_variant": {"products": [{"product_id": "ERR-invalid_variant", "quantity": 1}], "max_price": None},
        "account_login_failed": {
            "products": [{"product_id": "ERR-account_login_failed", "quantity": 1}],
            "max_price": None,
        },
    }
    for code, more in failing.items():
        body = order(webhooks={"request_failed": HOOKS.url(f"/{run}/{code}"), "request_succeeded": ""}, **more)
        failed = done("/v1/orders/" + request_id(zinc("/v1/orders", body)))
        same(("error", code), (failed.get("_type"), failed.get("code")), failed.body)
        same([failed.json], [hook["json"] for hook in HOOKS.received(f"/{run}/{code}")])


@test
def an_order_that_waits_is_aborted_once():
    found = request_id(zinc("/v1/orders", order(bundled=True)))
    aborted = zinc(f"/v1/orders/{found}/abort", b"", {"Idempotency-Key": '"abort-' + found + '"'})
    same((200, "aborted_request"), (aborted.status, aborted.get("code")))
    again = zinc(f"/v1/orders/{found}/abort", {"idempotency_key": "abort-" + found})
    same((aborted.body, "true"), (again.body, again.headers["idempotent-replayed"]))
    retried = request_id(zinc(f"/v1/orders/{found}/retry", {"payment_method": order()["payment_method"]}))
    advance("PT7H")
    same("order_response", done("/v1/orders/" + retried).get("_type"))


@test
def a_cancellation_that_the_retailer_thinks_about_comes_twice():
    run = key()
    found = placed(order(client_notes={"scenario": {"cancel": "granted_later"}}))
    wish = {
        "webhooks": {
            "request_failed": HOOKS.url(f"/{run}/failed"),
            "request_succeeded": HOOKS.url(f"/{run}/succeeded"),
        }
    }
    path = "/v1/cancellations/" + request_id(zinc(f"/v1/orders/{found}/cancel", wish))
    same("attempting_to_cancel", done(path).get("code"))
    same("attempting_to_cancel", HOOKS.received(f"/{run}/failed")[0]["json"]["code"])
    advance("PT1H")
    decided = until(lambda: zinc(path), lambda answer: answer.get("code") != "attempting_to_cancel", path)
    same("cancellation_response", decided.get("_type"))
    same(decided.json, HOOKS.received(f"/{run}/succeeded")[0]["json"])


@test
def what_was_delivered_goes_back_and_is_tracked():
    found = placed(order())
    advance("P3D")
    wish = {
        "products": [{"product_id": "0923568964", "quantity": 1}],
        "reason_code": "inaccurate website description",
        "method_code": "UPS Dropoff",
        "explanation": "It is blue.",
        "idempotency_key": key(),
    }
    first = zinc(f"/v1/orders/{found}/return", wish)
    again = zinc(f"/v1/orders/{found}/return", wish)
    same(first.body, again.body)
    same([None, "true"], [answer.headers["idempotent-replayed"] for answer in (first, again)])
    returned = done("/v1/returns/" + request_id(first))
    same(("return_response", 1), (returned.get("_type"), len(returned.get("label_urls"))))

    merchant_order = zinc("/v1/orders/" + found).json["merchant_order_ids"][0]["merchant_order_id"]
    log_in = order()["retailer_credentials"]
    tracking = zinc(
        "/v1/trackings",
        {"retailer": "amazon", "merchant_order_id": merchant_order, "retailer_credentials": log_in},
    )
    parcels = done("/v1/trackings/" + request_id(tracking))
    same(["Delivered"], [parcel["delivery_status"] for parcel in parcels.get("tracking")], parcels.body)


@test
def product_data_is_found_by_queries_as_python_builds_them():
    query = urllib.parse.urlencode({"query": "café lamp & shade, 50%", "page": 1, "retailer": "amazon"})
    search = zinc("/v1/search?" + query)
    same("completed", search.get("status"))
    # A query that was put together by hand, of what http.client lets through.
    same("completed", zinc("/v1/search?query=women%shorts|red&page=1&retailer=amazon").get("status"))
    product = search.get("results")[0]
    path = "/v1/products/" + urllib.parse.quote(product["product_id"])
    asynchronous = urllib.parse.urlencode({"retailer": "amazon", "async": True, "max_age": 0})
    details = until(
        lambda: zinc(path + "?" + asynchronous), lambda answer: answer.get("status") != "processing", "the details"
    )
    same((product["title"], product["price"]), (details.get("title"), details.get("price")))
    offers = zinc(path + "/offers?retailer=amazon").get("offers")
    same(True, min(offer["price"] for offer in offers) > 0)
    refused = zinc(path + "?" + urllib.parse.urlencode({"retailer": None}))
    same((400, "invalid_request"), (refused.status, refused.get("code")))
    listed = zinc("/v1/orders?" + urllib.parse.urlencode({"limit": 5, "skip": 0, "retailer": "amazon"}))
    same(5, len(listed.json))
    for answer in (search, details):
        same(None, answer.headers["Content-Encoding"], "nobody asked for compression")


for number, function in enumerate(TESTS, 1):
    name = function.__name__.replace("_", " ")
    try:
        function()
        print(f"ok {number} - {name}")
    except Exception:
        print(f"not ok {number} - {name}")
        print("".join("  " + line for line in traceback.format_exc().splitlines(True)), end="")
