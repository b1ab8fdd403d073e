using System.Net;

namespace Carousel.Server.Hosting;

/// <summary>Where a server listens, and how long it waits for whom.</summary>
internal sealed record ListeningOptions
{
    /// <summary>Where.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>On which port; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>A certificate, a file of PKCS #12 or PEM: the server then uses HTTPS. Null to use the settings of the
    /// environment.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its private key, a file of PEM, where it is not in the file of the certificate.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Where OpenTelemetry sends what it sees; null for where the environment says, else nowhere.</summary>
    public Uri? Telemetry { get; init; }

    /// <summary>Connections at once, and WebSockets at once.</summary>
    public int MostConnections { get; init; } = 10_000;

    /// <summary>How long the headers of a request may take.</summary>
    public TimeSpan HeadersWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be silent between requests.</summary>
    public TimeSpan SilentFor { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>How long a sender of a body may stay under <see cref="LeastBytesPerSecond"/>.</summary>
    public TimeSpan SlowFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The least speed of a body, in bytes a second.</summary>
    public double LeastBytesPerSecond { get; init; } = 240;

    /// <summary>How often a WebSocket is asked whether it is still there, and how long it has to answer.</summary>
    public TimeSpan AskEvery { get; init; } = TimeSpan.FromSeconds(20);
}
