using System.Net;
using Carousel.Cluster.Stores;
using Carousel.Server.Engine;
using Carousel.Server.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Carousel.Server.Hosting;

/// <summary>A process that does nothing but serve sessions.</summary>
internal static class CarouselHost
{
    /// <summary>Serves until it is stopped.</summary>
    /// <param name="options">What is served.</param>
    /// <param name="where">Where it listens.</param>
    /// <param name="listening">Receives the address when the server answers.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    /// <param name="cancellation">Stops it: what is under way is answered.</param>
    /// <returns>Why it ended by itself; null where it was stopped.</returns>
    /// <exception cref="StoreException">The store can't be used.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of models does not exist.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    /// <exception cref="ServeException">The certificate can't be read, or the server would listen beyond the loopback
    /// without keys.</exception>
    public static async Task<string?> RunAsync(
        CarouselServerOptions options, ListeningOptions where, Action<string> listening, Action<string> tell,
        CancellationToken cancellation)
    {
        string? end = null;
        HttpsConnectionAdapterOptions? https = ServerCertificate.Read(where);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var service = CarouselService.Start(
            options, tell,
            reason =>
            {
                end = reason;
                ending.Cancel();
            });
        if (!IPAddress.IsLoopback(where.Address) && !service.AsksForKeys)
        {
            throw new ServeException(
                $"Anyone who reaches {where.Address} could use the server: add a key first, "
                + "or listen on 127.0.0.1.");
        }

        if (!IPAddress.IsLoopback(where.Address) && https is null)
        {
            tell(
                $"Other machines reach {where.Address}, and the server has no certificate: keys and data cross the "
                + "network unencrypted. Name a certificate, or put an HTTPS proxy in front of the server.");
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Bound(kestrel.Limits, where);
            kestrel.Listen(where.Address, where.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => AcceptAsync(connection, next, service.Memory));
                if (https is not null)
                {
                    listen.UseHttps(https);
                }
            });
        });

        // No request waits on its thread, so that reading, answering and sending need not be three threads.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        OtlpExport.Add(builder, where.Telemetry);
        await using WebApplication app = builder.Build();
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = where.AskEvery,
            KeepAliveTimeout = where.AskEvery,
        });
        app.Run(async context =>
        {
            try
            {
                if (!await service.TryAnswerAsync(context).ConfigureAwait(false))
                {
                    RequestBody.WriteError(context, 404, "There is nothing here; see /openapi.json.");
                }
            }
            catch (Exception exception)
            {
                // One request fails, the others continue; the log has to report it.
                tell($"{context.Request.Method} failed: {exception}");
                RequestBody.WriteError(context, 500, "The server failed to answer; its log says why.");
            }
        });
        await app.StartAsync(ending.Token).ConfigureAwait(false);
        IServer server = app.Services.GetRequiredService<IServer>();
        string url = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        service.Join(new Uri(url).Port);
        listening(url);
        using CancellationTokenRegistration leaving = ending.Token.UnsafeRegister(
            static service => ((CarouselService)service!).Leave(), service);
        await app.WaitForShutdownAsync(ending.Token).ConfigureAwait(false);
        return end;
    }

    private static async Task AcceptAsync(ConnectionContext connection, ConnectionDelegate next, ServerMemory memory)
    {
        if (!memory.TryTake(MemoryUse.Connections, ServerMemory.ConnectionBytes))
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            memory.Give(MemoryUse.Connections, ServerMemory.ConnectionBytes);
        }
    }

    private static void Bound(KestrelServerLimits limits, ListeningOptions where)
    {
        limits.MaxConcurrentConnections = where.MostConnections;
        limits.MaxConcurrentUpgradedConnections = where.MostConnections;
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = where.HeadersWithin;
        limits.KeepAliveTimeout = where.SilentFor;
        limits.MaxRequestBodySize = RequestBody.MostBytes;

        // What is read before anybody asks who sends it.
        limits.MaxRequestBufferSize = 128 << 10;
        limits.MinRequestBodyDataRate = new MinDataRate(where.LeastBytesPerSecond, where.SlowFor);
        limits.MinResponseDataRate = new MinDataRate(where.LeastBytesPerSecond, where.SlowFor);
    }
}
