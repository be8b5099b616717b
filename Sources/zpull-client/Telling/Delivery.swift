import Glibc
import System

/// Where messages go.
enum Channel: String, Encodable, Sendable { case mail, webhook, ping }

/// A message on its way, by a program that works at it meanwhile.
struct Delivery {
    let channel: Channel
    private let program: String
    private let errand: Result<Errand, DeliveryError>

    /// How long a program may take, from its start to its end.
    static let limit = Duration.seconds(30)

    static func mail(_ mail: Mail, by notify: Notify) -> Delivery {
        Delivery(.mail, notify.sendmail, ["-i", "-t"], input: mail.message)
    }

    /// - Parameter body: JSON.
    static func webhook(_ webhook: Notify.Webhook, _ body: String, by notify: Notify) -> Delivery {
        var request = WebRequest(address: webhook.address, type: "application/json", body: body)
        do throws(SecretFileError) {
            if let file = webhook.secretFile { request.token = try SecretFile.token(of: file) }
        } catch { return Delivery(channel: .webhook, program: notify.curl, errand: .failure(.secret(error))) }
        return Delivery(.webhook, notify.curl, WebRequest.arguments, input: Array(request.configuration.utf8))
    }

    static func ping(
        _ address: WebAddress, _ body: String, by notify: Notify, within limit: Duration = limit
    ) -> Delivery {
        let request = WebRequest(address: address, type: "text/plain; charset=UTF-8", body: body)
        return Delivery(
            .ping, notify.curl, WebRequest.arguments, input: Array(request.configuration.utf8), within: limit)
    }

    /// Waits for its end.
    ///
    /// - Parameter cancellation: a descriptor that ends it by becoming readable.
    /// - Returns: why it did not arrive; `nil` when it was taken.
    func problem(unless cancellation: Int32? = nil) -> DeliveryError? {
        do throws(DeliveryError) {
            let report = try errand.get().finished(by: program, unless: cancellation)
            return report.ending.isSuccess ? nil : .failed(program, report)
        } catch { return error }
    }
}

extension Delivery {
    private init(
        _ channel: Channel, _ program: String, _ arguments: [String], input: [UInt8], within limit: Duration = limit
    ) {
        do throws(SystemError) {
            let errand = try Errand(program, arguments, input: input, by: .now + limit)
            self.init(channel: channel, program: program, errand: .success(errand))
        } catch { self.init(channel: channel, program: program, errand: .failure(.notRun(program, error))) }
    }
}

extension Errand {
    fileprivate func finished(by program: String, unless cancellation: Int32?) throws(DeliveryError) -> Report {
        do {
            return try finish(unless: cancellation)
        } catch {
            switch error.number {
            case ETIMEDOUT: throw .late(program)
            case ECANCELED: throw .interrupted
            default: throw .notRun(program, error)
            }
        }
    }
}

/// Why a message did not arrive.
enum DeliveryError: Error, Equatable, CustomStringConvertible {
    case secret(SecretFileError)
    case notRun(String, SystemError)
    /// The program ended, and not well.
    case failed(String, Errand.Report)
    case late(String)
    case interrupted

    var description: String {
        switch self {
        case .secret(let error): error.description
        case .notRun(let program, let error):
            "cannot run \(program): \(error.reason); install it, or name another under `notify` in the configuration"
        case .failed(let program, let report):
            "\(program) failed (\(report.ending))\(report.said.isEmpty ? "" : ": \(report.said.printableParagraph)")"
        case .late(let program): "\(program) was not done in time, and was killed"
        case .interrupted: "given up, as a signal came"
        }
    }
}
