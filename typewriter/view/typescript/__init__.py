"""The same in TypeScript's words: functions, interfaces, modules."""
