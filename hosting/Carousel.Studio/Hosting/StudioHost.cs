using System.Net;
using Carousel.Cluster.Stores;
using Carousel.Studio.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Carousel.Studio.Hosting;

/// <summary>A process that only runs the studio, on the loopback.</summary>
internal static class StudioHost
{
    private const int MostBytes = 16 << 20;

    /// <summary>Runs the studio until it is stopped.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">Where.</param>
    /// <param name="listening">Receives two links when the page answers: one to print, one to open a browser.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    /// <param name="cancellation">Stops it: trainings keep their checkpoints.</param>
    /// <exception cref="StoreException">The folder is in use, or its store can't be used.</exception>
    /// <exception cref="IOException">The port is in use, or the folder can't be written.</exception>
    public static async Task RunAsync(
        ICommandLine command, StudioOptions options, Action<string, string> listening, Action<string> tell,
        CancellationToken cancellation)
    {
        var service = new StudioService(command, options.Folder, tell);
        await using (service.ConfigureAwait(false))
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = MostBytes;
                kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
                kestrel.Limits.MaxRequestHeaderCount = 64;
                kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
            });
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
            WebApplication app = builder.Build();
            await using (app.ConfigureAwait(false))
            {
                app.UseWebSockets();
                app.Run(service.AnswerAsync);
                await app.StartAsync(cancellation).ConfigureAwait(false);
                service.Begin();
                IServer server = app.Services.GetRequiredService<IServer>();
                string address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
                listening(
                    $"{address}/#{StudioDoor.Token}={service.Token.Text}",
                    $"{address}/#{StudioDoor.Opening}={service.NewOpening()}");
                await app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            }
        }
    }
}
