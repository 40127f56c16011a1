"""A client of the classic API as public scripts have it: urllib.request, base64 and json."""
import base64
import json
import os
import time
import urllib.error
import urllib.request
import uuid

URL = os.environ["BRASS_URL"]
TOKEN = os.environ["BRASS_CLIENT_TOKEN"]


class Answer:
    """What came back: the status, the headers, the body as bytes and decoded."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body
        self.json = json.loads(body) if body else None

    def get(self, name):
        return self.json.get(name)


def basic(token=TOKEN, password=""):
    pair = f"{token}:{password}".encode("utf-8")
    return "Basic " + base64.b64encode(pair).decode("ascii")


def zinc(path, body=None, headers=None, opener=urllib.request.urlopen):
    """Sends a request: a POST when it has a body, which goes as JSON under the content type of a form, as urllib has it."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode("utf-8")
    request = urllib.request.Request(URL + path, data=data, headers={"Authorization": basic(), **(headers or {})})
    try:
        with opener(request, timeout=60) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


def order(**more):
    """The order of the documents, with what is given in place of its own."""
    return {
        "retailer": "amazon",
        "products": [
            {"product_id": "0923568964", "quantity": 1, "variants": [{"dimension": "color", "value": "Red"}]}
        ],
        "max_price": 2300,
        "shipping_address": dict(ADDRESS),
        "is_gift": True,
        "gift_message": "Here is your package, Tim! Enjoy!",
        "shipping": {"order_by": "price", "max_days": 5, "max_price": 1000},
        "payment_method": {
            "name_on_card": "Ben Bitdiddle",
            "number": "5555555555554444",
            "security_code": "123",
            "expiration_month": 1,
            "expiration_year": 2031,
            "use_gift": False,
        },
        "billing_address": dict(ADDRESS),
        "retailer_credentials": {"email": "timbeaver@gmail.com", "password": "myRetailerPassword"},
        **more,
    }


ADDRESS = {
    "first_name": "Tim",
    "last_name": "Beaver",
    "address_line1": "77 Massachusetts Avenue",
    "address_line2": "",
    "zip_code": "02139",
    "city": "Cambridge",
    "state": "MA",
    "country": "US",
    "phone_number": "5551230101",
}


def key():
    """A key that nobody has had."""
    return str(uuid.uuid4())


def request_id(answer):
    assert answer.status == 200, answer.body
    return answer.json["request_id"]


def until(ask, fits, what):
    """Asks until the answer is as wanted."""
    end = time.monotonic() + 60
    while True:
        answer = ask()
        if fits(answer):
            return answer
        assert time.monotonic() < end, f"{what} did not get there: {getattr(answer, 'body', answer)}"
        time.sleep(0.02)


def done(path):
    """Looks again and again until a request is done, as the documents say."""
    return until(lambda: zinc(path), lambda answer: answer.json.get("code") != "request_processing", path)


def placed(body):
    """Places an order and waits until it is bought."""
    found = request_id(zinc("/v1/orders", body))
    answer = done("/v1/orders/" + found)
    assert answer.get("_type") == "order_response", answer.body
    return found


def advance(duration):
    """Moves the time of the tenant's sandbox."""
    assert zinc("/sandbox/clock", {"advance": duration}).status == 200
