using Carousel.Jobs.Options;

namespace Carousel.Server.Hosting;

/// <summary>What <c>carousel serve</c> takes.</summary>
internal sealed record ServeOptions : DeclaredOptions
{
    [Option(
        "The folder with the models: files NAME.safetensors, or folders NAME with a file model.safetensors, as "
        + "--out writes them. It is watched: a new file of the same name takes the place of the old one.",
        IsArgument = true, IsNeeded = true, Value = "MODELS")]
    public string Folder { get; init; } = "";

    [OptionGroup("Doors")]
    [Option("The port, 0 for a free one. Default 8080.", Least = 0, Most = 65_535, Range = "", Default = "")]
    public int Port { get; init; } = 8080;

    [Option("Where to listen. Default 127.0.0.1, this machine alone.", Value = "IP", Default = "")]
    public string Address { get; init; } = "127.0.0.1";

    [Option(
        "A name by which the server goes on this machine beside localhost, such as that of a proxy before it. May be "
        + "given again.", Value = "NAME", IsVerbatim = true)]
    public IReadOnlyList<string> Host { get; init; } = [];

    [Option(
        "A site whose pages may ask, such as https://example.com. May be given again.", Value = "URL",
        IsVerbatim = true)]
    public IReadOnlyList<string> Origin { get; init; } = [];

    [Option(
        "Speak HTTPS with this certificate, a .pfx or .pem file. Default: what the environment variables "
        + "Kestrel__Certificates__Default__Path, __KeyPath and __Password say.", Value = "FILE")]
    public string? Certificate { get; init; }

    [Option("The private key of a .pem certificate, where it is a file of its own.", Value = "FILE")]
    public string? CertificateKey { get; init; }

    [Option(
        "Connections at once; more are closed. Default 10000.", Least = 1, Most = int.MaxValue, Range = "",
        Default = "")]
    public int MostConnections { get; init; } = 10_000;

    [OptionGroup("Keys")]
    [Option(
        "Make a key, print it once, and end. From then on every request needs a key; a running server asks for it "
        + "within seconds.", Value = "NAME")]
    public string? AddKey { get; init; }

    [Option("Models that the new key may use. Default: all.", Name = "models", Value = "A,B")]
    public IReadOnlyList<string> KeyModels { get; init; } = [];

    [Option("Steps a second that the new key may take. Default: no limit.", Least = 1)]
    public int? StepsPerSecond { get; init; }

    [Option("Sessions that the new key may have open. Default: no limit.", Least = 1)]
    public int? MostSessions { get; init; }

    [Option("The new key may also see what the server counts of all callers.")]
    public bool Administer { get; init; }

    [Option("List the keys by name, and end.")]
    public bool Keys { get; init; }

    [Option("Remove a key, and end; a running server closes to it within seconds.", Value = "NAME")]
    public string? RemoveKey { get; init; }

    [OptionGroup("Sessions")]
    [Option(
        "Where sessions are kept: a file of SQLite, or a connection string of PostgreSQL. Default: sessions.db in "
        + "MODELS.", Value = "FILE|\"Host=…\"")]
    public string? Store { get; init; }

    [Option(
        "Read all of the store, compare it with its checksums, print what is damaged, and end: with 2 if anything is. "
        + "No server may use the store meanwhile.")]
    public bool Check { get; init; }

    [Option(
        "Share the sessions of a store in PostgreSQL with other servers, which reach this one there, such as "
        + "http://10.0.0.5:8080. Port 0 is that on which it listens.", Value = "URL")]
    public string? Replica { get; init; }

    [Option(
        "Take steps from the queues of a broker, RabbitMQ, as well: amqp://user:password@host:5672/vhost. Needs "
        + "--replica.", Value = "URL")]
    public string? Broker { get; init; }

    [Option(
        "Answer before the disk has the steps: faster; a crash of the machine, not of the server, loses the last "
        + "ones.")]
    public bool Volatile { get; init; }

    [Option(
        "States in memory before those not used for longest leave it for the store. Default 2000000.", Least = 1,
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
        "A session goes over to a new version of its model at its next step, with its state, where both have the same "
        + "layers. Without it, it ends on the version that it began on.")]
    public bool MoveSessions { get; init; }

    [OptionGroup("Seen from outside")]
    [Option(
        "Send metrics and traces there by OpenTelemetry, such as http://localhost:4317. Default: what the environment "
        + "variable OTEL_EXPORTER_OTLP_ENDPOINT says, else nowhere.", Value = "URL")]
    public string? Otlp { get; init; }
}
