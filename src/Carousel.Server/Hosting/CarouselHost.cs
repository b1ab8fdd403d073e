using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Carousel.Server.Hosting;

/// <summary>A process that does nothing but serve sessions.</summary>
internal static class CarouselHost
{
    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="options">What is served.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="port">On which port; 0 for a free one.</param>
    /// <param name="telemetry">Where OpenTelemetry sends what it sees; null for where the environment says.</param>
    /// <param name="listening">Told the address when the server answers.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    /// <param name="cancellation">Stops it: what is under way is answered.</param>
    /// <returns>Why it ended by itself; null where it was stopped.</returns>
    /// <exception cref="Storage.StoreException">The store can't be used.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no folder of models.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<string?> RunAsync(
        CarouselServerOptions options, IPAddress address, int port, Uri? telemetry, Action<string> listening,
        Action<string> tell, CancellationToken cancellation)
    {
        string? end = null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var service = new CarouselService(
            options, tell,
            reason =>
            {
                end = reason;
                ending.Cancel();
            });
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Protocol.RequestBody.MostBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);
        });

        // No request waits on its thread, so that reading, answering and sending need not be three threads.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        OtlpExport.Add(builder, telemetry);
        await using WebApplication app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            if (!await service.TryAnswerAsync(context).ConfigureAwait(false))
            {
                Protocol.RequestBody.WriteError(context, 404, "There is nothing here; see /openapi.json.");
            }
        });
        await app.StartAsync(ending.Token).ConfigureAwait(false);
        listening(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await app.WaitForShutdownAsync(ending.Token).ConfigureAwait(false);
        return end;
    }
}
