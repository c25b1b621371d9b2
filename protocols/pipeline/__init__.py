"""What happens to a message between HTTP and disk, and between disk and each destination."""
