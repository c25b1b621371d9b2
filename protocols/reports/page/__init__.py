"""The report as one HTML file: a view that decides, a template that prints."""

from protocols.reports.page.render import to_html

__all__ = ["to_html"]
