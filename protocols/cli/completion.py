from protocols.console.completion import completion_command

completion = completion_command("protocols")
