using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cli.Serving.Top;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel top</c>: what a server does, again and again.</summary>
internal sealed class TopCommand : VerbCommand
{
    private const double ShortestPause = 0.1, LongestPause = 3600;

    private readonly Argument<string> _server = new("URL")
    {
        Description = "The address of a server that carousel serve started, such as http://127.0.0.1:8080.",
    };

    private readonly Option<string?> _key = OptionKinds.Text("--key", "KEY", "The server's key.");

    private readonly Option<bool> _once = OptionKinds.Switch("--once", "Look once, and end.");

    private readonly Option<double?> _every = OptionKinds.Number("--every", "Seconds between two looks. Default 1.");

    /// <inheritdoc/>
    public override string Name => "top";

    /// <inheritdoc/>
    public override string Summary => "Watch a server: steps, sessions, times, and inputs unlike the training's.";

    /// <inheritdoc/>
    public override string Example => "carousel top http://127.0.0.1:8080";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_server];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Looking", [_key, _once, _every]), Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(null);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        Uri server = ServerAddress.Parse(result.GetRequiredValue(_server));
        var pause = TimeSpan.FromSeconds(result.GetValue(_every) switch
        {
            null => 1,
            { } seconds when seconds is >= ShortestPause and <= LongestPause => seconds,
            { } seconds => throw new UsageException(
                FormattableString.Invariant(
                    $"--every must be {ShortestPause}…{LongestPause} seconds, but is {seconds}.")),
        });
        using var reader = new ServedStateReader(server, result.GetValue(_key));
        var block = new RedrawnBlock(terminal);
        try
        {
            while (true)
            {
                ServedState state = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                if (Run.Json(result))
                {
                    terminal.Out.WriteLine(state.Text);
                }
                else
                {
                    block.Draw(ServedStateView.Lines(server, state));
                }

                if (result.GetValue(_once))
                {
                    return ExitCode.Done;
                }

                await Task.Delay(pause, terminal.Clock, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Watching has no other end.
            return ExitCode.Done;
        }
    }
}
