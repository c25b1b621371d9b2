"""The demo's workspace file: two senders, a bin, and two places to deliver to."""

from typing import Final

WORKSPACE: Final = """\
# The demo's workspace: what happens to events. What they mean is in plans/ecommerce.yaml.
workspace: demo
data: ./data
sources:
  shop:                          # sends through the generated, typed client
    write_key: demo-shop
    plan: plans/ecommerce.yaml
    controls:
      track: {unplanned_properties: omit, violations: block}
      identify: {unplanned_traits: omit, violations: omit}
  legacy:                        # sends with the stock segment-analytics-python
    write_key: demo-legacy
    plan: plans/ecommerce.yaml
    controls:
      track:
        unplanned_events: block
        unplanned_properties: omit
        violations: block
        events: {Product Viewed: {violations: omit}}
    transformations:
      - {name: fix the case, if: "event = 'order completed'", rename_event: Order Completed}
      - {name: old order ids, if: "event = 'Order Completed'", rename: {properties.orderId: properties.order_id}}
    forward_violations_to: alerts
    forward_blocked_to: bin
  alerts:                        # gets a `Violation Generated` event per violation
    write_key: demo-alerts
  bin:                           # gets what was blocked
    write_key: demo-bin
destinations:
  events: {type: file, path: ./delivered/events.jsonl, sources: [shop, legacy]}
  alerts: {type: file, path: ./delivered/alerts.jsonl, sources: [alerts, bin]}
  lake:   {type: duckdb, path: ./delivered/lake.duckdb, sources: [shop, legacy]}
"""
