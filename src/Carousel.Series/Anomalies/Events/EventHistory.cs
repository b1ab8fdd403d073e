using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>What the next event of an entity is judged by.</summary>
/// <param name="design">The fields.</param>
internal sealed class EventHistory(EventDesign design)
{
    /// <summary>How many events before one tell its code: the gap before the last of them too.</summary>
    private const int Kept = 2;

    private readonly List<RecentSurprise> _recent = [];
    private double _held;

    /// <summary>The last events, the latest last.</summary>
    public List<KeptEvent> Latest { get; } = [];

    /// <summary>The network's state after the latest; none before the first event.</summary>
    public float[] State { get; private set; } = [];

    /// <summary>[fields][K]: how often each value occurred.</summary>
    public double[][] Own { get; } = [.. design.Fields.Select(f => new double[f.Size])];

    /// <summary>Keeps an event.</summary>
    /// <param name="last">The event.</param>
    /// <param name="state">The network's state after it.</param>
    public void Keep(KeptEvent last, float[] state)
    {
        Latest.Add(last);
        if (Latest.Count > Kept)
        {
            Latest.RemoveAt(0);
        }

        State = state;
    }

    /// <summary>Adds the surprise of an event.</summary>
    /// <param name="time">When.</param>
    /// <param name="surprise">By how much the event is more surprising than usual.</param>
    /// <param name="most">Upper bound of the surprise added from earlier events, so that a usual event after an attack
    /// is not an anomaly.</param>
    /// <param name="memoryHours">Hours over which surprise adds up.</param>
    /// <returns>The events of the last hours, and its sum with their surprise.</returns>
    public (int Recent, double Sum) Add(DateTime time, double surprise, double most, double memoryHours)
    {
        while (_recent is [var first, ..] && new TimeSpan(time.Ticks - first.Ticks).TotalHours > memoryHours)
        {
            _held -= Math.Max(0, first.Surprise);
            _recent.RemoveAt(0);
        }

        // Sums that were added and taken away again leave a rest.
        _held = _recent.Count == 0 ? 0 : _held;
        (int Recent, double Sum) score = (_recent.Count, surprise + Math.Min(_held, most));
        _held += Math.Max(0, surprise);
        _recent.Add(new RecentSurprise(time.Ticks, surprise));
        return score;
    }

    /// <summary>Passes all of it.</summary>
    /// <param name="state">The state.</param>
    /// <param name="stateSize">Values of the network's state.</param>
    public void Pass(StatePass state, int stateSize)
    {
        int latest = Latest.Count;
        state.Of(ref _held).Of(_recent).Of(ref latest);
        StateParts.Require(latest is > 0 and <= Kept);
        for (int i = 0; i < latest; i++)
        {
            KeptEvent kept = state.IsReading
                ? new KeptEvent(default, new string[design.CategoryNames.Count], new float[design.NumberNames.Count])
                : Latest[i];
            DateTime? time = kept.Time;
            state.Of(ref time).Of(kept.Categories).Of(kept.Numbers);
            if (state.IsReading)
            {
                StateParts.Require(time >= (i == 0 ? default : Latest[i - 1].Time));
                Latest.Add(kept with { Time = time!.Value });
            }
        }

        State = state.IsReading ? new float[stateSize] : State;
        state.Of(State);
        Array.ForEach(Own, counts => state.Of(counts));
    }
}

/// <summary>An event.</summary>
/// <param name="Time">When.</param>
/// <param name="Categories">What, in the order of the design.</param>
/// <param name="Numbers">How much, in the order of the design; NaN is missing.</param>
internal sealed record KeptEvent(DateTime Time, string[] Categories, float[] Numbers);

/// <summary>The surprise of a recent event.</summary>
/// <param name="Ticks">When.</param>
/// <param name="Surprise">By how much the event is more surprising than usual.</param>
internal readonly record struct RecentSurprise(long Ticks, double Surprise);
