namespace Carousel.Benchmarks.Serving;

/// <summary>What was counted of one door, over all its parts.</summary>
internal sealed class LoadTally
{
    /// <summary>From when each request was due to its answer.</summary>
    public Latencies Latency { get; } = new();

    /// <summary>How much later than due, or than there was room, requests were sent: the generator's own
    /// share.</summary>
    public Latencies Lateness { get; } = new();

    /// <summary>Requests that were answered.</summary>
    public long Requests { get; private set; }

    /// <summary>Steps that are done.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps or requests that the server had no room for.</summary>
    public long Failed { get; private set; }

    /// <summary>Requests that were due and found no connection free until the end.</summary>
    public long Unsent { get; private set; }

    /// <summary>How long it took, from the start of each part to its last answer.</summary>
    public double Seconds { get; set; }

    /// <summary>Seconds of processors that the generator took.</summary>
    public double OwnCpuSeconds { get; set; }

    /// <summary>Seconds of processors that the server took; null where it is not known.</summary>
    public double? ServerCpuSeconds { get; set; }

    /// <summary>Requests a second.</summary>
    public double Rate => Requests / Seconds;

    /// <summary>Steps a second.</summary>
    public double StepRate => Steps / Seconds;

    /// <summary>Counts an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="due">When its request was due.</param>
    /// <param name="now">When it came.</param>
    public void Add(LoadAnswer answer, long due, long now)
    {
        Requests++;
        Steps += answer.Steps;
        Failed += answer.Failed;
        Latency.Add(now - due);
    }

    /// <summary>Counts a request that was never sent, with the time that it has waited at least.</summary>
    /// <param name="waited">Ticks from when it was due to the end.</param>
    public void AddUnsent(long waited)
    {
        Unsent++;
        Latency.Add(waited);
    }
}
