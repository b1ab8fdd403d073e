using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Carousel.Benchmarks.Serving;

/// <summary>An endpoint of ASP.NET Core that does nothing: what the machine and Kestrel alone can do.</summary>
internal static class EmptyEndpoint
{
    /// <summary>The word by which the program starts itself as this endpoint; no help tells of it.</summary>
    public const string Kind = "empty-endpoint";

    /// <summary>Answers <c>GET /empty</c> on a free port until standard input ends or it is cancelled.</summary>
    /// <param name="terminal">Where it says that it listens.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Terminal terminal, CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        await using (application.ConfigureAwait(false))
        {
            application.MapGet("/empty", static (HttpContext _) => Task.CompletedTask);
            await application.StartAsync(cancellation).ConfigureAwait(false);
            await terminal.Out.WriteLineAsync($"listening on {application.Urls.Single()}").ConfigureAwait(false);

            // Standard input ends with the process that started this one, however that ends.
            await Task.WhenAny(
                Task.Run(() => terminal.In.ReadToEnd(), CancellationToken.None),
                Task.Delay(Timeout.InfiniteTimeSpan, cancellation)).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }
}
