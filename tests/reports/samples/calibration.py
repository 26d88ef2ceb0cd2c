"""A sample of what `mongecarlo calibrate` counts; the numbers are made up."""


def around(share):
    return [max(0.0, share - 0.01), min(1.0, share + 0.01)]


def error(name, judge, verdict, rate, guarantee="exact", standing="within"):
    return {"id": name, "judge": judge, "law": "a coin", "error": verdict, "guarantee": guarantee, "seeds": 2000,
            "count": round(2000 * rate), "rate": rate, "interval": around(rate), "standing": standing, "decided_early": 0.5,
            "mean_replicates": 200.0}


def point(replicates, refuted, **more):
    return {"replicates": replicates, "seeds": 400, "refuted": refuted, "interval": around(refuted), "mean_replicates": 100.0, **more}


def document(_form):
    errors = [error("mean.equal", "mean of bounded records", "refuted", 0.03), error("mean.equal.margin", "mean of bounded records", "supported", 0.02),
              error("median.equal", "median", "refuted", 0.045), error("asymptotic", "mean by the central limit theorem", "refuted", 0.051, "asymptotic", "open"),
              error("wrong", "limit law", "supported", 0.2, standing="exceeds")]
    wealth = [{"id": "wealth.coin", "process": "bets", "law": "a coin", "seeds": 2000, "records": 200,
               "points": [{"u": u, "at_end": 0.3 * u, "at_any_time": 0.7 * u, "interval": around(0.7 * u), "standing": "within"}
                          for u in (0.5, 0.1, 0.01)]}]
    power = [{"id": "mean.6%", "judge": "mean of bounded records", "fault": "1/(3m) for 1/(3(m+1))", "size": 0.0625, "unit": "of the truth",
              "predicted": 1000, "prediction": "resolution", "measured": 950.0, "is_weak": False,
              "points": [point(200, 0.01, predicted=0.02), point(500, 0.5, predicted=0.45), point(1000, 0.995, predicted=0.99)]},
             {"id": "law.1", "judge": "limit law", "fault": "a law that is moved", "size": 0.1, "unit": "of sup |F - G|", "predicted": 500,
              "prediction": "resolution", "is_weak": True, "points": [point(250, 0.3), point(700, 0.8)]}]
    shares = [(0.0, 0.0, 1.0), (0.01, 0.3, 0.2), (0.03, 1.0, 0.0)]
    operating = [{"replicates": 20000, "margin": 0.02, "law": "W_1", "points": [
        {"bias": bias, "seeds": 200, "refuted": refuted, "negligible": 0.0, "supported": supported, "inconclusive": 1 - refuted - supported}
        for bias, refuted, supported in shares]}]
    return {"schema": "mongecarlo/calibration", "schema_version": 1, "seed": "1", "seeds": 2000, "alpha": 0.05, "alpha_of_power": 0.001,
            "false_alarm_rate": 0.001, "tests": 7, "standing": "exceeds", "errors": errors, "wealth": wealth, "power": power,
            "operating": operating, "provenance": {"arguments": ["mongecarlo", "calibrate", "--seeds", "2000", "-o", "elsewhere.json"]}}
