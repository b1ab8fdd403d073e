using Carousel.Jobs.Options;

namespace Carousel.Server.Hosting;

/// <summary>What <c>carousel serve</c> takes.</summary>
internal sealed record ServeOptions : DeclaredOptions
{
    [Option(
        "The folder with the models: files NAME.safetensors, or folders NAME with a file model.safetensors, as "
        + "--out writes them. The server watches it: a new file of the same name replaces the old one.",
        IsArgument = true, IsNeeded = true, Value = "MODELS")]
    public string Folder { get; init; } = "";

    [OptionGroup("Network")]
    [Option("The port, 0 for a free one. Default 8080.", Least = 0, Most = 65_535, Range = "", Default = "")]
    public int Port { get; init; } = 8080;

    [Option("IP address to listen on. Default 127.0.0.1, only this machine.", Value = "IP", Default = "")]
    public string Address { get; init; } = "127.0.0.1";

    [Option(
        "Host name of the server in addition to localhost, such as that of a proxy in front of it. May be given "
        + "again.", Value = "NAME", IsVerbatim = true)]
    public IReadOnlyList<string> Host { get; init; } = [];

    [Option(
        "A site whose pages may call the server, such as https://example.com. May be given again.", Value = "URL",
        IsVerbatim = true)]
    public IReadOnlyList<string> Origin { get; init; } = [];

    [Option(
        "Serve HTTPS with this certificate, a .pfx or .pem file. Default: as set by the environment variables "
        + "Kestrel__Certificates__Default__Path, __KeyPath and __Password.", Value = "FILE")]
    public string? Certificate { get; init; }

    [Option("The private key of a .pem certificate, if it is in a separate file.", Value = "FILE")]
    public string? CertificateKey { get; init; }

    [Option(
        "Maximum simultaneous connections; others are closed. Default 10000.", Least = 1, Most = int.MaxValue,
        Range = "", Default = "")]
    public int MostConnections { get; init; } = 10_000;

    [OptionGroup("Keys")]
    [Option(
        "Make a key, print it once, and end. From then on every request needs a key; a running server asks for it "
        + "within seconds.", Value = "NAME")]
    public string? AddKey { get; init; }

    [Option("Models that the new key may use. Default: all.", Name = "models", Value = "A,B")]
    public IReadOnlyList<string> KeyModels { get; init; } = [];

    [Option("Steps per second that the new key may take. Default: no limit.", Least = 1)]
    public int? StepsPerSecond { get; init; }

    [Option("Sessions that the new key may have open. Default: no limit.", Least = 1)]
    public int? MostSessions { get; init; }

    [Option("The new key may also read the server's counts of all callers.")]
    public bool Administer { get; init; }

    [Option("List the keys by name, and end.")]
    public bool Keys { get; init; }

    [Option("Remove a key, and end; a running server rejects it within seconds.", Value = "NAME")]
    public string? RemoveKey { get; init; }

    [OptionGroup("Anomaly detection")]
    [Option(
        "Folder of CSV files from which clients of Azure Anomaly Detector train models of several variables. Default: "
        + "such requests are refused.", Value = "DIR")]
    public string? AnomalyData { get; init; }

    [OptionGroup("Sessions")]
    [Option(
        "Store of the sessions: a SQLite file, or a PostgreSQL connection string. Default: sessions.db in "
        + "MODELS.", Value = "FILE|\"Host=…\"")]
    public string? Store { get; init; }

    [Option(
        "Compare the whole store with its checksums, print what is damaged, and end: with exit code 2 if anything is. "
        + "Stop the servers of the store first.")]
    public bool Check { get; init; }

    [Option(
        "Share the sessions of a store in PostgreSQL with other servers, which reach this one at this address, such "
        + "as http://10.0.0.5:8080. Port 0 means the port on which it listens.", Value = "URL")]
    public string? Replica { get; init; }

    [Option(
        "Also take steps from the queues of a RabbitMQ broker: amqp://user:password@host:5672/vhost. Needs "
        + "--replica.", Value = "URL")]
    public string? Broker { get; init; }

    [Option(
        "Answer before the steps are on disk: faster, but a crash of the machine (not of the server) loses the last "
        + "ones.")]
    public bool Volatile { get; init; }

    [Option(
        "Maximum states in memory; the least recently used are moved to the store. Default 2000000.", Least = 1,
        Most = int.MaxValue, Range = "", Default = "")]
    public int MostAwake { get; init; } = 2_000_000;

    [Option(
        "Seconds without a step after which a state leaves memory. Default 600.", Least = 1, Most = int.MaxValue,
        Range = "", Default = "")]
    public int Idle { get; init; } = 600;

    [Option(
        "Seconds without a step after which a session ends, or none. Default 604800, which is 7 days.",
        Value = "n|none")]
    public string? Expire { get; init; }

    [Option(
        "Move each session with its state to a new version of its model at its next step, if both have the same "
        + "layers. By default a session ends on the version that it started with.")]
    public bool MoveSessions { get; init; }

    [OptionGroup("Monitoring")]
    [Option(
        "Send metrics and traces to this OpenTelemetry endpoint, such as http://localhost:4317. Default: the "
        + "environment variable OTEL_EXPORTER_OTLP_ENDPOINT; if it is not set, nothing is sent.", Value = "URL")]
    public string? Otlp { get; init; }
}
