using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>What the next event of an entity is judged by.</summary>
internal sealed class EventHistory
{
    /// <summary>How many events before one tell its code: the gap before the last of them too.</summary>
    private const int Kept = 2;

    private readonly List<RecentSurprise> _recent = [];
    private double _held;

    /// <summary>The last events, the latest last.</summary>
    public List<KeptEvent> Latest { get; } = [];

    /// <summary>The network's state after the latest; none before the first event.</summary>
    public float[] State { get; private set; } = [];

    /// <summary>Takes an event.</summary>
    /// <param name="last">The event.</param>
    /// <param name="state">The network's state after it.</param>
    /// <param name="surprise">By how much it is more surprising than usual.</param>
    /// <param name="memoryHours">Over which surprise adds up.</param>
    /// <returns>Its score, as <see cref="EventFitted.Score"/> gives it.</returns>
    public double Take(KeptEvent last, float[] state, double surprise, double memoryHours)
    {
        Latest.Add(last);
        if (Latest.Count > Kept)
        {
            Latest.RemoveAt(0);
        }

        State = state;
        return Add(last.Time, surprise, memoryHours);
    }

    /// <summary>Adds the surprise of an event.</summary>
    /// <param name="time">When.</param>
    /// <param name="surprise">By how much the event is more surprising than usual.</param>
    /// <param name="memoryHours">Hours over which surprise adds up.</param>
    /// <returns>Its sum with the surprise of the last hours.</returns>
    public double Add(DateTime time, double surprise, double memoryHours)
    {
        while (_recent is [var first, ..] && new TimeSpan(time.Ticks - first.Ticks).TotalHours > memoryHours)
        {
            _held -= Math.Max(0, first.Surprise);
            _recent.RemoveAt(0);
        }

        // Sums that were added and taken away again leave a rest.
        _held = _recent.Count == 0 ? 0 : _held;
        double score = surprise + _held;
        _held += Math.Max(0, surprise);
        _recent.Add(new RecentSurprise(time.Ticks, surprise));
        return score;
    }

    /// <summary>Passes all of it.</summary>
    /// <param name="state">The state.</param>
    /// <param name="design">Categories and numbers.</param>
    /// <param name="stateSize">Values of the network's state.</param>
    public void Pass(StatePass state, EventDesign design, int stateSize)
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
