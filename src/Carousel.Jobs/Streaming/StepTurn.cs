using System.Diagnostics;

namespace Carousel.Jobs.Streaming;

/// <summary>How long a session may work on a row before other sessions have their turn, and whether another row
/// follows.</summary>
/// <remarks>The state of the session does not depend on it, and a row that is divided has the answer of one that is
/// not.</remarks>
internal sealed class StepTurn
{
    private long _end = long.MaxValue;

    /// <summary>Stops the row. The session cannot be used afterwards, because the row is half taken.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>The cost of the row in units of its model, such as characters, tokens or steps; set by the session
    /// when it has read the row.</summary>
    public long Units { get; set; } = 1;

    /// <summary>Whether another row of the same request follows: a forecast of the time after this row is not
    /// wanted.</summary>
    public bool IsFollowed { get; set; }

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => _end != long.MaxValue && Stopwatch.GetTimestamp() >= _end;

    /// <summary>Begins a turn.</summary>
    /// <param name="time">How long it lasts; the longest time for a turn without an end.</param>
    public void Begin(TimeSpan time) =>
        _end = time == TimeSpan.MaxValue
            ? long.MaxValue
            : Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
}
