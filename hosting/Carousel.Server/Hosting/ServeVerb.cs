using System.Globalization;
using System.Net;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Microsoft.AspNetCore.Connections;

namespace Carousel.Server.Hosting;

/// <summary><c>carousel serve</c>: serves models and the states of their sessions over HTTP and WebSocket.</summary>
internal sealed class ServeVerb : IVerb<ServeOptions>
{
    /// <inheritdoc/>
    public string Name => "serve";

    /// <inheritdoc/>
    public string Summary => "Serve models over HTTP and WebSocket, with sessions that survive a crash.";

    /// <inheritdoc/>
    public string Example => "carousel serve out/ --port 8080";

    /// <inheritdoc/>
    public string Threads => "Threads that step sessions; has no influence on the answers. Default: all processors.";

    /// <inheritdoc/>
    public async Task<bool> RunAsync(ServeOptions options, VerbRun run, CancellationToken cancellation)
    {
        if (!IPAddress.TryParse(options.Address, out IPAddress? address))
        {
            throw options.Wrong($"{{Address}} must be an IP address, but is '{options.Address}'.");
        }

        if (options.Broker is not null && options.Replica is null)
        {
            throw options.Wrong(
                "{Broker} needs {Replica} URL: each queue is taken by the replica that has its sessions.");
        }

        var served = new CarouselServerOptions
        {
            Models = options.Folder,
            Store = options.Store,
            Replica = options.Replica,
            Broker = options.Broker,
            AnomalyData = options.AnomalyData,
            Volatile = options.Volatile,
            Threads = run.Threads,
            MostAwake = options.MostAwake,
            IdleSeconds = options.Idle,
            MoveSessions = options.MoveSessions,
            Hosts = options.Host,
            Origins = options.Origin,
        };
        served.ExpiresAfter = Expiry(options, served.ExpiresAfter);
        var where = new ListeningOptions
        {
            Address = address,
            Port = options.Port,
            Certificate = options.Certificate,
            CertificateKey = options.CertificateKey,
            MostConnections = options.MostConnections,
            Telemetry = Telemetry(options),
        };
        try
        {
            if (KeyChange.TryMake(options, served, run))
            {
                return true;
            }

            if (options.Check)
            {
                return Check(served, run, cancellation);
            }

            string? end = await CarouselHost.RunAsync(
                served, where, url => run.Announce($"listening on {url}"), run.Tell, cancellation)
                .ConfigureAwait(false);
            return end is null ? true : throw Ended(end);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or ServeException)
        {
            throw Ended(exception.Message);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw options.Wrong(
                $"Port {options.Port} of {address} is in use: name another one with {{Port}}, or 0 for a free one.");
        }
    }

    // The sentence may contain braces.
    private static OptionException Ended(string sentence) => new($"{sentence}");

    private static bool Check(CarouselServerOptions options, VerbRun run, CancellationToken cancellation)
    {
        (int sessions, int damages) = StoreCheck.Run(options, run.Out.WriteLine, cancellation);
        run.Out.WriteLine(
            $"{FigureText.Counted(sessions, "session")}: "
            + (damages == 0 ? "nothing is damaged." : $"{FigureText.Counted(damages, "fault")}."));
        return damages == 0;
    }

    private static Uri? Telemetry(ServeOptions options) => options.Otlp switch
    {
        null => null,
        { } text when Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" => url,
        { } text => throw options.Wrong(
            $"{{Otlp}} must be an address such as http://localhost:4317, but is '{text}'."),
    };

    private static int Expiry(ServeOptions options, int missing) => options.Expire switch
    {
        null => missing,
        "none" => 0,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            && seconds > 0 => seconds,
        { } text => throw options.Wrong(
            $"{{Expire}} must be a number of seconds from 1 to {int.MaxValue}, or none, but is '{text}'."),
    };
}
