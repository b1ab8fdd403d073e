using System.CommandLine;
using Carousel.Benchmarks.Serving;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Client.Wire;

namespace Carousel.Benchmarks.Commands;

/// <summary>What <c>carousel-benchmark serve</c> asks of a server.</summary>
internal sealed class ServeLoadOptionSet
{
    private const int MostConnections = 1000, MostSessions = 10_000_000, MostWidth = 65_536;
    private const double MostRate = 10_000_000;

    private readonly Option<LoadDoor?> _door = OptionKinds.Choice(
        "--door",
        "How it is asked: http (one step a request), websocket (frames), batch (up to 4,096 steps a request), empty "
        + "(an endpoint that does nothing). Default http.",
        ("http", LoadDoor.Http), ("websocket", LoadDoor.WebSocket), ("batch", LoadDoor.Batch),
        ("empty", LoadDoor.Empty));

    private readonly Option<double?> _rate = OptionKinds.Number(
        "--rate", "Requests a second, due at fixed times. Default: as fast as answers come.");

    private readonly Option<int?> _connections = OptionKinds.Whole(
        "--connections", "Connections. Default: http and empty 32, websocket 4, batch 1.");

    private readonly Option<int?> _sessions = OptionKinds.Whole(
        "--sessions", "Sessions that are stepped in turn. Default: http 1,024, websocket 4 frames a connection, batch "
        + "4,096 a connection.");

    private readonly Option<int?> _frame = OptionKinds.Whole(
        "--frame", "Steps of a frame, each of another session, 1 to 4,096. Default 64.");

    private readonly Option<string?> _model = OptionKinds.Text(
        "--model", "name", "The model at the server. Default: its only one.");

    private readonly Option<int?> _width = OptionKinds.Whole(
        "--width", "Values of a row. Default: what the model's card says, for empty 8.");

    private readonly Option<string?> _key = OptionKinds.Text("--key", "KEY", "The server's key.");

    private readonly Option<bool> _volatile = OptionKinds.Switch(
        "--volatile", "The server that is started keeps nothing on disk.");

    private readonly Option<string?> _against = OptionKinds.Text(
        "--against", "empty", "Measures the empty endpoint in turn, and tells the ratio.");

    /// <summary>The options.</summary>
    public OptionGroup Group => new(
        "Load on a server",
        [_door, _rate, _connections, _sessions, _frame, _model, _width, _key, _volatile, _against]);

    /// <summary>Reads them.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="address">The server, or null where one is started.</param>
    /// <param name="seconds">How long each door is measured.</param>
    /// <exception cref="UsageException">They do not go together.</exception>
    public ServeLoadOptions Read(ParseResult result, string? address, double seconds)
    {
        var options = new ServeLoadOptions
        {
            Door = result.GetValue(_door) ?? LoadDoor.Http,
            Server = address is null ? null : Server(address),
            Key = result.GetValue(_key),
            Model = result.GetValue(_model),
            Width = InRange(result, _width, MostWidth),
            Rate = result.GetValue(_rate),
            Seconds = seconds,
            Connections = InRange(result, _connections, MostConnections),
            Sessions = InRange(result, _sessions, MostSessions),
            Frame = InRange(result, _frame, StepFrame.MostSessions) ?? 64,
            IsVolatile = result.GetValue(_volatile),
            IsAgainstEmpty = result.GetValue(_against) is { } against
                && (against == "empty" ? true
                    : throw new UsageException($"--against must be empty, but is '{against}'.")),
        };
        if (options.Rate is { } rate and not (> 0 and <= MostRate))
        {
            throw new UsageException(FormattableString.Invariant(
                $"--rate must be above 0 and at most {MostRate:F0}, but is {rate}."));
        }

        if (options is { IsVolatile: true, Server: not null })
        {
            throw new UsageException("--volatile is for the server that the command starts: leave out the address.");
        }

        if (options.IsAgainstEmpty && (options.Rate is not null || options.Door == LoadDoor.Empty))
        {
            throw new UsageException(
                "--against empty compares the highest rates of a door and the empty endpoint: leave out --rate and "
                + "--door empty.");
        }

        return options;
    }

    private static int? InRange(ParseResult result, Option<int?> option, int most) =>
        result.GetValue(option) is not { } number ? null
            : number >= 1 && number <= most ? number
            : throw new UsageException($"{option.Name} must be 1…{most}, but is {number}.");

    private static Uri Server(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? server) && server.Scheme == Uri.UriSchemeHttp
            ? server
            : throw new UsageException(
                $"'{address}' is no address of a server. Pass one such as http://127.0.0.1:8080.");
}
