namespace Carousel.Cluster.Work;

/// <summary>A part that a worker does.</summary>
internal sealed class RunningPart : IDisposable
{
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private readonly CancellationTokenSource _cancellation;
    private readonly Lock _lock = new();
    private bool _isEnded;

    /// <summary>Begins.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="stop">Stops the worker.</param>
    public RunningPart(PartDelivery delivery, CancellationToken stop)
    {
        Delivery = delivery;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Cancellation = _cancellation.Token;
    }

    /// <summary>The message.</summary>
    public PartDelivery Delivery { get; }

    /// <summary>Stops the part.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>For how long it is done.</summary>
    public double Seconds => TimeProvider.System.GetElapsedTime(_begun).TotalSeconds;

    /// <summary>Stops the part, where it is not done.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            if (!_isEnded)
            {
                _cancellation.Cancel();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isEnded = true;
            _cancellation.Dispose();
        }
    }
}
