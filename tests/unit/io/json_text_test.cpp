#include "mongecarlo/io/json_text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

using namespace mongecarlo;
using Json = nlohmann::ordered_json;

TEST_SUITE("unit") {
  TEST_CASE("a number that is not finite is a fault that names its place") {
    const Json json{{"claims", {{{"estimate", std::nan("")}}}}};
    CHECK_THROWS_WITH_AS(json_text(json), "result: /claims/0/estimate is not a finite number", std::logic_error);
    CHECK_THROWS_AS(json_text(Json{{"x", HUGE_VAL}}), std::logic_error);
  }

  TEST_CASE("the text reads back as what was written") {
    const Json json{
        {"a", {1.0, 0.1, 1e300, -0.0}}, {"b", Json::array()}, {"c", Json::object()}, {"d", {{{"e", "\"\n"}}}}};
    CHECK(Json::parse(json_text(json)) == json);
  }

  TEST_CASE("lists of scalars take one line") {
    CHECK(json_text(Json{{"rows", {{1, 2}, {3, 4}}}}) == "{\n  \"rows\": [\n    [1,2],\n    [3,4]\n  ]\n}\n");
  }

  TEST_CASE("doubles are written in their shortest round trip") {
    CHECK(json_text(Json(0.1)) == "0.1\n");
    CHECK(Json::parse(json_text(Json(0.1 + 0.2))).get<double>() == 0.1 + 0.2);
  }
}
