using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>What the next event of an entity is judged by.</summary>
internal sealed class EventHistory
{
    /// <summary>How many events before one tell its code: the gap before the last of them too.</summary>
    private const int Kept = 2;

    private readonly Queue<(DateTime Time, double Surprise)> _recent = [];
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
        while (_recent.TryPeek(out (DateTime Time, double Surprise) first)
            && (time - first.Time).TotalHours > memoryHours)
        {
            _held -= Math.Max(0, first.Surprise);
            _recent.Dequeue();
        }

        // Sums that were added and taken away again leave a rest.
        _held = _recent.Count == 0 ? 0 : _held;
        double score = surprise + _held;
        _held += Math.Max(0, surprise);
        _recent.Enqueue((time, surprise));
        return score;
    }

    /// <summary>Writes all of it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_held);
        writer.Write(_recent.Count);
        foreach ((DateTime time, double surprise) in _recent)
        {
            writer.WriteTime(time);
            writer.Write(surprise);
        }

        writer.Write(Latest.Count);
        foreach (KeptEvent kept in Latest)
        {
            writer.WriteTime(kept.Time);
            writer.WriteTexts(kept.Categories);
            writer.WriteFloats(kept.Numbers);
        }

        writer.WriteFloats(State);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">The state.</param>
    /// <param name="design">Categories, numbers, and the size of the network's state.</param>
    /// <param name="stateSize">Values of the network's state.</param>
    public static EventHistory Read(BinaryReader reader, EventDesign design, int stateSize)
    {
        var history = new EventHistory { _held = reader.ReadDouble() };
        for (int left = reader.ReadCount(2 * sizeof(long)); left > 0; left--)
        {
            history._recent.Enqueue((TimeIn(reader), reader.ReadDouble()));
        }

        int latest = reader.ReadCount(sizeof(long));
        StateParts.Require(latest is > 0 and <= Kept);
        for (; latest > 0; latest--)
        {
            var kept = new KeptEvent(
                TimeIn(reader), reader.ReadTexts() ?? [], reader.ReadFloats(design.NumberNames.Count));
            StateParts.Require(
                kept.Categories.Length == design.CategoryNames.Count
                && (history.Latest.Count == 0 || kept.Time >= history.Latest[^1].Time));
            history.Latest.Add(kept);
        }

        history.State = reader.ReadFloats(stateSize);
        return history;
    }

    private static DateTime TimeIn(BinaryReader reader) =>
        reader.ReadTime() ?? throw new FormatException("An event has no time.");
}

/// <summary>An event.</summary>
/// <param name="Time">When.</param>
/// <param name="Categories">What, in the order of the design.</param>
/// <param name="Numbers">How much, in the order of the design; NaN is missing.</param>
internal sealed record KeptEvent(DateTime Time, string[] Categories, float[] Numbers);
