import Logging

/// The service's log: standard error, one line an event, as journald and containers expect it.
enum Logs {
    static func logger(level: Logger.Level) -> Logger {
        var logger = Logger(label: "bunsen") { label in StreamLogHandler.standardError(label: label) }
        logger.logLevel = level
        return logger
    }
}
