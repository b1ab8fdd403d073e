using Carousel.Jobs;

namespace Carousel.Server.Top;

/// <summary><c>carousel top</c>: what a server does, again and again.</summary>
internal sealed class TopVerb : IVerb<TopOptions>
{
    private const double ShortestPause = 0.1, LongestPause = 3600;

    /// <inheritdoc/>
    public string Name => "top";

    /// <inheritdoc/>
    public string Summary => "Live view of a server: steps, sessions, latency, input drift.";

    /// <inheritdoc/>
    public string Example => "carousel top http://127.0.0.1:8080";

    /// <inheritdoc/>
    public async Task<bool> RunAsync(TopOptions options, VerbRun run, CancellationToken cancellation)
    {
        Uri server = Uri.TryCreate(options.Server, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : throw options.Wrong(
                $"'{options.Server}' is not the address of a server. Pass one such as http://127.0.0.1:8080.");
        if (options.Every is not (>= ShortestPause and <= LongestPause))
        {
            throw options.Wrong(
                $"{{Every}} must be {ShortestPause}…{LongestPause} seconds, but is {options.Every}.");
        }

        using var reader = new ServedStateReader(server, options.Key);
        try
        {
            while (true)
            {
                ServedState state = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                if (run.IsJson)
                {
                    run.Out.WriteLine(state.Text);
                }
                else
                {
                    run.Draw(ServedStateView.Lines(server, state));
                }

                if (options.Once)
                {
                    return true;
                }

                await Task.Delay(TimeSpan.FromSeconds(options.Every), run.Clock, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Watching has no other end.
            return true;
        }
    }
}
