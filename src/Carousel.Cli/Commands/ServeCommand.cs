using System.CommandLine;
using System.Globalization;
using System.Net;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cluster.Stores;
using Carousel.Jobs.Fitting;
using Carousel.Server;
using Carousel.Server.Hosting;
using Microsoft.AspNetCore.Connections;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel serve</c>: models and the states of their sessions behind HTTP and WebSocket.</summary>
internal sealed class ServeCommand : VerbCommand
{
    private const int DefaultPort = 8080, MostPort = 65_535;

    private readonly Argument<string> _folder = new("MODELS")
    {
        Description =
            "The folder with the models: files NAME.safetensors, or folders NAME with a file model.safetensors, as "
            + "--out writes them. It is watched: a new file of the same name takes the place of the old one.",
    };

    private readonly Option<int?> _port = OptionKinds.Whole(
        "--port", "The port, 0 for a free one. Default 8080.");

    private readonly Option<string?> _address = OptionKinds.Text(
        "--address", "IP", "Where to listen. Default 127.0.0.1, this machine alone.");

    private readonly Option<string[]> _hosts = OptionKinds.Texts(
        "--host", "NAME",
        "A name by which the server goes on this machine beside localhost, such as that of a proxy before it. May be "
        + "given again.");

    private readonly Option<string[]> _origins = OptionKinds.Texts(
        "--origin", "URL", "A site whose pages may ask, such as https://example.com. May be given again.");

    private readonly Option<string?> _certificate = OptionKinds.Text(
        "--certificate", "FILE",
        "Speak HTTPS with this certificate, a .pfx or .pem file. Default: what the environment variables "
        + "Kestrel__Certificates__Default__Path, __KeyPath and __Password say.");

    private readonly Option<string?> _certificateKey = OptionKinds.Text(
        "--certificate-key", "FILE", "The private key of a .pem certificate, where it is a file of its own.");

    private readonly Option<int?> _connections = OptionKinds.Whole(
        "--most-connections", "Connections at once; more are closed. Default 10000.");

    private readonly KeyOptionSet _keys = new();

    private readonly Option<string?> _store = OptionKinds.Text(
        "--store", "FILE|\"Host=…\"",
        "Where sessions are kept: a file of SQLite, or a connection string of PostgreSQL. Default: sessions.db in "
        + "MODELS.");

    private readonly Option<bool> _check = OptionKinds.Switch(
        "--check",
        "Read all of the store, compare it with its checksums, print what is damaged, and end: with 2 if anything is. "
        + "No server may use the store meanwhile.");

    private readonly Option<string?> _replica = OptionKinds.Text(
        "--replica", "URL",
        "Share the sessions of a store in PostgreSQL with other servers, which reach this one there, such as "
        + "http://10.0.0.5:8080. Port 0 is that on which it listens.");

    private readonly Option<string?> _broker = OptionKinds.Text(
        "--broker", "URL",
        "Take steps from the queues of a broker, RabbitMQ, as well: amqp://user:password@host:5672/vhost. Needs "
        + "--replica.");

    private readonly Option<bool> _volatile = OptionKinds.Switch(
        "--volatile",
        "Answer before the disk has the steps: faster; a crash of the machine, not of the server, loses the last "
        + "ones.");

    private readonly Option<int?> _awake = OptionKinds.Whole(
        "--most-awake", "States in memory before those not used for longest leave it for the store. Default 2000000.");

    private readonly Option<int?> _idle = OptionKinds.Whole(
        "--idle", "Seconds without a step after which a state leaves memory. Default 600.");

    private readonly Option<string?> _expire = OptionKinds.Text(
        "--expire", "n|none",
        "Seconds without a step after which a session ends, or none. Default 604800, which is 7 days.");

    private readonly Option<string?> _otlp = OptionKinds.Text(
        "--otlp", "URL",
        "Send metrics and traces there by OpenTelemetry, such as http://localhost:4317. Default: what the environment "
        + "variable OTEL_EXPORTER_OTLP_ENDPOINT says, else nowhere.");

    private readonly Option<bool> _move = OptionKinds.Switch(
        "--move-sessions",
        "A session goes over to a new version of its model at its next step, with its state, where both have the same "
            + "layers. Without it, it ends on the version that it began on.");

    /// <inheritdoc/>
    public override string Name => "serve";

    /// <inheritdoc/>
    public override string Summary => "Serve models over HTTP and WebSocket, with sessions that survive a crash.";

    /// <inheritdoc/>
    public override string Example => "carousel serve out/ --port 8080";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_folder];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
    [
        new("Doors", [_port, _address, _hosts, _origins, _certificate, _certificateKey, _connections]),
        _keys.Group,
        new("Sessions", [_store, _check, _replica, _broker, _volatile, _awake, _idle, _expire, _move]),
        new("Seen from outside", [_otlp]),
        Run.Group,
    ];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(
        null, "Threads that step sessions; has no influence on the answers. Default: all processors.");

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        if (!IPAddress.TryParse(result.GetValue(_address) ?? "127.0.0.1", out IPAddress? address))
        {
            throw new UsageException($"--address must be an IP address, but is '{result.GetValue(_address)}'.");
        }

        if (result.GetValue(_broker) is not null && result.GetValue(_replica) is null)
        {
            throw new UsageException(
                "--broker needs --replica URL: each queue is taken by the replica that has its sessions.");
        }

        bool isQuiet = Run.Quiet(result);
        var options = new CarouselServerOptions
        {
            Models = result.GetRequiredValue(_folder),
            Store = result.GetValue(_store),
            Replica = result.GetValue(_replica),
            Broker = result.GetValue(_broker),
            Volatile = result.GetValue(_volatile),
            Threads = Run.Threads(result),
            MostAwake = Within(result, _awake, 1, int.MaxValue, 2_000_000),
            IdleSeconds = Within(result, _idle, 1, int.MaxValue, 600),
            MoveSessions = result.GetValue(_move),
        };
        options.ExpiresAfter = Expiry(result.GetValue(_expire), options.ExpiresAfter);
        options.Hosts = result.GetValue(_hosts) ?? [];
        options.Origins = result.GetValue(_origins) ?? [];
        int port = Within(result, _port, 0, MostPort, DefaultPort);
        var where = new ListeningOptions
        {
            Address = address,
            Port = port,
            Certificate = result.GetValue(_certificate),
            CertificateKey = result.GetValue(_certificateKey),
            MostConnections = Within(result, _connections, 1, int.MaxValue, 10_000),
            Telemetry = Telemetry(result),
        };
        try
        {
            if (_keys.TryChange(result, options, terminal))
            {
                return ExitCode.Done;
            }

            if (result.GetValue(_check))
            {
                return Check(options, terminal, cancellation);
            }

            string? end = await CarouselHost.RunAsync(
                options, where, Listening, Tell, cancellation).ConfigureAwait(false);
            return end is null ? ExitCode.Done : throw new UsageException(end);
        }
        catch (Exception exception) when (exception is StoreException or DirectoryNotFoundException or ServeException)
        {
            throw new UsageException(exception.Message);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new UsageException(
                $"Port {port} of {address} is in use: name another one with --port, or 0 for a free one.");
        }

        // The first line is what other programs wait for.
        void Listening(string url)
        {
            terminal.Out.WriteLine($"listening on {url}");
            terminal.Out.Flush();
        }

        void Tell(string sentence)
        {
            if (!isQuiet)
            {
                // A line of the log begins at its edge: what a name brings along is not taken for one.
                terminal.Error.WriteLine(sentence.ReplaceLineEndings("\n  "));
            }
        }
    }

    private static int Check(CarouselServerOptions options, Terminal terminal, CancellationToken cancellation)
    {
        (int sessions, int damages) = StoreCheck.Run(options, terminal.Out.WriteLine, cancellation);
        terminal.Out.WriteLine(
            $"{FigureText.Counted(sessions, "session")}: "
            + (damages == 0 ? "nothing is damaged." : $"{FigureText.Counted(damages, "fault")}."));
        return damages == 0 ? ExitCode.Done : ExitCode.WrongUsageOrData;
    }

    private Uri? Telemetry(ParseResult result) => result.GetValue(_otlp) switch
    {
        null => null,
        { } text when Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" => url,
        { } text => throw new UsageException(
            $"--otlp must be an address such as http://localhost:4317, but is '{text}'."),
    };

    private static int Expiry(string? text, int missing) => text switch
    {
        null => missing,
        "none" => 0,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0 =>
            seconds,
        _ => throw new UsageException(
            $"--expire must be a number of seconds from 1 to {int.MaxValue}, or none, but is '{text}'."),
    };

    private static int Within(ParseResult result, Option<int?> option, int least, int most, int missing) =>
        result.GetValue(option) switch
        {
            null => missing,
            { } value when value >= least && value <= most => value,
            { } value => throw new UsageException($"{option.Name} must be {least}…{most}, but is {value}."),
        };
}
