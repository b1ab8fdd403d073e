namespace Carousel.Benchmarks.Serving;

/// <summary>A door with its connections open, and what was counted of it.</summary>
internal sealed class LoadTarget : IDisposable
{
    private readonly LoadConnection[] _connections;
    private readonly LoadLoop _loop;
    private readonly Func<double>? _serverCpu;

    private LoadTarget(LoadDoor door, LoadConnection[] connections, Func<double>? serverCpu)
    {
        (Door, _connections, _serverCpu) = (door, connections, serverCpu);
        _loop = new LoadLoop(connections);
    }

    /// <summary>How the server is asked.</summary>
    public LoadDoor Door { get; }

    /// <summary>How many connections there are.</summary>
    public int Connections => _connections.Length;

    /// <summary>What was counted.</summary>
    public LoadTally Tally { get; } = new();

    /// <summary>Opens the connections.</summary>
    /// <param name="door">How the server is asked.</param>
    /// <param name="server">Its address.</param>
    /// <param name="talks">What each connection says.</param>
    /// <param name="serverCpu">Seconds of processors that the server took so far; null where that is not known.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LoadException">The server can't be reached.</exception>
    public static async Task<LoadTarget> OpenAsync(
        LoadDoor door, Uri server, IEnumerable<LoadTalk> talks, Func<double>? serverCpu,
        CancellationToken cancellation)
    {
        var connections = new List<LoadConnection>();
        try
        {
            foreach (LoadTalk talk in talks)
            {
                connections.Add(await LoadConnection.OpenAsync(server, talk, cancellation).ConfigureAwait(false));
            }

            return new LoadTarget(door, [.. connections], serverCpu);
        }
        catch
        {
            connections.ForEach(connection => connection.Dispose());
            throw;
        }
    }

    /// <summary>Runs without counting, until code is compiled and buffers are there.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellation">Stops it.</param>
    public void WarmUp(double seconds, CancellationToken cancellation) =>
        _loop.Run(rate: null, seconds, new LoadTally(), cancellation);

    /// <summary>Measures a part.</summary>
    /// <param name="rate">Requests a second, or null for as many as there is room for.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LoadException">The server answers wrongly or not at all.</exception>
    public void Measure(double? rate, double seconds, CancellationToken cancellation)
    {
        double? before = _serverCpu?.Invoke();
        _loop.Run(rate, seconds, Tally, cancellation);
        if (before is { } start)
        {
            Tally.ServerCpuSeconds = (Tally.ServerCpuSeconds ?? 0) + _serverCpu!() - start;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());
}
